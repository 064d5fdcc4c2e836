// Sliding-window counter: two counts a key. The window before counts by the part of it that is still within reach.
// Windows stand at multiples of their length since 1970. State: [start of the current window in ms, used in it, used in the one before].
//
// It is an approximation. In a stretch of d (at most one window) less than amount × (1 + d / window) + 1 pass:
// amount at once, twice the amount at the very worst over a whole window.
import type { Counting, Quota } from './counting.ts'

type Windows = readonly [start: number, current: number, previous: number]

export const slidingWindowCounter: Counting = {
  roll(state, limit, now) {
    const window = limit.seconds * 1000
    const start = Math.floor(now / window) * window
    if (state === undefined) return [start, 0, 0]
    const [stored, current, previous] = state as Windows
    if (stored === start) return state
    if (stored === start - window) return [start, 0, current]
    // Clocks of several processes differ a little: who is behind counts into the window that has begun elsewhere.
    if (stored > start && stored - start <= window) return state
    // A clock set back: what was used counts as used in this window, and no more than the window holds.
    if (stored > start) return [start, Math.min(limit.amount, current + previous), 0]
    return [start, 0, 0]
  },

  take(state, limit, now, cost) {
    const [start, current, previous] = state as Windows
    const window = limit.seconds * 1000
    const weight = (previous * Math.min(window, start + window - now)) / window
    const allowed = Math.floor(weight + current) + cost <= limit.amount
    const currentNow = allowed ? current + cost : current
    return {
      state: allowed ? [start, currentNow, previous] : state,
      outcome: {
        allowed,
        remaining: Math.max(0, limit.amount - Math.floor(weight + currentNow)),
        resetIn: resetIn(start + window - now, window, currentNow, previous),
        retryIn: allowed ? 0 : retryIn(state as Windows, limit, now, cost),
      },
    }
  },

  expiresAt(state, limit) {
    const [start, current] = state as Windows
    return start + (current === 0 ? 1 : 2) * limit.seconds * 1000
  },

  fits: (numbers) => numbers.length === 3,
}

/** Until the window before loses its next request, or the current one ends: in seconds. */
function resetIn(toEnd: number, window: number, current: number, previous: number): number {
  const previousLosesOne = previous === 0 ? Number.POSITIVE_INFINITY : toEnd % (window / previous)
  const currentEnds = current === 0 ? Number.POSITIVE_INFINITY : toEnd % window
  const soonest = Math.min(previousLosesOne, currentEnds)
  return soonest === Number.POSITIVE_INFINITY ? 0 : soonest / 1000
}

/** Solves floor(previous × rest / window + current) + cost ≤ amount for the rest of the window, in this one or the next. */
function retryIn([start, current, previous]: Windows, limit: Quota, now: number, cost: number): number {
  const window = limit.seconds * 1000
  if (cost > limit.amount) return limit.seconds
  const room = limit.amount - cost + 1
  const end = start + window
  const free =
    current < room ? end - ((room - current) * window) / previous : end + window - (room * window) / current
  return (Math.floor(free - now) + 1) / 1000
}
