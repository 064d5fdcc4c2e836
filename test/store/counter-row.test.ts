// The JSON of a counters row: what is written is read again, and nothing else passes for a count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSlots, writeSlots } from '../../src/store/counter-row.ts'

const WHOLE = { strategy: 'fixed-window', limit: { amount: 5, seconds: 60 }, state: [1_000, 2] } as const

test('what is written is read again, without what has expired', () => {
  const slots = [WHOLE, { ...WHOLE, limit: { amount: 5, seconds: 1 } }]
  assert.deepEqual(readSlots(writeSlots(slots, 1_500)), slots)
  assert.deepEqual(readSlots(writeSlots(slots, 2_000)), [WHOLE])
  assert.deepEqual(readSlots(writeSlots(slots, 61_000)), [])
})

for (const [text, what] of [
  [undefined, 'no row'],
  ['', 'a row just made'],
  ['7', 'another kind of count'],
  ['{', 'broken JSON'],
  ['null', 'null'],
  ['{}', 'an object'],
  ['[null, 1, "a", []]', 'things that are no slots'],
  [changed({ strategy: 'constructor' }), 'a strategy that is none'],
  [changed({ strategy: 1 }), 'a strategy that is no name'],
  [changed({ limit: null }), 'no limit'],
  [changed({ limit: { amount: '5', seconds: 60 } }), 'an amount that is no number'],
  [changed({ state: [1_000] }), 'too few numbers'],
  [changed({ state: [1_000, null] }), 'numbers that are none'],
  [changed({ state: [1_000, '2'] }), 'numbers written as text'],
  [changed({ state: {} }), 'a state that is no list'],
  [changed({ strategy: 'moving-window', state: [1, 2, 3] }), 'a time without its count'],
  [changed({ strategy: 'sliding-window-counter' }), 'the state of another strategy'],
] as const) {
  test(`${what} counts as nothing kept`, () => assert.deepEqual(readSlots(text), []))
}

function changed(part: object): string {
  return JSON.stringify([{ ...WHOLE, ...part }])
}
