// The fixed window: the reference's traces, and its promise on random streams.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedWindow } from '../../src/limits/fixed-window.ts'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { assertReproduces, randomStreams, type Sent } from './replay.ts'
import { tracesOf } from './vectors.ts'

for (const trace of tracesOf('fixed-window')) {
  test(`trace: ${trace.limit}, ${trace.name}`, () => assertReproduces(memoryCounters(10), trace))
}

test('all 6 traces are here', () => assert.equal(tracesOf('fixed-window').length, 6))

test('a window lets exactly its amount through, and opens with the first request after the last', () => {
  for (const { limit, sent } of randomStreams('fixed-window', 150, 20)) {
    const expected = answersOf(sent, limit.amount, limit.seconds * 1000)
    assert.deepEqual(
      sent.map(({ hit }) => hit.allowed),
      expected,
    )
  }
})

/** The definition, written down a second time in the plainest way. */
function answersOf(sent: readonly Sent[], amount: number, window: number): boolean[] {
  let ends = Number.NEGATIVE_INFINITY
  let used = 0
  return sent.map(({ at, cost }) => {
    if (at >= ends) {
      ends = Number.NEGATIVE_INFINITY
      used = 0
    }
    if (used + cost > amount) return false
    if (used === 0) ends = at + window
    used += cost
    return true
  })
}

test('a refused request neither opens a window nor takes from one', () => {
  const counters = memoryCounters(10)
  const limits = compileLimits('3/minute')
  const hit = (now: number, cost: number) => counters.hit('somebody', limits, 'fixed-window', now, cost)
  assert.equal(hit(0, 4).allowed, false)
  assert.deepEqual([hit(30_000, 2).resetIn, hit(30_000, 2).allowed], [60, false])
  assert.equal(hit(30_000, 1).allowed, true)
})

test('a window in which nothing was let in is nothing to keep', () => {
  const [limit] = compileLimits('3/minute')
  assert.equal(fixedWindow.expiresAt(fixedWindow.roll(undefined, limit!, 5_000), limit!), 5_000)
})
