// Counters in memory: what is forgotten first, how much they may hold, and what a hit costs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Strategy } from '../../src/limits/counters.ts'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { STRATEGIES } from '../../src/limits/strategies.ts'
import { processorTime } from '../processor-time.ts'
import { seeded } from './random.ts'

const NOW = 1_700_000_000_000
const MEGABYTE = 1_000_000
const everyStrategy = Object.keys(STRATEGIES) as Strategy[]

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const DEFAULTS = compileLimits('300 per minute; 5000 per hour')
const MAX_KEYS = 100_000
/** A million under the strategy that is the default; the others, which keep no more, take less of the suite's time. */
const MANY_KEYS: Record<Strategy, number> = {
  'sliding-window-counter': 1_000_000,
  'moving-window': 300_000,
  'fixed-window': 300_000,
}
/** Measured 52 to 65 MB; room for other machines. */
const MOST_HEAP = 110 * MEGABYTE
/** For the million. Measured 2 to 3 s with the making of the keys, 9 s on a busy machine. */
const MOST_TIME = 30_000

for (const strategy of everyStrategy) {
  test(`${strategy}: ${MANY_KEYS[strategy]} different addresses stay within ${MAX_KEYS} keys, a stated heap and a few seconds`, (t) => {
    const counters = memoryCounters(MAX_KEYS)
    const before = heapAfterCollection()
    const took = processorTime(() => {
      for (let n = 0; n < MANY_KEYS[strategy]; n++) {
        const address = `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::/64`
        counters.hit(`default ${address}`, DEFAULTS, strategy, NOW + n / 100)
      }
    })
    const grown = heapAfterCollection() - before
    t.diagnostic(`${(took / 1000).toFixed(1)} s, heap ${(grown / MEGABYTE).toFixed(0)} MB`)
    assert.equal(counters.size, MAX_KEYS)
    assert.ok(grown < MOST_HEAP, `heap grew by ${grown} bytes`)
    assert.ok(took < MOST_TIME, `${took} ms`)
  })

  test(`${strategy}: a hit on a known key takes about a microsecond`, (t) => {
    const counters = memoryCounters(MAX_KEYS)
    const keys = Array.from({ length: 10_000 }, (_, n) => `default 10.0.${n >> 8}.${n & 255}`)
    const rounds = Array.from({ length: 9 }, (_, round) => {
      const spent = processorTime(() => {
        for (let n = 0; n < 50_000; n++) {
          counters.hit(keys[n % keys.length]!, DEFAULTS, strategy, NOW + round * 1000 + n / 100)
        }
      })
      return (spent * 1_000) / 50_000
    })
    const median = rounds.sort((a, b) => a - b)[4]!
    t.diagnostic(`median ${median.toFixed(2)} µs`)
    assert.ok(median < 10, `${median} µs`)
  })
}

