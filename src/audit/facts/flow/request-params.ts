// Parameters that are handed the request itself: `save(request)`. Found by the calls alone, before any body is read.
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { hasReceiver } from './apply.ts'
import { isRequestName } from './sources.ts'

/** From hand to hand. */
const MOST_HANDS = 3
/** What people call it; other names are not looked at. */
const CALLED = /(?:^|_)req(?:uest)?$/i

/** Tells of each parameter, by its place, whether it is one. */
export function requestParams(names: Names): (fn: FunctionInfo, at: number) => boolean {
  const found = new Map<FunctionInfo, Set<number>>()
  const isRequest = (arg: Expr, inside: FunctionInfo | null): boolean => {
    if (arg.kind !== 'Name' || !CALLED.test(arg.id)) return false
    const name = names.of(arg)
    if (name !== undefined) return isRequestName(name)
    const at = inside?.def.params.findIndex((param) => param.name === arg.id) ?? -1
    return inside !== null && found.get(inside)?.has(at) === true
  }
  for (let hand = 0; hand < MOST_HANDS; hand++) {
    let more = false
    for (const { call, inside } of names.calls) {
      const remember = (at: number) => {
        const fn = names.functionOf(call.callee)
        if (fn === undefined || at < 0) return
        const places = found.get(fn) ?? new Set()
        if (places.has(at)) return
        found.set(fn, places.add(at))
        more = true
      }
      for (const [at, arg] of call.args.entries())
        if (isRequest(arg, inside)) remember(at + receivers(names.functionOf(call.callee)))
      for (const { name, value } of call.keywords)
        if (name !== null && isRequest(value, inside))
          remember(names.functionOf(call.callee)?.def.params.findIndex((param) => param.name === name) ?? -1)
    }
    if (!more) break
  }
  return (fn, at) => found.get(fn)?.has(at) === true
}

function receivers(fn: FunctionInfo | undefined): number {
  return fn !== undefined && hasReceiver(fn) ? 1 : 0
}
