// Fixed window: the first request opens a window, `amount` fit into it, the next request after its end opens another.
// State: [start of the window in ms, used].
import type { Counting } from './counting.ts'

export const fixedWindow: Counting = {
  roll(state, limit, now) {
    if (state === undefined) return [now, 0]
    const [start, used] = state as readonly [number, number]
    if (used === 0 || now >= start + limit.seconds * 1000) return [now, 0]
    // A clock set back must not lock anybody out for longer than one window.
    return start > now ? [now, used] : state
  },

  take(state, limit, now, cost) {
    const [start, used] = state as readonly [number, number]
    const window = limit.seconds * 1000
    const allowed = used + cost <= limit.amount
    const usedNow = allowed ? used + cost : used
    const resetIn = (start + window - now) / 1000
    return {
      state: allowed ? [start, usedNow] : state,
      outcome: {
        allowed,
        remaining: Math.max(0, limit.amount - usedNow),
        resetIn,
        retryIn: allowed ? 0 : resetIn,
      },
    }
  },

  expiresAt(state, limit) {
    const [start, used] = state as readonly [number, number]
    return used === 0 ? start : start + limit.seconds * 1000
  },

  fits: (numbers) => numbers.length === 2,
}
