// Which functions are worth reading: those with a sink, views, and whoever calls them. The rest is read when asked for.
import type { Stmt } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import type { Callers } from './callers.ts'
import type { Sinks } from './sinks.ts'

export function relevantFunctions(
  names: Names,
  sinks: Sinks,
  callers: Callers,
  isView: (fn: FunctionInfo) => boolean,
): ReadonlySet<FunctionInfo> {
  const traced = new Set<FunctionInfo>()
  const queue: FunctionInfo[] = []
  const add = (fn: FunctionInfo | null) => {
    if (fn === null || traced.has(fn)) return
    traced.add(fn)
    queue.push(fn)
  }
  for (const { call, name, inside } of names.calls) {
    if (inside === null || traced.has(inside)) continue
    const method = call.callee.kind === 'Attribute' ? call.callee.name : null
    if (sinks.ofCall(name, method, false, null).length > 0) add(inside)
  }
  for (const method of sinks.methods) for (const { inside } of names.callsOfMethod(method)) add(inside)
  for (const fn of names.functions)
    if (isView(fn) || (!traced.has(fn) && fn.def.body.some((stmt) => changesShared(stmt, sinks)))) add(fn)
  // The queue grows while it is walked: callers of callers.
  for (const fn of queue) {
    for (const caller of callers.of(fn)) add(caller)
    if (fn.owner !== null) for (const maker of callers.makersOf(fn.owner.def.name)) add(maker)
    add(fn.parent)
  }
  const out = new Set(traced)
  // What methods put into an object, its other methods read.
  for (const fn of traced) for (const method of fn.owner?.methods.values() ?? []) out.add(method)
  return out
}

/** Sinks that are assignments, and what other functions see: `g.x = …`, `global x`. */
function changesShared(stmt: Stmt, sinks: Sinks): boolean {
  switch (stmt.kind) {
    case 'Global':
      return true
    case 'Assign':
      return stmt.targets.some((target) => {
        if (target.kind === 'Attribute')
          return (
            sinks.ofAttribute(target.name).length > 0 ||
            (target.object.kind === 'Name' && target.object.id === 'g')
          )
        return (
          target.kind === 'Subscript' &&
          target.object.kind === 'Attribute' &&
          sinks.ofAttribute(`${target.object.name}[]`).length > 0
        )
      })
    case 'If':
    case 'For':
    case 'While':
      return any(stmt.body, sinks) || any(stmt.orelse, sinks)
    case 'With':
    case 'Broken':
      return any(stmt.body, sinks)
    case 'Try':
      return (
        any(stmt.body, sinks) ||
        stmt.handlers.some(({ body }) => any(body, sinks)) ||
        any(stmt.orelse, sinks) ||
        any(stmt.finalbody, sinks)
      )
    case 'Match':
      return stmt.cases.some(({ body }) => any(body, sinks))
  }
  return false
}

function any(body: readonly Stmt[], sinks: Sinks): boolean {
  for (const stmt of body) if (changesShared(stmt, sinks)) return true
  return false
}
