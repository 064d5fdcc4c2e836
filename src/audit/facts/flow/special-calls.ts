// Calls that reach a database, and those that run a function elsewhere.
import type { Call } from '../../python/ast.ts'
import { applied, bind, hasReceiver } from './apply.ts'
import { type Arguments, argument, valueAt } from './arguments.ts'
import { RUNNERS } from './callers.ts'
import { storedMark } from './containers.ts'
import type { Frame } from './frame.ts'
import { NO_MARKS } from './mark.ts'
import { NOTHING, tainted, Value } from './value.ts'

const RUN_ELSEWHERE: ReadonlySet<string> = new Set(RUNNERS)

/** Queries by SQLAlchemy's session, a cursor, an ODM. */
export function ofDatabase(
  frame: Frame,
  call: Call,
  name: string | undefined,
  self: Value | null,
  args: Arguments,
): Value | undefined {
  if (call.callee.kind !== 'Attribute' || self === null)
    return name === 'sqlalchemy.select' ? NOTHING : undefined
  const method = call.callee.name
  const [first] = args.list
  const cls = first === undefined ? undefined : frame.names.classOf(first.expr)
  if (method === 'query' && cls !== undefined) return new Value(NO_MARKS, undefined, null, '', 'query', cls)
  if (method === 'execute' && self.known === '' && self.marks.length === 0)
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  if ((method === 'get' || method === 'get_or_404') && cls !== undefined)
    return tainted([storedMark(call)], '', cls)
  if ((method === 'scalars' || method === 'scalar') && first !== undefined)
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  const of = frame.names.classOf(call.callee.object)
  if (of !== undefined && frame.shared.kindOf(of) === 'model') {
    if (method === 'select' || method === 'objects')
      return new Value(NO_MARKS, undefined, null, '', 'query', of)
    if (method === 'get' || method === 'get_or_none' || method === 'get_by_id')
      return tainted([storedMark(call)], '', of)
  }
  if (name !== undefined && /pymongo|flask_pymongo/.test(name) && /^(?:find|aggregate)$/.test(method))
    return new Value(NO_MARKS, undefined, null, '', 'rows')
  return undefined
}

/** `executor.submit(fn, x)`, `fn.delay(x)`, `Thread(target=fn, args=(x,))` */
export function ofRunner(frame: Frame, call: Call, method: string, args: Arguments): Value | undefined {
  if (!RUN_ELSEWHERE.has(method)) return undefined
  const none = { named: new Map(), rest: null, more: null }
  const target = argument(args, -1, 'target')
  if (target !== undefined) {
    const fn = frame.names.functionOf(target.expr)
    const given = valueAt(args, -1, 'args')
    const list = [...(given.items?.values() ?? [])].map((value) => ({ value, expr: target.expr }))
    return fn === undefined
      ? undefined
      : applied(
          frame,
          fn,
          call,
          bind(
            fn,
            { ...none, list, more: args.named.get('kwargs') ?? null },
            hasReceiver(fn) ? NOTHING : null,
          ),
        )
  }
  if (
    call.callee.kind === 'Attribute' &&
    (method === 'delay' || method === 'apply_async' || method === 'spawn')
  ) {
    const fn = frame.names.functionOf(call.callee.object)
    if (fn !== undefined) {
      const given =
        method === 'apply_async'
          ? [...(valueAt(args, 0, 'args').items?.values() ?? [])].map((value) => ({ value, expr: call }))
          : args.list
      return applied(frame, fn, call, bind(fn, { ...args, list: given }, hasReceiver(fn) ? NOTHING : null))
    }
  }
  for (const [at, { expr }] of args.list.entries()) {
    const fn = expr.kind === 'Name' || expr.kind === 'Attribute' ? frame.names.functionOf(expr) : undefined
    if (fn !== undefined)
      return applied(
        frame,
        fn,
        call,
        bind(fn, { ...args, list: args.list.slice(at + 1) }, hasReceiver(fn) ? NOTHING : null),
      )
  }
  return undefined
}
