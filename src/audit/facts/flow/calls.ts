// Calls: sinks are looked at, then what the call gives is told.
import type { Call, Expr } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo } from '../../python/names-api.ts'
import { applied, bind, constructed, hasReceiver } from './apply.ts'
import type { Arguments } from './arguments.ts'
import { listOf } from './containers.ts'
import { NEVER_RETURN } from './foreign.ts'
import { ofForeign, ofLambda } from './foreign-calls.ts'
import type { Frame } from './frame.ts'
import { NO_MARKS } from './mark.ts'
import { methodOf } from './methods.ts'
import { argumentsOf, dangerous, recordHit } from './sinks.ts'
import { ofDatabase, ofRunner } from './special-calls.ts'
import { join, NOTHING, Value } from './value.ts'

export function callOf(frame: Frame, call: Call): Value {
  const { callee } = call
  const self = callee.kind === 'Attribute' ? frame.value(callee.object) : null
  const args = argumentsIn(frame, call)
  const name = frame.names.of(callee)
  const fn = functionIn(frame, callee, name, self)
  checkSinks(frame, call, name, fn, self, args)
  if (fn !== undefined) return ofOwn(frame, call, fn, self, args)
  if (name !== undefined && NEVER_RETURN.has(name)) {
    frame.env.dead = true
    return NOTHING
  }
  const cls = classIn(frame, callee, name)
  if (cls !== undefined)
    return constructed(frame, call, new Value(NO_MARKS, undefined, null, '', '', cls), args)
  return (
    ofLambda(frame, callee, args) ??
    ofForeign(frame, call, name, args) ??
    ofDatabase(frame, call, name, self, args) ??
    (callee.kind === 'Attribute' && self !== null
      ? (methodOf(frame, { self, name: callee.name, args, call }) ?? ofRunner(frame, call, callee.name, args))
      : callee.kind === 'Name'
        ? ofRunner(frame, call, callee.id, args)
        : undefined) ??
    NOTHING
  )
}

function argumentsIn(frame: Frame, call: Call): Arguments {
  const list: { value: Value; expr: Expr }[] = []
  const named = new Map<string, { value: Value; expr: Expr }>()
  let rest: Value | null = null
  let more: Value | null = null
  let restExpr: Expr | null = null
  let moreExpr: Expr | null = null
  for (const arg of call.args) {
    const value = frame.value(arg.kind === 'Starred' ? arg.value : arg)
    if (arg.kind === 'Starred') {
      const items = value.items
      if (
        rest === null &&
        items !== null &&
        value.marks.length === 0 &&
        !items.has('*') &&
        value.shape !== 'dict'
      )
        for (const item of items.values()) list.push({ value: item, expr: arg })
      else {
        rest = join(rest ?? NOTHING, value)
        restExpr = arg
      }
    } else if (rest !== null) rest = join(rest, listOf(value))
    else list.push({ value, expr: arg })
  }
  for (const { name, value: expr } of call.keywords) {
    const value = frame.value(expr)
    if (name !== null) named.set(name, { value, expr })
    else {
      more = join(more ?? NOTHING, value)
      moreExpr = expr
    }
  }
  return {
    list,
    named,
    rest: rest !== null && restExpr !== null ? { value: rest, expr: restExpr } : null,
    more: more !== null && moreExpr !== null ? { value: more, expr: moreExpr } : null,
  }
}

function functionIn(
  frame: Frame,
  callee: Expr,
  name: string | undefined,
  self: Value | null,
): FunctionInfo | undefined {
  const fn = frame.names.functionOf(callee)
  if (fn !== undefined || callee.kind !== 'Attribute' || self === null) return fn
  if (self.cls !== null && self.known !== 'query') {
    for (const each of frame.names.lineage(self.cls)) {
      const method = each.methods.get(callee.name)
      if (method !== undefined) return method
    }
    return undefined
  }
  return self === NOTHING && name === undefined ? frame.shared.onlyMethod(callee.name) : undefined
}

function classIn(frame: Frame, callee: Expr, name: string | undefined): ClassInfo | undefined {
  if (callee.kind !== 'Name' && callee.kind !== 'Attribute') return undefined
  return name === undefined ? frame.names.classOf(callee) : frame.shared.classes.get(name)
}

function checkSinks(
  frame: Frame,
  call: Call,
  name: string | undefined,
  fn: FunctionInfo | undefined,
  self: Value | null,
  args: Arguments,
): void {
  const method = call.callee.kind === 'Attribute' ? call.callee.name : null
  for (const spec of frame.shared.sinks.ofCall(name, method, fn !== undefined, self)) {
    for (const { expr, value } of argumentsOf(spec, call, args, self)) {
      if (value.all.length === 0) continue
      const marks = dangerous(spec, frame.env.checkedValue(value).all)
      recordHit(frame.result.hits, { spec, call, arg: expr, marks })
    }
  }
}

function ofOwn(frame: Frame, call: Call, fn: FunctionInfo, self: Value | null, args: Arguments): Value {
  if (!hasReceiver(fn)) return applied(frame, fn, call, bind(fn, args, null))
  const { callee } = call
  // `Class.method(obj, x)` names the receiver itself.
  const direct =
    callee.kind === 'Attribute' && self === NOTHING && frame.names.classOf(callee.object) !== undefined
  const classMethod = fn.def.decorators.some(
    (decorator) => decorator.kind === 'Name' && decorator.id === 'classmethod',
  )
  return applied(frame, fn, call, bind(fn, args, direct && !classMethod ? null : (self ?? NOTHING)))
}
