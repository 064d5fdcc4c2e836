// The words of the limits room: what a limit is, what a hit on it answers, and what keeps the counts.

/** So many requests in such a window. Made by `compileLimits`; `seconds` is the window's length. */
export interface Limit {
  readonly amount: number
  readonly multiples: number
  readonly granularity: string
  readonly seconds: number
}

export type Strategy = 'fixed-window' | 'moving-window' | 'sliding-window-counter'

/** What one limit says to one hit. Times are seconds from now, fractions included. */
export interface Outcome {
  readonly allowed: boolean
  /** How much is left after this hit. */
  readonly remaining: number
  /** Until more is left than now, by the strategy's own reckoning; 0 where it can't tell. */
  readonly resetIn: number
  /** Until the same hit would be allowed if no other came; 0 when it was allowed. */
  readonly retryIn: number
}

/** The outcome of all limits together, told by the tightest of them, or by the one that refuses longest. */
export interface HitOutcome extends Outcome {
  readonly limit: Limit
}

/** Keeps counts under keys. A key has one count for each limit and strategy it is hit with. */
export interface Counters {
  /**
   * Counts one request of `cost` (a positive integer, 1 unless told) under `key` against all `limits` at once:
   * either all of them take it, or none does. `now` is in milliseconds.
   * @throws RangeError for an unusable `now`, `cost` or an empty list: nothing is counted then.
   */
  hit(
    key: string,
    limits: readonly Limit[],
    strategy: Strategy,
    now: number,
    cost?: number,
  ): HitOutcome | Promise<HitOutcome>
  /** Forgets everything counted under `key`. */
  reset(key: string): void | Promise<void>
}
