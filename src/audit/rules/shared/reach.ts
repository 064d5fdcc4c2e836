// A function and the project's own functions that it calls, nearest first: what happens when a view runs.
import type { Facts, FunctionInfo } from '../../facts/facts.ts'

/** Bounds of what is looked at for one view. */
const MAX_DEPTH = 3
const MAX_FUNCTIONS = 40

const kept = new WeakMap<Facts, Map<FunctionInfo, readonly FunctionInfo[]>>()

export function reachOf(facts: Facts, fn: FunctionInfo): readonly FunctionInfo[] {
  const known = kept.get(facts) ?? new Map<FunctionInfo, readonly FunctionInfo[]>()
  kept.set(facts, known)
  const found = known.get(fn) ?? [...reached(facts, fn)]
  known.set(fn, found)
  return found
}

const said = new WeakMap<RegExp, WeakMap<FunctionInfo, boolean>>()

/** Does the text of `fn` hold the words of `pattern`. Helpers that many views call are read once. */
export function says(fn: FunctionInfo, pattern: RegExp): boolean {
  const known = said.get(pattern) ?? new WeakMap<FunctionInfo, boolean>()
  said.set(pattern, known)
  const { start, end, origin } = fn.def
  const answer = known.get(fn) ?? pattern.test(origin.text.slice(start, end))
  known.set(fn, answer)
  return answer
}

function reached(facts: Facts, fn: FunctionInfo): ReadonlySet<FunctionInfo> {
  const { names } = facts
  const bodyOf = facts.bodyOf
  const seen = new Set([fn])
  let edge = [fn]
  for (let depth = 0; depth < MAX_DEPTH && edge.length > 0; depth++) {
    const next: FunctionInfo[] = []
    for (const one of edge)
      for (const { call } of bodyOf(one).calls) {
        const callee = names.functionOf(call.callee) ?? methodOf(facts, call.callee)
        if (callee === undefined || seen.has(callee) || seen.size >= MAX_FUNCTIONS) continue
        seen.add(callee)
        next.push(callee)
      }
    edge = next
  }
  return seen
}

/** `user.check_password(…)`: of an object whose class is not told, where one class of the project alone has such a method. */
function methodOf({ names }: Facts, callee: Parameters<Facts['names']['of']>[0]): FunctionInfo | undefined {
  if (callee.kind !== 'Attribute' || names.of(callee) !== undefined || callee.name.length < MIN_NAME) return
  const named = methodsBy(names).get(callee.name) ?? []
  return named.length === 1 ? named[0] : undefined
}

/** `get`, `add`, `save`: short names are everybody's. */
const MIN_NAME = 6

const methods = new WeakMap<Facts['names'], Map<string, FunctionInfo[]>>()

function methodsBy(names: Facts['names']): ReadonlyMap<string, readonly FunctionInfo[]> {
  const known = methods.get(names)
  if (known) return known
  const made = new Map<string, FunctionInfo[]>()
  for (const info of names.classes)
    for (const [name, method] of info.methods) {
      const list = made.get(name)
      if (list) list.push(method)
      else made.set(name, [method])
    }
  methods.set(names, made)
  return made
}
