// Display names: what is kept, what is refused, and what two spellings have in common.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDisplayName } from '../../../src/accounts/profile/display-name.ts'

const KEPT: [given: string, name: string][] = [
  ['', ''],
  ['   ', ''],
  ['\u3000\u00a0', ''],
  ['Alice', 'Alice'],
  ['  Alice   B.  ', 'Alice B.'],
  ['Alice\u00a0\u2003B', 'Alice B'],
  ['A\u030angstro\u0308m', 'Ångström'],
  ['<b>"O’Neill" & Söhne</b>', '<b>"O’Neill" & Söhne</b>'],
  ['محمد', 'محمد'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['नमस्ते', 'नमस्ते'],
  ['李小龍', '李小龍'],
  ['👩\u200d💻 Ada ❤\ufe0f', '👩\u200d💻 Ada ❤\ufe0f'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['🜁'.repeat(64), '🜁'.repeat(64)],
  ['a\u0301'.repeat(64), 'á'.repeat(64)],
]

test('kept, with the spaces and the composition in one spelling', () => {
  for (const [given, name] of KEPT) assert.deepEqual(parseDisplayName(given), { kind: 'ok', name })
})

test('V2.2.1 refused, in words: too long, broken, hidden, turned around, or nothing to be seen', () => {
  const refused: [given: string, problem: RegExp][] = [
    ['x'.repeat(65), /at most 64/],
    ['🜁'.repeat(65), /at most 64/],
    ['x'.repeat(1_000_000), /at most 64/],
    ['Ali\ud800ce', /broken/],
    ['Ali\u0000ce', /one line/],
    ['Ali\tce', /one line/],
    ['Ali\r\nce', /one line/],
    ['Ali\u2028ce', /one line/],
    ['Ali\u0085ce', /one line/],
    ['Ali\u202ece', /nobody can see/],
    ['Ali\u2066ce', /nobody can see/],
    ['Ali\u061cce', /nobody can see/],
    ['Ali\u200bce', /nobody can see/],
    ['Ali\ufeffce', /nobody can see/],
    ['Ali\u00adce', /nobody can see/],
    ['\u3164', /nobody can see/],
    ['\u2800', /nobody can see/],
    ['\ue000', /nobody can see/],
    ['A\u{e0041}', /nobody can see/],
    ['\u200d', /letters, digits and signs/],
    ['\u0301', /letters, digits and signs/],
    [`z${'\u0301\u0302\u0303\u0304\u0305\u0306'}`, /letters, digits and signs/],
  ]
  for (const [given, problem] of refused) {
    const read = parseDisplayName(given)
    assert.equal(read.kind, 'invalid', JSON.stringify(given))
    if (read.kind === 'invalid') assert.match(read.problem, problem)
  }
})

test('what is kept is kept once more as it is', () => {
  for (const [, name] of KEPT) assert.deepEqual(parseDisplayName(name), { kind: 'ok', name })
})
