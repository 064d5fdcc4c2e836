// Calls of the project's own functions: what was passed meets the function's summary.

import { placeOf } from '../../location.ts'
import type { Attribute, Call, Expr, Param } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Arguments } from './arguments.ts'
import { lastName } from './classes.ts'
import { itemOf } from './containers.ts'
import type { Frame } from './frame.ts'
import { type Mark, stepped } from './mark.ts'
import { dangerous, recordHit } from './sinks.ts'
import { descend } from './sources.ts'
import { type Summary, substitute, substituteValue } from './summary.ts'
import { containerOf, join, NOTHING, type Shown, tainted, Value } from './value.ts'

export type Passed = readonly (Value | undefined)[]

/** `self` or `cls`, which no caller writes. */
export function hasReceiver(fn: FunctionInfo): boolean {
  return fn.owner !== null && !fn.def.decorators.some((decorator) => lastName(decorator) === 'staticmethod')
}

export function isProperty(fn: FunctionInfo): boolean {
  return fn.def.decorators.some((decorator) => /(?:^|_)property$|^hybrid_property$/.test(lastName(decorator)))
}

/** `x.name`, where `name` is a property of the class of `x`. */
export function propertyOf(frame: Frame, base: Value, expr: Attribute): Value | undefined {
  if (base.cls === null || base.items?.has(`.${expr.name}`)) return undefined
  const own = base.cls.methods.get(expr.name)
  if (own === undefined || !isProperty(own)) return undefined
  return applied(frame, own, expr, [base])
}

/** Arguments by the place of their parameter; undefined where the default holds. */
export function bind(fn: FunctionInfo, args: Arguments, self: Value | null): Passed {
  const passed: (Value | undefined)[] = []
  let next = 0
  let more = 0
  const spread = () => (args.rest === null ? undefined : itemOf(args.rest.value, String(more++), null))
  const taken = new Set<string>()
  for (const [at, param] of fn.def.params.entries()) {
    if (at === 0 && self !== null) passed.push(self)
    else passed.push(bound(param, args, () => args.list[next++], spread, taken))
  }
  return passed
}

function bound(
  param: Param,
  args: Arguments,
  following: () => Arguments['list'][number] | undefined,
  spread: () => Value | undefined,
  taken: Set<string>,
): Value | undefined {
  if (param.form === 'star') {
    let all = args.rest?.value ?? NOTHING
    const items = new Map<string, Value>()
    for (let each = following(); each !== undefined; each = following())
      items.set(String(items.size), each.value)
    if (items.size > 0) all = join(containerOf('tuple', items), all)
    return all
  }
  if (param.form === 'double-star') {
    const items = new Map<string, Value>()
    for (const [name, { value }] of args.named) if (!taken.has(name)) items.set(name, value)
    return join(containerOf('dict', items), args.more?.value ?? NOTHING)
  }
  taken.add(param.name)
  const given = args.named.get(param.name) ?? following()
  if (given !== undefined) return given.value
  const rest = spread()
  if (rest !== undefined) return rest
  if (args.more !== null) return itemOf(args.more.value, param.name, null)
  return undefined
}

/** The result of a call, its sinks and what it shows, all told of the caller's own data. */
export function applied(frame: Frame, fn: FunctionInfo, call: Expr, given: Passed): Value {
  const summary = frame.shared.summaryOf(fn, frame.unit)
  let any = false
  const passed = given.map((value) => {
    if (value === undefined || value.all.length === 0) return value
    any = true
    return frame.env.checkedValue(value)
  })
  if (any) frame.shared.called(fn, frame.unit, call, passed)
  const parameter = (mark: Mark) => {
    const value = passed[mark.origin.param?.index ?? -1]
    return value === undefined ? undefined : descend(frame, value, mark.origin.param?.path ?? [], call)
  }
  for (const hit of summary.hits) {
    if (!any && hit.marks.every((mark) => mark.origin.param?.fn === fn)) continue
    const marks = dangerous(hit.spec, substitute(hit.marks, fn, call, parameter))
    recordHit(frame.result.hits, { ...hit, marks })
  }
  for (const [key, value] of summary.writes) {
    const written = substituteValue(value, fn, call, parameter, parameter)
    frame.shared.write(key, written)
    if (hasParam(written))
      frame.result.writes.set(key, join(frame.result.writes.get(key) ?? NOTHING, written))
  }
  if (any) frame.env.guard(shownBy(frame, summary.after, call, passed))
  const returned = substituteValue(summary.returns, fn, call, parameter, parameter)
  const own = fromInside(summary, returned, fn, call)
  const shown = any ? truths(frame, summary, call, passed) : []
  if (summary.never) frame.env.dead = true
  return shown.length === 0 ? own : own.withShown(shown)
}

