// Decides one hit on all limits of a key, by any of the three strategies, without keeping anything itself.
import type { HitOutcome, Limit, Outcome, Strategy } from './counters.ts'
import type { Counting, State } from './counting.ts'
import { fixedWindow } from './fixed-window.ts'
import { movingWindow } from './moving-window.ts'
import { slidingWindowCounter } from './sliding-window-counter.ts'

export const STRATEGIES: Readonly<Record<Strategy, Counting>> = {
  'fixed-window': fixedWindow,
  'moving-window': movingWindow,
  'sliding-window-counter': slidingWindowCounter,
}

/** One hit decided: what to keep for each limit, in the order of `limits`, and what to answer. */
export interface Decision {
  readonly states: readonly State[]
  readonly hit: HitOutcome
}

/** All limits take the hit, or none does. `stored` holds what was kept for each of them, in their order. */
export function decide(
  stored: readonly (State | undefined)[],
  limits: readonly Limit[],
  strategy: Strategy,
  now: number,
  cost: number,
): Decision {
  if (!Number.isFinite(now)) throw new RangeError(`now is a time in milliseconds, not ${now}`)
  if (!Number.isSafeInteger(cost) || cost < 1)
    throw new RangeError(`a cost is a positive integer, not ${cost}`)
  if (limits.length === 0) throw new RangeError('there is no limit to count against')
  const counting = STRATEGIES[strategy]
  const rolled = new Array<State>(limits.length)
  const after = new Array<State>(limits.length)
  let told: HitOutcome | undefined
  for (let at = 0; at < limits.length; at++) {
    const limit = limits[at]!
    const state = counting.roll(stored[at], limit, now)
    const taken = counting.take(state, limit, now, cost)
    rolled[at] = state
    after[at] = taken.state
    told = tighter(told, taken.outcome, limit)
  }
  return { states: told!.allowed ? after : rolled, hit: told! }
}

/** A refusal before an allowance; the longest wait among refusals; the least remaining among allowances. */
function tighter(told: HitOutcome | undefined, outcome: Outcome, limit: Limit): HitOutcome {
  if (told !== undefined) {
    if (told.allowed !== outcome.allowed) {
      if (!told.allowed) return told
    } else if (outcome.allowed ? told.remaining <= outcome.remaining : told.retryIn >= outcome.retryIn)
      return told
  }
  const { allowed, remaining, resetIn, retryIn } = outcome
  return { allowed, remaining, resetIn, retryIn, limit }
}
