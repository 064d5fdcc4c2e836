// The edit distance behind "did you mean".
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editDistance, nearest } from '../../src/config/nearest.ts'

test('the distance counts insertions, deletions, changes and swaps of neighbours', () => {
  const known: [string, string, number][] = [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'ab', 1],
    ['abc', 'axc', 1],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    // Optimal string alignment edits no part twice, so this is 3 where Damerau's full distance is 2.
    ['ca', 'abc', 3],
  ]
  for (const [a, b, distance] of known) {
    assert.equal(editDistance(a, b), distance, `${a} ${b}`)
    assert.equal(editDistance(b, a), distance, `${b} ${a}`)
  }
})

test('the nearest is found whatever the case and the separators, and nothing when all are far', () => {
  const names = ['session.idle', 'session.absolute', 'origin', 'port']
  assert.equal(nearest('Session-Idle', names), 'session.idle')
  assert.equal(nearest('sesion.idel', names), 'session.idle')
  assert.equal(nearest('absolute', names), 'session.absolute')
  assert.equal(nearest('prot', names), 'port')
  assert.equal(nearest('completely.different', names), undefined)
  assert.equal(nearest('', names), undefined)
})

test('of a very long name the first 64 characters count, so that it costs no more than a long one', () => {
  assert.equal(nearest('a'.repeat(100_000), ['a'.repeat(64)]), 'a'.repeat(64))
})

test('the beginning of one name alone stands for it, from three letters on', () => {
  const strategies = ['sliding-window-counter', 'moving-window', 'fixed-window']
  assert.equal(nearest('moving', strategies), 'moving-window')
  assert.equal(nearest('sliding', strategies), 'sliding-window-counter')
  assert.equal(nearest('mo', strategies), undefined)
  assert.equal(nearest('session', ['session.idle', 'session.absolute']), undefined)
})
