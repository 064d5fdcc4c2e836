// The table of refusals: complete, in plain words, and the page that is made from it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { refusalsPage } from '../../scripts/refusals-doc.ts'
import { Refusal, type RefusalCode, refusals } from '../../src/shield/refusal.ts'

const codes = Object.keys(refusals) as RefusalCode[]

test('docs/refusals.md is up to date; node scripts/refusals-doc.ts writes it', () => {
  assert.equal(readFileSync(new URL('../../docs/refusals.md', import.meta.url), 'utf8'), refusalsPage())
})

test('every entry is an error status with words of its own', () => {
  for (const code of codes) {
    const { status, title, words } = refusals[code]
    assert.ok(status >= 400 && status < 600, code)
    assert.match(code, /^[a-z]+(?:-[a-z]+)*$/)
    assert.match(words, /\.$/, code)
    assert.doesNotMatch(`${title} ${words}`, /CSRF|session id|exception|stack|invalid token|\|/i, code)
  }
  const titles = codes.map((code) => refusals[code].title)
  assert.equal(new Set(titles).size, titles.length)
})

test('a Refusal carries its status, and no word that came from outside', () => {
  for (const code of codes) {
    const refusal = new Refusal(code, { retryAfter: 3 })
    assert.equal(refusal.statusCode, refusals[code].status)
    assert.equal(refusal.message, refusals[code].title)
  }
})