function heapAfterCollection(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test('moving windows under long use stay within 64 numbers a key together', (t) => {
  const counters = memoryCounters(1_000)
  const limits = compileLimits('200 per minute; 5000 per hour')
  const before = heapAfterCollection()
  for (let n = 0; n < 400_000; n++)
    counters.hit(`key ${Math.floor(n / 200)}`, limits, 'moving-window', NOW + n / 10)
  const grown = heapAfterCollection() - before
  t.diagnostic(`${counters.size} keys, heap ${(grown / MEGABYTE).toFixed(1)} MB`)
  // A key holds 200 times for the minute and one or two for the hour, two numbers each.
  assert.ok(counters.size >= 155 && counters.size <= 160, `${counters.size} keys`)
  assert.ok(grown < 3 * MEGABYTE, `heap grew by ${grown} bytes`)
})

test('one key alone may pass the bound on numbers, and still counts right', () => {
  const counters = memoryCounters(1)
  const limits = compileLimits('200 per minute')
  let allowed = 0
  for (let n = 0; n < 300; n++)
    allowed += Number(counters.hit('key', limits, 'moving-window', NOW + n).allowed)
  assert.equal(allowed, 200)
})

test('expired keys are forgotten first, however lately they were used', () => {
  for (const strategy of everyStrategy) {
    const counters = memoryCounters(3)
    const hit = (key: string, text: string, now: number) =>
      counters.hit(key, compileLimits(text), strategy, now)
    hit('old but alive', '1/hour', NOW)
    hit('alive', '1/hour', NOW + 1_000)
    hit('expired', '1/second', NOW + 2_000)
    hit('new', '1/hour', NOW + 60_000)
    assert.equal(hit('old but alive', '1/hour', NOW + 60_000).allowed, false, strategy)
    assert.equal(hit('alive', '1/hour', NOW + 60_000).allowed, false, strategy)
  }
})

test('a key whose time was prolonged is not taken for expired', () => {
  for (const strategy of everyStrategy) {
    const counters = memoryCounters(2)
    const limits = compileLimits('2 per 10 seconds')
    const hit = (key: string, now: number) => counters.hit(key, limits, strategy, now)
    hit('prolonged', NOW)
    hit('expired', NOW + 5_000)
    hit('prolonged', NOW + 29_000)
    hit('prolonged', NOW + 29_000)
    hit('new', NOW + 29_500)
    assert.equal(hit('prolonged', NOW + 29_500).allowed, false, strategy)
  }
})

test('a key counted while the clock stood far ahead expires by the clock set right', () => {
  for (const strategy of everyStrategy) {
    const counters = memoryCounters(2)
    const hit = (key: string, text: string, now: number) =>
      counters.hit(key, compileLimits(text), strategy, now)
    hit('set right', '1/minute', NOW + 31_536_000_000)
    hit('old but alive', '1/day', NOW)
    hit('set right', '1/minute', NOW + 1)
    hit('new', '1/day', NOW + 200_000)
    assert.equal(hit('old but alive', '1/day', NOW + 200_000).allowed, false, strategy)
  }
})

test('among keys alive, the one not hit for the longest time is forgotten', () => {
  for (const strategy of everyStrategy) {
    const counters = memoryCounters(3)
    const limits = compileLimits('1/hour')
    const hit = (key: string, now: number) => counters.hit(key, limits, strategy, now).allowed
    for (const [n, key] of ['a', 'b', 'c'].entries()) hit(key, NOW + n)
    assert.equal(hit('a', NOW + 10), false, 'a refusal is a use')
    hit('d', NOW + 11)
    assert.deepEqual(
      [hit('a', NOW + 12), hit('c', NOW + 12), hit('d', NOW + 12)],
      [false, false, false],
      strategy,
    )
    assert.equal(hit('b', NOW + 13), true, `${strategy}: b was forgotten`)
  }
})

test('a key has one count for each limit and strategy, whoever asks', () => {
  const counters = memoryCounters(10)
  const hit = (text: string, strategy: Strategy = 'fixed-window') =>
    counters.hit('somebody', compileLimits(text), strategy, NOW).allowed
  assert.equal(hit('1/minute'), true)
  assert.equal(hit('1 per minute'), false, 'written anew, the same limit')
  assert.equal(hit('1/minute; 9/hour'), false, 'in other company, the same limit')
  assert.equal(hit('1/hour'), true)
  assert.equal(hit('1/minute', 'moving-window'), true)
  assert.equal(hit('5/day; 5/day'), true)
  assert.equal(counters.hit('somebody', compileLimits('5/day; 5/day'), 'fixed-window', NOW).remaining, 3)
})

test('keys as long as visitors like take no more room', (t) => {
  const counters = memoryCounters(10_000)
  const limits = compileLimits('1/minute')
  const before = heapAfterCollection()
  const key = (n: number) => Buffer.alloc(60_000, `name ${n} `).toString('latin1')
  for (let n = 0; n < 1_000; n++) counters.hit(key(n), limits, 'fixed-window', NOW)
  const grown = heapAfterCollection() - before
  t.diagnostic(`heap ${(grown / MEGABYTE).toFixed(1)} MB`)
  assert.ok(grown < 3 * MEGABYTE, `heap grew by ${grown} bytes`)
  assert.equal(counters.size, 1_000, 'and they are told apart')
  assert.equal(counters.hit(key(7), limits, 'fixed-window', NOW).allowed, false)
  counters.reset(key(7))
  assert.equal(counters.hit(key(7), limits, 'fixed-window', NOW).allowed, true)
})

test('ever new limits under one key take no more room once they have expired', (t) => {
  const counters = memoryCounters(10)
  const before = heapAfterCollection()
  for (let n = 1; n <= 20_000; n++) {
    counters.hit('somebody', compileLimits(`${n} per second`), 'sliding-window-counter', NOW + n * 1_000)
  }
  const grown = heapAfterCollection() - before
  t.diagnostic(`heap ${(grown / MEGABYTE).toFixed(1)} MB`)
  assert.ok(grown < MEGABYTE, `heap grew by ${grown} bytes`)
})

test('reset forgets one key alone', () => {
  const counters = memoryCounters(10)
  const limits = compileLimits('1/minute')
  for (const key of ['a', 'b']) counters.hit(key, limits, 'fixed-window', NOW)
  counters.reset('a')
  counters.reset('never seen')
  assert.equal(counters.size, 1)
  assert.equal(counters.hit('a', limits, 'fixed-window', NOW).allowed, true)
  assert.equal(counters.hit('b', limits, 'fixed-window', NOW).allowed, false)
})

test('hits, resets and jumps of the clock in any order leave the bookkeeping whole', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed)
    const counters = memoryCounters(20)
    const texts = ['3/second', '5/minute', '300 per minute; 5000 per hour', '0/day', '500/minute'].map(
      compileLimits,
    )
    let now = NOW
    for (let n = 0; n < 2_000; n++) {
      now += random.pick([0, 1, 700, 30_000, -5_000, 4_000_000, -4_000_000])
      const key = `key ${random.between(1, 40)}`
      if (random.between(1, 15) === 1) counters.reset(key)
      else counters.hit(key, random.pick(texts), random.pick(everyStrategy), now)
      assert.ok(counters.size <= 20)
    }
    for (let n = 1; n <= 40; n++) counters.reset(`key ${n}`)
    assert.equal(counters.size, 0)
    counters.hit('last', texts[0]!, 'fixed-window', now)
    assert.equal(counters.size, 1)
  }
})

test('maxKeys must be a positive integer', () => {
  for (const maxKeys of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => memoryCounters(maxKeys), RangeError)
  }
})
