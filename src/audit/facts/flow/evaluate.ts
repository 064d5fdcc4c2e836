// Expressions: what foreign data is in each of them.
import type { Attribute, BoolOp, Expr, FString, IfExp, Name, Subscript } from '../../python/ast.ts'
import { propertyOf } from './apply.ts'
import { callOf } from './calls.ts'
import { bitsOf } from './clean.ts'
import { ofComprehension, ofDict, ofSequence } from './collections.ts'
import { combined } from './conditions.ts'
import { keyFrom } from './container-methods.ts'
import { itemOf, listOf } from './containers.ts'
import { Env } from './env.ts'
import type { Condition, Frame } from './frame.ts'
import { changed, cleaned, NO_MARKS } from './mark.ts'
import { attributeOf, specialOf } from './sources.ts'
import { assemble, percent } from './strings.ts'
import { containerOf, join, NOTHING, NUMBER, textValue, Value } from './value.ts'

export function evaluate(frame: Frame, expr: Expr): Value {
  switch (expr.kind) {
    case 'Name':
      return ofName(frame, expr)
    case 'Attribute':
      return ofAttribute(frame, expr)
    case 'Call':
      return callOf(frame, expr)
    case 'Subscript':
      return ofSubscript(frame, expr)
    case 'Str':
      return textValue(NO_MARKS, expr.value)
    case 'FString':
      return ofFString(frame, expr)
    case 'Num':
      return new Value(NO_MARKS, expr.text, null, 'number')
    case 'Const':
      return NOTHING
    case 'BinOp':
      return ofOperator(expr.op, frame.value(expr.left), frame.value(expr.right))
    case 'UnaryOp':
      if (expr.op === 'not') return ofTest(frame, expr)
      frame.value(expr.operand)
      return NUMBER
    case 'BoolOp':
      return ofBoolOp(frame, expr)
    case 'Compare':
      return ofTest(frame, expr)
    case 'List':
    case 'Tuple':
    case 'Set':
      return ofSequence(frame, expr.elements, expr.kind === 'Tuple' ? 'tuple' : 'list')
    case 'Dict':
      return ofDict(frame, expr.entries)
    case 'Lambda':
      return new Value(NO_MARKS, undefined, null, '', '', null, expr)
    case 'IfExp':
      return ofIfExp(frame, expr)
    case 'Comprehension':
      return ofComprehension(frame, expr)
    case 'Starred':
      return frame.value(expr.value)
    case 'Await':
      return expr.value === null ? NOTHING : frame.value(expr.value)
    case 'Yield': {
      const value = expr.value === null ? NOTHING : frame.value(expr.value)
      frame.result.returns = join(frame.result.returns, value)
      return NOTHING
    }
    case 'NamedExpr': {
      const value = frame.value(expr.value)
      frame.assign(expr.target, value)
      return value
    }
    case 'Slice':
      for (const part of expr.parts) frame.value(part)
      return NOTHING
    case 'Unknown':
      for (const child of expr.children) frame.value(child)
      return NOTHING
  }
}

function ofName(frame: Frame, expr: Name): Value {
  const local = frame.env.get(expr.id)
  if (local !== undefined) return local
  for (let outer = frame.fn?.parent ?? null; outer !== null; outer = outer.parent) {
    const cell = frame.shared.read(`${outer.qualified}()${expr.id}`, frame.unit)
    if (cell !== undefined) return cell
  }
  if (frame.fn !== null) {
    const own = frame.shared.readKnown(`${frame.unit.module.name}.${expr.id}`, frame.unit)
    if (own !== undefined) return own
  }
  return elsewhere(frame, expr)
}

/** What another module calls so: a request, a constant, a variable. */
function elsewhere(frame: Frame, expr: Name | Attribute): Value {
  const name = frame.names.of(expr)
  if (name === undefined) return NOTHING
  const special = specialOf(name, expr)
  if (special !== undefined) return special
  const variable = frame.shared.readKnown(name, frame.unit)
  if (variable !== undefined) return variable
  const cls = name.endsWith('()') ? frame.shared.classes.get(name.slice(0, -2)) : undefined
  if (cls !== undefined)
    return new Value(NO_MARKS, undefined, null, '', frame.shared.kindOf(cls) === 'form' ? 'form' : '', cls)
  const literal = expr.kind === 'Attribute' ? frame.names.literal(expr) : undefined
  return typeof literal === 'string' ? textValue(NO_MARKS, literal) : NOTHING
}

function ofAttribute(frame: Frame, expr: Attribute): Value {
  const { object } = expr
  const base = frame.value(object)
  if (base === NOTHING) {
    if (expr.name === 'query' || expr.name === 'objects') {
      const cls = frame.names.classOf(object)
      if (cls !== undefined) return new Value(NO_MARKS, undefined, null, '', 'query', cls)
    }
    return object.kind === 'Name' || object.kind === 'Attribute' ? elsewhere(frame, expr) : NOTHING
  }
  if (base.cls !== null) {
    const property = propertyOf(frame, base, expr)
    if (property !== undefined) return property
  }
  return attributeOf(frame, base, expr.name, expr)
}

