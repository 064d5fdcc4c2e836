// The moving window: the reference's traces, its promise on random streams, and how little it keeps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryCounters } from '../../src/limits/memory.ts'
import { movingWindow } from '../../src/limits/moving-window.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { seeded } from './random.ts'
import { assertReproduces, letThrough, randomStreams } from './replay.ts'
import { tracesOf } from './vectors.ts'

for (const trace of tracesOf('moving-window')) {
  test(`trace: ${trace.limit}, ${trace.name}`, () => assertReproduces(memoryCounters(10), trace))
}

test('all 6 traces are here', () => assert.equal(tracesOf('moving-window').length, 6))

test('no stretch of one window lets more than the amount through, and no request that fits is refused', () => {
  for (const { limit, sent, allowed } of randomStreams('moving-window', 150, 20)) {
    const window = limit.seconds * 1000
    for (const { at } of allowed) assert.ok(letThrough(allowed, at - window, at) <= limit.amount)
    for (const [n, { at, cost, hit }] of sent.entries()) {
      if (hit.allowed) continue
      const before = sent.slice(0, n).filter((earlier) => earlier.hit.allowed)
      assert.ok(letThrough(before, at - window, at) + cost > limit.amount, `refused at ${at} without reason`)
    }
  }
})

test('above 256 the promise holds too, and a place comes free at most a 256th of the window late', () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = seeded(seed)
    const limits = compileLimits(`${random.between(257, 2000)} per ${random.between(1, 60)} seconds`)
    const { amount, seconds } = limits[0]!
    const window = seconds * 1000
    const counters = memoryCounters(1)
    const allowed: { at: number; cost: number }[] = []
    let at = 1_700_000_000_000
    let inWindow = 0
    let inWider = 0
    let oldest = 0
    let oldestWider = 0
    for (let n = 0; n < 20_000; n++) {
      at += random.pick([0, 0, 1, random.between(0, Math.ceil((4 * window) / amount))])
      while (oldest < allowed.length && allowed[oldest]!.at < at - window) inWindow -= allowed[oldest++]!.cost
      const wider = at - window * (1 + 1 / 256)
      while (oldestWider < allowed.length && allowed[oldestWider]!.at < wider)
        inWider -= allowed[oldestWider++]!.cost
      const cost = random.pick([1, 1, 1, 7])
      if (counters.hit('somebody', limits, 'moving-window', at, cost).allowed) {
        allowed.push({ at, cost })
        inWindow += cost
        inWider += cost
        assert.ok(inWindow <= amount, `${inWindow} of ${amount} in one window`)
      } else {
        assert.ok(inWider + cost > amount, 'refused although the window had room for a while')
      }
    }
  }
})

for (const text of [
  '99999999999999999999 per day',
  '1000000 per minute',
  '257 per second',
  '256 per second',
]) {
  test(`${text}: a key keeps at most 258 times, whatever comes`, () => {
    const [limit] = compileLimits(text)
    let state = movingWindow.roll(undefined, limit!, 0)
    let most = 0
    const pace = (limit!.seconds * 1000) / Math.min(9_000, limit!.amount)
    for (let n = 0; n < 20_000; n++) {
      const now = n * pace
      state = movingWindow.take(movingWindow.roll(state, limit!, now), limit!, now, 1).state
      most = Math.max(most, state.length / 2)
    }
    assert.ok(most <= 258, `${most} times`)
    assert.ok(most > 200, `only ${most} times: the stream did not reach the bound`)
  })
}