function hasParam(value: Value): boolean {
  return value.all.some((mark) => mark.origin.param !== null)
}

/** Data that the function read by itself. */
function fromInside(summary: Summary, returned: Value, fn: FunctionInfo, call: Expr): Value {
  if (returned.marks.length === 0) return returned
  const inside = new Set(summary.returns.marks)
  if (!returned.marks.some((mark) => inside.has(mark))) return returned
  return returned.withMarks(
    returned.marks.flatMap((mark) =>
      inside.has(mark) ? stepped([mark], placeOf(call), `returned by ${fn.def.name}()`) : [mark],
    ),
  )
}

/** Checks inside `fn`, as checks of what was passed. */
function shownBy(frame: Frame, checks: ReadonlyMap<string, number>, call: Expr, passed: Passed): Shown[] {
  const out: Shown[] = []
  for (const [key, bits] of checks) {
    const at = Number(key.slice(key.indexOf('#') + 1).split('[', 1)[0])
    const value = passed[at]
    if (value === undefined) continue
    const path = key.includes('[') ? key.slice(key.indexOf('[') + 1, -1).split('][') : []
    for (const mark of descend(frame, value, path, call).marks)
      if (mark.exact) out.push({ key: mark.origin.key, bits, test: call, held: true })
  }
  return out
}

/** A predicate that holds: what its body shows, and in any case that it was asked. */
function truths(frame: Frame, summary: Summary, call: Expr, passed: Passed): Shown[] {
  if (!frame.asking) return shownBy(frame, summary.whenTrue, call, passed)
  const asked: Shown[] = []
  for (const value of passed) {
    if (value === undefined) continue
    for (const mark of value.marks) asked.push({ key: mark.origin.key, bits: 0, test: call, held: true })
  }
  return [...shownBy(frame, summary.whenTrue, call, passed), ...asked]
}

/** A new object of one of the project's classes. */
export function constructed(frame: Frame, call: Call, value: Value, args: Arguments): Value {
  const cls = value.cls
  if (cls === null) return value
  const kind = frame.shared.kindOf(cls)
  if (kind === 'enum') return NOTHING
  if (kind === 'form') return new Value([], undefined, null, '', 'form', cls)
  const init = frame.names
    .lineage(cls)
    .map((each) => each.methods.get('__init__'))
    .find((method) => method !== undefined)
  if (init !== undefined) {
    applied(frame, init, call, bind(init, args, value))
    return value
  }
  if (kind === 'schema' || kind === 'record' || kind === 'model') {
    const items = new Map<string, Value>()
    for (const [name, { value: given }] of args.named) items.set(`.${name}`, given)
    if (kind === 'record') {
      const names = cls.def.body.flatMap((stmt) =>
        stmt.kind === 'Assign' && stmt.annotation && stmt.targets[0]?.kind === 'Name'
          ? [stmt.targets[0].id]
          : [],
      )
      for (const [at, { value: given }] of args.list.entries()) items.set(`.${names[at] ?? at}`, given)
    }
    const made = items.size === 0 ? value : value.withItems(items)
    return kind === 'schema' && args.more ? join(made, tainted(args.more.value.all, '', cls)) : made
  }
  return value
}
