// Moving window: no stretch of the window's length ever holds more than `amount`.
// State: [time in ms, taken then, time, taken then, …], oldest first.
import type { Counting, Quota, State } from './counting.ts'

// Up to this amount every time is kept. Above it, times within one 256th of the window are kept as the latest of them:
// the promise holds, a place comes free at most that much later, and a key's state can't outgrow this number of times.
const MOST_TIMES = 256

export const movingWindow: Counting = {
  roll(state, limit, now) {
    if (state === undefined) return []
    const gone = countGone(state, now - limit.seconds * 1000)
    const kept = gone === 0 ? state : state.slice(gone)
    return kept.length > 0 && kept[kept.length - 2]! > now ? pulledBack(kept, now) : kept
  },

  take(state, limit, now, cost) {
    const allowed = taken(state, 0) + cost <= limit.amount
    const next = allowed ? withHit(state, limit, now, cost) : state
    return {
      state: next,
      outcome: {
        allowed,
        ...left(next, limit, now),
        retryIn: allowed ? 0 : retryIn(state, limit, now, cost),
      },
    }
  },

  expiresAt(state, limit) {
    return state.length === 0 ? 0 : state[state.length - 2]! + limit.seconds * 1000 + 1
  },

  fits: (numbers) => numbers.length % 2 === 0,
}

/** How many numbers at the front lie before `from`. A hit exactly one window old still counts. */
function countGone(state: State, from: number): number {
  let gone = 0
  while (gone < state.length && state[gone]! < from) gone += 2
  return gone
}

/** After a clock was set back: times that now lie ahead count as now, so that they expire within one window. */
function pulledBack(state: State, now: number): State {
  let past = state.length
  while (past > 0 && state[past - 2]! >= now) past -= 2
  return [...state.slice(0, past), now, taken(state, past)]
}

function taken(state: State, from: number): number {
  let sum = 0
  for (let at = from; at < state.length; at += 2) sum += state[at + 1]!
  return sum
}

function withHit(state: State, limit: Quota, now: number, cost: number): State {
  const last = state.length - 2
  if (last < 0 || !together(state[last]!, limit, now)) return state.concat(now, cost)
  const next = state.slice()
  next[last] = now
  next[last + 1]! += cost
  return next
}

function together(time: number, limit: Quota, now: number): boolean {
  if (time === now) return true
  if (limit.amount <= MOST_TIMES) return false
  const step = (limit.seconds * 1000) / MOST_TIMES
  return Math.floor(time / step) === Math.floor(now / step)
}

/** What is left leaves out a hit exactly one window old, although it still refuses: so do the reference's traces. */
function left(state: State, limit: Quota, now: number): { remaining: number; resetIn: number } {
  const window = limit.seconds * 1000
  const first = state[0] === now - window ? 2 : 0
  const oldest = first < state.length ? state[first]! : now
  return {
    remaining: Math.max(0, limit.amount - taken(state, first)),
    resetIn: (oldest + window - now) / 1000,
  }
}

function retryIn(state: State, limit: Quota, now: number, cost: number): number {
  const window = limit.seconds * 1000
  let used = taken(state, 0)
  for (let at = 0; at < state.length; at += 2) {
    used -= state[at + 1]!
    if (used + cost <= limit.amount) return (state[at]! + window + 1 - now) / 1000
  }
  return limit.seconds
}
