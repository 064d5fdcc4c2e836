// The table of what activity can tell: words for each, and for what a later version has written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityKinds, isNotable, kindInWords } from '../../../src/accounts/activity/kinds.ts'

test('each kind has words of its own that begin a sentence, and a name that stays', () => {
  const words = Object.values(activityKinds).map((entry) => entry.words)
  assert.equal(new Set(words).size, words.length)
  for (const one of words) assert.match(one, /^[A-Z].*[^.]$/)
  for (const name of Object.keys(activityKinds)) assert.match(name, /^[a-z]+(-[a-z]+)*$/)
})

test('a kind that this version does not know is shown by its name and counts as notable', () => {
  for (const name of ['from-the-future', 'constructor', '__proto__', '']) {
    assert.equal(kindInWords(name), name)
    assert.equal(isNotable(name), true)
  }
  assert.equal(isNotable('signed-in'), false)
  assert.equal(isNotable('sign-in-failed'), true)
})
