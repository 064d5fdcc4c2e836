// The sliding-window counter: the reference's traces, and the bound of its approximation on random streams.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { assertReproduces, letThrough, randomStreams } from './replay.ts'
import { tracesOf } from './vectors.ts'

for (const trace of tracesOf('sliding-window-counter')) {
  test(`trace: ${trace.limit}, ${trace.name}`, () => assertReproduces(memoryCounters(10), trace))
}

test('all 6 traces are here', () => assert.equal(tracesOf('sliding-window-counter').length, 6))

test('a stretch of d within a window lets less than amount × (1 + d / window) + 1 through', () => {
  for (const { limit, allowed } of randomStreams('sliding-window-counter', 150, 20)) {
    const window = limit.seconds * 1000
    for (const [first, { at: from }] of allowed.entries()) {
      let passed = 0
      for (const { at, cost } of allowed.slice(first)) {
        if (at - from > window) break
        passed += cost
        const bound = limit.amount * (1 + (at - from) / window) + 1
        assert.ok(passed < bound, `${passed} in ${at - from} ms of ${window}, amount ${limit.amount}`)
      }
    }
  }
})

test('a window at a multiple of its length never lets more than the amount through', () => {
  for (const { limit, allowed } of randomStreams('sliding-window-counter', 150, 20)) {
    const window = limit.seconds * 1000
    for (const { at } of allowed) {
      const start = at - (at % window)
      assert.ok(letThrough(allowed, start, start + window - 1) <= limit.amount)
    }
  }
})

test('the worst case is twice the amount in one window, and it needs an even stream after a burst', () => {
  const counters = memoryCounters(1)
  const limits = compileLimits('10/minute')
  const hit = (now: number) => counters.hit('somebody', limits, 'sliding-window-counter', now).allowed
  let burst = 0
  for (let n = 0; n < 20; n++) burst += Number(hit(59_999))
  let after = 0
  for (let now = 60_000; now < 119_999; now += 50) after += Number(hit(now))
  assert.equal(burst, 10)
  assert.equal(after, 10)
  let atOnce = 0
  for (let n = 0; n < 20; n++) atOnce += Number(hit(120_000))
  assert.equal(atOnce, 0, 'and nothing is left for the next one')
})

test('who is a little behind counts into the window that has begun elsewhere, as if it began now', () => {
  const counters = memoryCounters(1)
  const limits = compileLimits('6/minute')
  const hit = (now: number) => counters.hit('somebody', limits, 'sliding-window-counter', now)
  for (const now of [0, 0, 0, 0, 60_000]) hit(now)
  assert.deepEqual([hit(30_000).allowed, hit(30_000).allowed], [true, false])
})

test('after a clock was set back far, what both windows held counts as one full window at most', () => {
  const counters = memoryCounters(1)
  const limits = compileLimits('5/minute')
  const hit = (now: number) => counters.hit('somebody', limits, 'sliding-window-counter', now)
  for (let n = 0; n < 5; n++) hit(3_600_000)
  for (let n = 0; n < 5; n++) hit(3_719_000)
  const refused = hit(20_000)
  assert.deepEqual([refused.allowed, refused.retryIn], [false, 40.001])
})
