// Functions that make or take the token of a link to a new password.
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import { reachOf } from './reach.ts'

const NAME = /reset|forgot|recover/i

const kept = new WeakMap<Facts, ReadonlySet<FunctionInfo>>()

/** By its name, or since a route for resetting or for asking a reset runs it. */
export function isForReset(facts: Facts, fn: FunctionInfo): boolean {
  return NAME.test(fn.def.name) || reached(facts).has(fn)
}

function reached(facts: Facts): ReadonlySet<FunctionInfo> {
  const known = kept.get(facts)
  if (known) return known
  const found = new Set<FunctionInfo>()
  for (const { purposes, view } of facts.routes)
    if (purposes.has('reset') || purposes.has('reset-request'))
      for (const fn of reachOf(facts, view)) found.add(fn)
  kept.set(facts, found)
  return found
}
