// What holds for all three strategies: several limits at once, true waiting times, clocks that jump, bad numbers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Strategy } from '../../src/limits/counters.ts'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { decide, STRATEGIES } from '../../src/limits/strategies.ts'
import { seeded } from './random.ts'
import { randomStreams } from './replay.ts'
import { traces } from './vectors.ts'

const NOW = 1_700_000_000_000
const YEAR = 31_536_000_000
const everyStrategy = Object.keys(STRATEGIES) as Strategy[]

test('all 18 traces belong to a strategy that is tested by them', () => {
  assert.equal(traces.length, 18)
  for (const { strategy } of traces) assert.ok(everyStrategy.includes(strategy))
})

for (const strategy of everyStrategy) {
  test(`${strategy}: a request refused by one limit takes nothing from the others`, () => {
    for (const text of ['3 per day; 1 per minute', '1 per minute; 3 per day']) {
      const counters = memoryCounters(10)
      const limits = compileLimits(text)
      const hit = (now: number) => counters.hit('somebody', limits, strategy, now)
      assert.equal(hit(NOW).allowed, true)
      for (let n = 0; n < 50; n++) assert.equal(hit(NOW + n).limit.seconds, 60)
      assert.equal(hit(NOW + 120_000).allowed, true, 'the day still has two')
      assert.deepEqual([hit(NOW + 240_000).remaining, hit(NOW + 240_000).allowed], [0, false])
      assert.equal(hit(NOW + 360_000).limit.seconds, 86_400, 'now the day refuses')
    }
  })

  test(`${strategy}: the tightest limit tells the outcome`, () => {
    const counters = memoryCounters(10)
    const limits = compileLimits('3 per minute; 4 per hour')
    const told = [0, 1, 2, 3, 4].map((n) => counters.hit('somebody', limits, strategy, NOW + n * 120_000))
    assert.deepEqual(
      told.map(({ allowed, remaining, limit }) => [allowed, remaining, limit.granularity]),
      [
        [true, 2, 'minute'],
        [true, 2, 'minute'],
        [true, 1, 'hour'],
        [true, 0, 'hour'],
        [false, 0, 'hour'],
      ],
    )
  })

  test(`${strategy}: among several refusals the longest wait is told`, () => {
    const counters = memoryCounters(10)
    const limits = compileLimits('1 per minute; 1 per hour; 1 per second')
    counters.hit('somebody', limits, strategy, NOW)
    assert.equal(counters.hit('somebody', limits, strategy, NOW).limit.granularity, 'hour')
  })

  test(`${strategy}: who waits as long as told is let in, and a moment earlier is not`, () => {
    let refusals = 0
    for (const { limit, sent } of randomStreams(strategy, 60, 20)) {
      let states = decide([], [limit], strategy, sent[0]!.at, sent[0]!.cost).states
      for (const { at, cost } of sent.slice(1)) {
        const { states: next, hit } = decide(states, [limit], strategy, at, cost)
        states = next
        if (hit.allowed) {
          assert.equal(hit.retryIn, 0)
          continue
        }
        refusals++
        const wait = Math.round(hit.retryIn * 1000)
        assert.ok(wait > 0 && wait <= 2 * limit.seconds * 1000, `${wait} ms`)
        assert.equal(decide(states, [limit], strategy, at + wait, cost).hit.allowed, true)
        assert.equal(decide(states, [limit], strategy, at + wait - 2, cost).hit.allowed, false)
        assert.equal(decide(states, [limit], strategy, at + wait + 7_777, cost).hit.allowed, true)
      }
    }
    assert.ok(refusals > 1_000, `only ${refusals} refusals`)
  })

  test(`${strategy}: "0 per minute" lets nothing in, and neither does a cost above the amount`, () => {
    const counters = memoryCounters(10)
    const none = counters.hit('somebody', compileLimits('0/minute'), strategy, NOW)
    assert.deepEqual([none.allowed, none.remaining, none.retryIn], [false, 0, 60])
    const dear = counters.hit('other', compileLimits('5/minute'), strategy, NOW, 6)
    assert.deepEqual([dear.allowed, dear.remaining, dear.retryIn], [false, 5, 60])
  })

  test(`${strategy}: a clock set back by a year locks nobody out and opens nothing`, () => {
    const counters = memoryCounters(10)
    const limits = compileLimits('5/minute')
    const hit = (now: number) => counters.hit('somebody', limits, strategy, now)
    for (let n = 0; n < 6; n++) hit(NOW + YEAR)
    const back = hit(NOW)
    assert.equal(back.allowed, false, 'what was used stays used')
    assert.ok(back.retryIn > 0 && back.retryIn <= 120, `wait ${back.retryIn} s`)
    for (let n = 1; n <= 20; n++) hit(NOW + n * 1000)
    assert.equal(hit(NOW + 121_000).allowed, true, 'asking meanwhile does not put it off')
  })

  test(`${strategy}: a clock set forward is no trouble`, () => {
    const counters = memoryCounters(10)
    const limits = compileLimits('5/minute; 100/day')
    for (let n = 0; n < 6; n++) counters.hit('somebody', limits, strategy, NOW)
    assert.equal(counters.hit('somebody', limits, strategy, NOW + 50 * YEAR).remaining, 4)
  })

  test(`${strategy}: a clock that jitters backwards lets no more than the amount through`, () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed)
      const counters = memoryCounters(10)
      const limits = compileLimits('5 per 10 seconds')
      const edge = NOW - (NOW % 10_000) + 10_000
      let allowed = 0
      for (let n = 0; n < 200; n++) {
        allowed += Number(counters.hit('somebody', limits, strategy, edge + random.between(-50, 50)).allowed)
      }
      assert.ok(allowed <= 6, `${allowed} at once`)
    }
  })

  test(`${strategy}: every number told is finite, whole where it counts, and within its bounds`, () => {
    const random = seeded(7)
    const counters = memoryCounters(50)
    const limits = compileLimits('7 per 3 seconds; 20/minute; 99999999999999999999/year')
    let now = NOW
    for (let n = 0; n < 20_000; n++) {
      now += random.pick([0, 1, 500, 3_000, -2_000, 60_000, -90_000, YEAR, -YEAR, 0.25])
      const hit = counters.hit(`key ${random.between(1, 60)}`, limits, strategy, now, random.between(1, 8))
      assert.ok(Number.isInteger(hit.remaining) && hit.remaining >= 0 && hit.remaining <= hit.limit.amount)
      assert.ok(hit.resetIn >= 0 && hit.resetIn <= hit.limit.seconds, `reset in ${hit.resetIn}`)
      // Two windows, and one more after a clock was set back by up to a window.
      assert.ok(hit.retryIn >= 0 && hit.retryIn <= 3 * hit.limit.seconds, `retry in ${hit.retryIn}`)
    }
  })

  test(`${strategy}: an expired state says no more than none`, () => {
    const counting = STRATEGIES[strategy]
    for (const { limit, sent } of randomStreams(strategy, 40, 20)) {
      let states: readonly (readonly number[])[] = []
      for (const { at, cost } of sent) {
        states = decide(states, [limit], strategy, at, cost).states
        const expiry = counting.expiresAt(states[0]!, limit)
        const after = decide(states, [limit], strategy, expiry, cost).hit
        assert.deepEqual(after, decide([], [limit], strategy, expiry, cost).hit)
        assert.ok(expiry - at <= 2 * limit.seconds * 1000)
      }
    }
    const [limit] = compileLimits('3/minute')
    const untouched = counting.roll(undefined, limit!, NOW)
    assert.ok(counting.expiresAt(untouched, limit!) <= NOW + 60_000)
  })

  test(`${strategy}: no state handed in is changed`, () => {
    const limits = compileLimits('3 per second; 500 per minute')
    let states: readonly (readonly number[])[] = []
    for (let n = 0; n < 2_000; n++) {
      const frozen = states.map((state) => Object.freeze(state))
      states = decide(frozen, limits, strategy, NOW + n * 97, 1).states
    }
    assert.equal(states.length, 2)
  })

  test(`${strategy}: a bad time, cost or list throws and counts nothing`, () => {
    const counters = memoryCounters(10)
    const limits = compileLimits('1/minute')
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY, undefined as never]) {
      assert.throws(() => counters.hit('somebody', limits, strategy, now), RangeError)
    }
    for (const cost of [Number.NaN, 0, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => counters.hit('somebody', limits, strategy, NOW, cost), RangeError)
    }
    assert.throws(() => counters.hit('somebody', [], strategy, NOW), RangeError)
    assert.equal(counters.size, 0)
    assert.equal(counters.hit('somebody', limits, strategy, NOW).allowed, true)
  })
}