function ofSubscript(frame: Frame, expr: Subscript): Value {
  const base = frame.value(expr.object)
  const index = frame.value(expr.index)
  if (base === NOTHING) {
    // `ALLOWED[x]`, of a container that holds nothing foreign.
    return NOTHING
  }
  if (base.known === 'session') return NOTHING
  if (expr.index.kind === 'Slice') {
    return base.items !== null
      ? base
      : base.withMarks(changed(base.marks)).marks === base.marks
        ? base
        : textValue(changed(base.marks), undefined)
  }
  const key = keyFrom(frame, { expr: expr.index, value: index })
  const item = itemOf(base, lastIndex(expr, base) ?? key, expr)
  // `name.split('/')[-1]`
  if (
    expr.object.kind === 'Call' &&
    expr.object.callee.kind === 'Attribute' &&
    /^r?(?:split|partition)$/.test(expr.object.callee.name)
  ) {
    const [separator] = expr.object.args
    if (separator?.kind === 'Str' && separator.value === '/' && isMinusOne(expr.index))
      return item.withMarks(cleaned(item.marks, bitsOf('path')))
  }
  return item
}

function isMinusOne(expr: Expr): boolean {
  return expr.kind === 'UnaryOp' && expr.op === '-' && expr.operand.kind === 'Num' && expr.operand.value === 1
}

function lastIndex(expr: Subscript, base: Value): string | undefined {
  return isMinusOne(expr.index) && base.items !== null && !base.items.has('*')
    ? String(base.items.size - 1)
    : undefined
}

function ofFString(frame: Frame, expr: FString): Value {
  return assemble(
    expr.parts.map((part) => (part.kind === 'Str' ? textValue(NO_MARKS, part.value) : frame.value(part))),
  )
}

export function ofOperator(op: string, left: Value, right: Value): Value {
  if (left === NUMBER && right === NUMBER) return NUMBER
  switch (op) {
    case '+':
      if (left.items !== null || right.items !== null || left.shape === 'list' || right.shape === 'list')
        return concatenated(left, right)
      if (left.shape === 'number' && right.shape === 'number') return NUMBER
      return assemble([left, right])
    case '%':
      return left.shape === 'number' ? NUMBER : percent(left, right)
    case '/':
      // A path's own operator; numbers divide.
      if (left.shape === 'number' || right.shape === 'number') return NUMBER
      return left.all.length === 0 && right.all.length === 0
        ? NOTHING
        : noText(assemble([left, textValue(NO_MARKS, '/'), right]))
    case '*':
      return left.items !== null || left.text !== undefined || left.all.length > 0
        ? left
        : right.items !== null
          ? right
          : NUMBER
    case '|':
    case '&':
      return join(left, right)
  }
  return NUMBER
}

/** A path has a text, and yet it is no string. */
function noText({ marks, text }: Value): Value {
  return new Value(marks, text)
}

function concatenated(left: Value, right: Value): Value {
  if (
    left.items === null ||
    right.items === null ||
    left.items.has('*') ||
    right.items.has('*') ||
    left.shape === 'dict'
  )
    return join(
      left.items === null ? left : listOf(itemOf(left, '*', null)),
      right.items === null ? right : listOf(itemOf(right, '*', null)),
    )
  return containerOf(
    left.shape,
    new Map([...left.items.values(), ...right.items.values()].map((item, at) => [String(at), item])),
  )
}

function ofTest(frame: Frame, expr: Expr): Value {
  const { yes } = frame.condition(expr)
  return yes.length === 0 ? NUMBER : NUMBER.withShown(yes)
}

function ofBoolOp(frame: Frame, expr: BoolOp): Value {
  const outer = frame.env
  frame.env = new Env(outer)
  let value = NOTHING
  const parts: Condition[] = []
  for (const [at, each] of expr.values.entries()) {
    const last = at === expr.values.length - 1
    const part = last ? null : partOfTest(frame, each)
    const own = frame.env.checkedValue(part?.value ?? frame.value(each), outer)
    value = last && expr.op === 'and' ? own : join(value, expr.op === 'and' ? NOTHING : own)
    parts.push(part?.shows ?? { yes: own.shown ?? [], no: [] })
    if (part) frame.env.guard(expr.op === 'and' ? part.shows.yes : part.shows.no)
  }
  for (const [name, own] of frame.env.vars) outer.vars.set(name, own)
  // `x in ALLOWED or abort(404)`
  const stopped = frame.env.dead && expr.op === 'or'
  frame.env = outer
  const { yes } = combined(stopped ? parts.slice(0, -1) : parts, expr.op)
  if (stopped) outer.guard(yes)
  return yes.length === 0 ? value : value.withShown(yes)
}

function partOfTest(frame: Frame, expr: Expr): { value: Value; shows: Condition } {
  if (expr.kind === 'BoolOp' || expr.kind === 'IfExp') {
    const value = frame.value(expr)
    return { value, shows: { yes: value.shown ?? [], no: [] } }
  }
  const shows = frame.condition(expr)
  return { value: expr.kind === 'Compare' || expr.kind === 'UnaryOp' ? NUMBER : frame.value(expr), shows }
}

function ofIfExp(frame: Frame, expr: IfExp): Value {
  const condition = frame.condition(expr.test)
  const outer = frame.env
  let value = NOTHING
  for (const [branch, shown] of [
    [expr.body, condition.yes],
    [expr.orelse, condition.no],
  ] as const) {
    frame.env = new Env(outer)
    frame.env.guard(shown)
    value = join(value, frame.env.checkedValue(frame.value(branch), outer))
  }
  frame.env = outer
  return value
}
