// The response fields, in the form of draft-ietf-httpapi-ratelimit-headers-11.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateLimitField, rateLimitPolicyField, retryAfterField } from '../../src/limits/fields.ts'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'

const NOW = 1_699_999_800_000

test('one limit: the policy and what is left of it', () => {
  const limits = compileLimits('100 per minute')
  assert.equal(rateLimitPolicyField('default', limits), '"default";q=100;w=60')
  const counters = memoryCounters(10)
  for (let n = 0; n < 49; n++) counters.hit('somebody', limits, 'fixed-window', NOW)
  const hit = counters.hit('somebody', limits, 'fixed-window', NOW + 29_500)
  assert.equal(rateLimitField('default', limits, hit), '"default";r=50;t=31')
})

test('several limits: each has its policy, and the tightest tells what is left', () => {
  const limits = compileLimits('2 per minute; 5 per hour')
  assert.equal(rateLimitPolicyField('login', limits), '"login";q=2;w=60, "login-2";q=5;w=3600')
  const counters = memoryCounters(10)
  const hit = (now: number) =>
    rateLimitField('login', limits, counters.hit('somebody', limits, 'fixed-window', now))
  assert.equal(hit(NOW), '"login";r=1;t=60')
  for (let n = 1; n <= 3; n++) hit(NOW + n * 60_000)
  assert.equal(hit(NOW + 240_000), '"login-2";r=0;t=3360')
})

test('a refusal: nothing is left, and both fields tell the time after which a request is let in', () => {
  for (const strategy of ['fixed-window', 'moving-window', 'sliding-window-counter'] as const) {
    const limits = compileLimits('5 per minute')
    const counters = memoryCounters(10)
    for (let n = 0; n < 5; n++) counters.hit('somebody', limits, strategy, NOW)
    const refused = counters.hit('somebody', limits, strategy, NOW)
    const retryAfter = retryAfterField(refused)
    assert.equal(refused.allowed, false)
    assert.match(retryAfter, /^[1-9][0-9]*$/)
    assert.equal(rateLimitField('login', limits, refused), `"login";r=0;t=${retryAfter}`)
    const then = NOW + Number(retryAfter) * 1000
    assert.equal(counters.hit('somebody', limits, strategy, then).allowed, true, strategy)
  }
})

test('a refused request that was too dear for what is left is told that nothing is left', () => {
  const limits = compileLimits('5 per minute')
  const hit = memoryCounters(1).hit('somebody', limits, 'fixed-window', NOW, 6)
  assert.equal(hit.remaining, 5)
  assert.equal(rateLimitField('upload', limits, hit), '"upload";r=0;t=60')
})

test('the sliding-window counter never says "in 0 seconds"', () => {
  const limits = compileLimits('5 per minute')
  const hit = memoryCounters(1).hit('somebody', limits, 'sliding-window-counter', NOW)
  assert.equal(hit.resetIn, 0)
  assert.equal(rateLimitField('default', limits, hit), '"default";r=4;t=1')
})

test('a huge amount stays an integer of a structured field', () => {
  const limits = compileLimits('99999999999999999999/second')
  const hit = memoryCounters(1).hit('somebody', limits, 'fixed-window', NOW)
  assert.equal(rateLimitPolicyField('default', limits), '"default";q=999999999999999;w=1')
  assert.equal(rateLimitField('default', limits, hit), '"default";r=999999999999999;t=1')
})

test('a name is a String of a structured field: quotes are escaped, what cannot stand in one is refused', () => {
  const limits = compileLimits('1/second')
  assert.equal(rateLimitPolicyField('GET /a"b\\c', limits), '"GET /a\\"b\\\\c";q=1;w=1')
  for (const name of ['', 'a\r\nSet-Cookie: x=1', 'ä', '\u007f']) {
    assert.throws(() => rateLimitPolicyField(name, limits), TypeError)
  }
})
