// Every regular expression of the source, judged by recheck: matching takes time in proportion to the text.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { complaint, expressionsIn, expressionsOfSource, nameOf, repeats } from './judge.ts'

/** Those that were judged safe before: judging them all takes a minute. `node scripts/judge-expressions.ts` writes it. */
const JUDGED = new URL('judged.json', import.meta.url)

test('V1.3.12 no regular expression of ours backtracks without bound', { timeout: 600_000 }, () => {
  const known = new Set(JSON.parse(readFileSync(JUDGED, 'utf8')))
  const all = expressionsOfSource()
  assert.ok(all.length > 100, 'the search finds them')
  const fresh = all.filter((one) => !known.has(nameOf(one)))
  assert.deepEqual(fresh.map(complaint).filter(Boolean), [])
})

test('an expression without repetition needs no judge, and whatever repeats gets one', () => {
  const repeating = (code: string) => expressionsIn('a.ts', code).map(repeats)
  assert.deepEqual(repeating('[/^(?:a|b[*+{])\\+$/, /a?b/]'), [false, false])
  assert.deepEqual(repeating('[/a+/, /[^\\]]*/, /(?:a){2,}/]'), [true, true, true])
})

test('an expression that backtracks is found, and so is one that is put together at run time', () => {
  const [evil, slow] = expressionsIn('a.ts', 'const evil = /^(a+)+$/\nconst slow = /\\s*x/')
  assert.match(complaint(evil!) ?? '', /^a\.ts:1: \/\^\(a\+\)\+\$\/ is vulnerable, with /)
  assert.match(complaint(slow!) ?? '', /^a\.ts:2: \/\\s\*x\/ is vulnerable, with /)
  assert.throws(() => expressionsIn('a.ts', 'new RegExp(a)'), /a\.ts:1: write a literal/)
  assert.throws(() => expressionsIn('a.ts', 'RegExp(a)'), /a\.ts:1: write a literal/)
})
