// Sends requests in time to counters: a recorded trace, to compare; a random stream, to judge what got through.
import assert from 'node:assert/strict'
import type { Counters, HitOutcome, Limit, Strategy } from '../../src/limits/counters.ts'
import { memoryCounters } from '../../src/limits/memory.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { type Random, seeded } from './random.ts'
import type { Trace } from './vectors.ts'

const ONE_MILLISECOND = 0.001

export async function assertReproduces(counters: Counters, trace: Trace): Promise<void> {
  const limits = compileLimits(trace.limit)
  for (const [at, event] of trace.events.entries()) {
    const now = Math.round((trace.start_epoch + event.t) * 1000)
    const hit = await counters.hit(trace.name, limits, trace.strategy, now, event.cost)
    const place = `event ${at} at ${event.t} s`
    assert.equal(hit.allowed, event.allowed, `${place}: allowed`)
    assert.equal(hit.remaining, event.remaining, `${place}: remaining`)
    assert.ok(Math.abs(hit.resetIn - event.reset_in) <= ONE_MILLISECOND, `${place}: reset in ${hit.resetIn}`)
  }
}

/** One request of a random stream and its answer. */
export interface Sent {
  /** Milliseconds. */
  at: number
  cost: number
  hit: HitOutcome
}

export interface Stream {
  limit: Limit
  sent: Sent[]
  allowed: Sent[]
}

/** Streams that burst, pause and crowd about the edges of windows, each under a limit of its own. */
export function* randomStreams(strategy: Strategy, count: number, mostAmount: number): Generator<Stream> {
  for (let seed = 1; seed <= count; seed++) {
    const random = seeded(seed)
    const text = `${random.between(1, mostAmount)} per ${random.between(1, 30)} seconds`
    const [limit] = compileLimits(text) as [Limit]
    const sent = stream(strategy, limit, random)
    yield { limit, sent, allowed: sent.filter(({ hit }) => hit.allowed) }
  }
}

function stream(strategy: Strategy, limit: Limit, random: Random): Sent[] {
  const counters = memoryCounters(10)
  const window = limit.seconds * 1000
  const sent: Sent[] = []
  let at = 1_700_000_000_000 + random.between(0, window)
  for (let n = 0; n < 400; n++) {
    at += nextGap(random, window, limit.amount, at)
    const cost = random.between(1, 10) === 1 ? random.between(1, Math.min(3, limit.amount)) : 1
    sent.push({ at, cost, hit: counters.hit('somebody', [limit], strategy, at, cost) })
  }
  return sent
}

function nextGap(random: Random, window: number, amount: number, at: number): number {
  const toEdge = window - (at % window)
  return random.pick([
    0,
    0,
    0,
    random.between(0, Math.ceil((2 * window) / amount)),
    random.between(0, Math.ceil(window / 4)),
    toEdge - 1,
    toEdge,
    window,
  ])
}

/** The costs let through from `from` to `to` (ms), both included. */
export function letThrough(allowed: readonly Sent[], from: number, to: number): number {
  return allowed.reduce((sum, { at, cost }) => (at >= from && at <= to ? sum + cost : sum), 0)
}
