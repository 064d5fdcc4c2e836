// What the Python package `limits` 5.8.0 makes of limit strings and of requests in time: see `about` in the file.
import type { Limit, Strategy } from '../../src/limits/counters.ts'
import vectors from './limit-vectors.json' with { type: 'json' }

interface ParseRow {
  input: string | number
  result: Limit[] | null
  error: string | null
}

export interface Trace {
  strategy: Strategy
  limit: string
  name: string
  /** Seconds since 1970. */
  start_epoch: number
  /** `t` in seconds since the start; what was answered to each hit. */
  events: { t: number; cost: number; allowed: boolean; remaining: number; reset_in: number }[]
}

export const parseRows = vectors.parse as ParseRow[]
export const traces = vectors.traces as Trace[]

export function tracesOf(strategy: Strategy): Trace[] {
  return traces.filter((trace) => trace.strategy === strategy)
}
