// What a function does itself, worked out once for all rules that ask.
import { type Body, bodiesOf } from '../../facts/code/body.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'

const kept = new WeakMap<Facts, (fn: FunctionInfo) => Body>()

export function bodyReader(facts: Facts): (fn: FunctionInfo) => Body {
  const known = kept.get(facts)
  if (known) return known
  const reader = bodiesOf(facts.names, new Map(facts.names.functions.map((fn) => [fn.def, fn])))
  kept.set(facts, reader)
  return reader
}
