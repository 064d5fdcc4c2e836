// What a counting strategy is: three pure functions over a few numbers.
import type { Limit, Outcome } from './counters.ts'

/** What a strategy needs of a limit: so many in so many seconds. */
export type Quota = Pick<Limit, 'amount' | 'seconds'>

/** What a strategy remembers of one limit under one key. Plain numbers, so that it fits into JSON. */
export type State = readonly number[]

/** No state given in is ever changed. Times are in milliseconds. */
export interface Counting {
  /** The state as it stands at `now`: what has expired is gone, what a clock set back left ahead is pulled back. */
  roll(state: State | undefined, limit: Quota, now: number): State
  /** Takes `cost` from a state rolled to `now`; a refusal leaves the state as it is. */
  take(state: State, limit: Quota, now: number, cost: number): { state: State; outcome: Outcome }
  /** The moment from which the state says no more than none would. */
  expiresAt(state: State, limit: Quota): number
  /** Whether numbers read from somewhere are a state of this strategy. */
  fits(numbers: State): boolean
}
