// Tests: what a check shows of the data in it, when it holds and when it doesn't.
import type { Call, Compare, Comprehension, Expr } from '../../python/ast.ts'
import { ALL, bitsOf, RESOLVED, TEXT } from './clean.ts'
import { CLEANERS } from './cleaners.ts'
import { elementOf } from './containers.ts'
import { Env } from './env.ts'
import { URL_JUDGES } from './foreign.ts'
import type { Condition, Frame } from './frame.ts'
import type { Mark } from './mark.ts'
import { safeFor } from './pattern.ts'
import type { Shown, Value } from './value.ts'

const NOTHING_SHOWN: Condition = { yes: [], no: [] }

/** `x.isdigit()` and the like: true only of letters, digits and underscores. */
const PLAIN_TESTS = new Set(['isdigit', 'isnumeric', 'isdecimal', 'isalnum', 'isalpha', 'isidentifier'])
const TEXT_TESTS = new Set(['startswith', 'endswith', 'find', 'index', 'count'])
const NUMBER_TYPES = new Set(['int', 'float', 'bool', 'complex', 'uuid.UUID', 'decimal.Decimal'])

export function conditionOf(frame: Frame, test: Expr): Condition {
  switch (test.kind) {
    case 'UnaryOp': {
      if (test.op !== 'not') break
      const inner = conditionOf(frame, test.operand)
      return { yes: inner.no, no: inner.yes }
    }
    case 'BoolOp':
      return both(frame, test.values, test.op)
    case 'Compare':
      return compared(frame, test)
    case 'Call':
      return called(frame, test)
    case 'NamedExpr': {
      const inner = conditionOf(frame, test.value)
      frame.value(test)
      return inner
    }
    case 'Name':
    case 'Attribute':
    case 'Subscript': {
      const value = frame.value(test)
      if (value.shown !== null) return { yes: value.shown, no: opposite(value.shown) }
      return { yes: [], no: show(value.marks, test, false, (mark) => (mark.exact ? ALL : 0), true) }
    }
  }
  frame.value(test)
  return NOTHING_SHOWN
}

function opposite(shown: readonly Shown[]): readonly Shown[] {
  return shown.map((one) => ({ ...one, bits: 0, held: !one.held }))
}

/** What `bits` says of each mark; those of which it says nothing are a mere step, unless `quiet`. */
function show(
  marks: readonly Mark[],
  test: Expr,
  held: boolean,
  bits: (mark: Mark) => number,
  quiet = false,
): Shown[] {
  const out: Shown[] = []
  for (const mark of marks) {
    const shown = bits(mark)
    if (shown !== 0 || !quiet) out.push({ key: mark.origin.key, bits: shown, test, held })
  }
  return out
}

function both(frame: Frame, values: readonly Expr[], op: 'and' | 'or'): Condition {
  const outer = frame.env
  frame.env = new Env(outer)
  const parts: Condition[] = []
  for (const value of values) {
    const part = conditionOf(frame, value)
    parts.push(part)
    frame.env.guard(op === 'and' ? part.yes : part.no)
  }
  for (const [name, value] of frame.env.vars) outer.vars.set(name, value)
  frame.env = outer
  return combined(parts, op)
}

export function combined(parts: readonly Condition[], op: 'and' | 'or'): Condition {
  const all = (side: 'yes' | 'no') => parts.flatMap((part) => part[side])
  const common = (side: 'yes' | 'no') => commonOf(parts.map((part) => part[side]))
  return op === 'and' ? { yes: all('yes'), no: common('no') } : { yes: common('yes'), no: all('no') }
}

/** What every one of them shows; mere steps stay. */
function commonOf(lists: readonly (readonly Shown[])[]): Shown[] {
  const [first = [], ...others] = lists
  const out = first.map((shown) => {
    let bits = shown.bits
    for (const list of others)
      bits &= list.reduce((sum, { key, bits: more }) => (key === shown.key ? sum | more : sum), 0)
    return { ...shown, bits }
  })
  return [...out, ...others.flat().map((shown) => ({ ...shown, bits: 0 }))]
}

function compared(frame: Frame, test: Compare): Condition {
  const left = frame.value(test.left)
  let at = { expr: test.left, value: left }
  const yes: Shown[] = []
  const no: Shown[] = []
  for (const { op, right: expr } of test.rest) {
    const right = { expr, value: frame.value(expr) }
    if (at.value.all.length > 0 || right.value.all.length > 0) {
      const negative = op === '!=' || op === 'not in' || op === 'is not'
      const shown =
        op === 'in' || op === 'not in'
          ? membership(test, at, right)
          : op === '==' || op === '!=' || op === 'is' || op === 'is not'
            ? equality(test, at, right)
            : NOTHING_SHOWN
      yes.push(...held(negative ? shown.no : shown.yes, true))
      no.push(...held(negative ? shown.yes : shown.no, false))
    }
    at = right
  }
  return test.rest.length === 1 ? { yes, no } : { yes, no: [] }
}

function held(shown: readonly Shown[], now: boolean): readonly Shown[] {
  return shown.map((one) => (one.held === now ? one : { ...one, held: now }))
}

interface Side {
  readonly expr: Expr
  readonly value: Value
}

/** `left in right` */
function membership(test: Expr, left: Side, right: Side): Condition {
  const others = right.value.all
  if (others.length === 0) {
    const empty = right.expr.kind === 'Str' && right.expr.value === ''
    const bits = (mark: Mark) => (empty ? 0 : mark.aspect === 'host' ? bitsOf('url') : mark.exact ? ALL : 0)
    return { yes: show(left.value.all, test, true, bits), no: show(left.value.all, test, false, () => 0) }
  }
  // `base in path.parents`: below it.
  if (right.expr.kind === 'Attribute' && right.expr.name === 'parents')
    return { yes: show(others, test, true, () => bitsOf('path')), no: [] }
  const refused = left.expr.kind === 'Str' ? left.expr.value : ''
  const traversal = refused === '..' || refused === '/' || refused === '../'
  const breaks = refused === '\n' || refused === '\r' || refused === '\r\n'
  const bits = traversal ? bitsOf('path') : breaks ? bitsOf('header') : 0
  return {
    yes: show([...left.value.all, ...others], test, true, () => 0),
    no: show([...left.value.all, ...others], test, false, () => bits),
  }
}

/** `left == right` */
function equality(test: Expr, left: Side, right: Side): Condition {
  const yes: Shown[] = []
  const no: Shown[] = []
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const untainted = other.value.all.length === 0
    const empty = other.expr.kind === 'Str' && other.expr.value === ''
    yes.push(
      ...show(one.value.all, test, true, (mark) => {
        if (mark.aspect === 'common' || mark.aspect === 'dirname') return bitsOf('path')
        if (mark.aspect === 'host') return untainted && !empty ? bitsOf('url') : 0
        if (untainted) return mark.exact ? ALL : isWholePath(one.expr, mark) ? bitsOf('path') : 0
        // `secure_filename(x) == x`
        return other.value.all.reduce(
          (bits, twin) => (twin.origin.key === mark.origin.key ? bits | twin.clean : bits),
          0,
        )
      }),
    )
    no.push(
      ...show(one.value.all, test, false, () => 0, untainted && one.value.marks.every((mark) => mark.exact)),
    )
  }
  return { yes, no }
}

/** And not its name or ending alone. */
function isWholePath(expr: Expr, mark: Mark): boolean {
  return expr.kind === 'Name' && (mark.clean & RESOLVED) !== 0
}

function called(frame: Frame, call: Call): Condition {
  const asking = frame.asking
  frame.asking = true
  const whole = frame.value(call)
  frame.asking = asking
  const { callee } = call
  const [first] = call.args
  const name = frame.names.of(callee)
  if (name === 'bool' && first) return conditionOf(frame, first)
  if (name === 'isinstance' && first && call.args[1]) return ofType(frame, call, first, call.args[1])
  if ((name === 'all' || name === 'any') && first?.kind === 'Comprehension')
    return ofEach(frame, call, first, name)
  if (name !== undefined && URL_JUDGES.has(name) && first)
    return { yes: show(frame.value(first).all, call, true, () => bitsOf('url')), no: [] }
  const pattern = patternOf(frame, call, name)
  if (pattern !== null) {
    const bits = pattern.bits
    return {
      yes: show(frame.value(pattern.subject).all, call, true, (mark) => (mark.exact ? bits : 0)),
      no: show(frame.value(pattern.subject).all, call, false, () => 0),
    }
  }
  if (whole.shown !== null) return { yes: whole.shown, no: opposite(whole.shown) }
  if (callee.kind === 'Attribute') {
    const self = frame.value(callee.object)
    if (PLAIN_TESTS.has(callee.name))
      return { yes: show(self.all, call, true, (mark) => (mark.exact ? ALL : 0)), no: [] }
    if (callee.name === 'is_relative_to' || callee.name === 'relative_to')
      return {
        yes: show(self.all, call, true, (mark) => (mark.clean & RESOLVED ? bitsOf('path') : 0)),
        no: [],
      }
    if (callee.name === 'startswith' && first) return ofStart(frame, call, self, first)
    if (TEXT_TESTS.has(callee.name))
      return { yes: show(self.all, call, true, () => 0), no: show(self.all, call, false, () => 0) }
  }
  if (name !== undefined && CLEANERS.has(name) && !name.startsWith('os.path.')) return NOTHING_SHOWN
  const marks = call.args.flatMap((arg) => frame.value(arg.kind === 'Starred' ? arg.value : arg).all)
  return { yes: show(marks, call, true, () => 0), no: show(marks, call, false, () => 0) }
}

function ofType(frame: Frame, call: Call, subject: Expr, type: Expr): Condition {
  const types = type.kind === 'Tuple' ? type.elements : [type]
  const named = types.map((each) => frame.names.of(each) ?? '')
  const bits = named.every((name) => NUMBER_TYPES.has(name))
    ? ALL
    : named.every((name) => NUMBER_TYPES.has(name) || name === 'str' || name === 'bytes')
      ? TEXT
      : 0
  if (bits === 0) return NOTHING_SHOWN
  return { yes: show(frame.value(subject).all, call, true, (mark) => (mark.exact ? bits : 0), true), no: [] }
}

/** `all(c in SAFE for c in x)`: what holds for each character holds for the whole. */
function ofEach(frame: Frame, call: Call, comprehension: Comprehension, name: string): Condition {
  const outer = frame.env
  frame.env = new Env(outer)
  for (const clause of comprehension.clauses)
    frame.assign(clause.target, elementOf(frame.value(clause.iter), clause.iter))
  const each = conditionOf(frame, comprehension.element)
  frame.env = outer
  const lift = (shown: readonly Shown[], held: boolean) =>
    shown.map((one) => ({ ...one, key: one.key.replace(/\[\*(?:key)?\]$/, ''), test: call, held }))
  return name === 'all' ? { yes: lift(each.yes, true), no: [] } : { yes: [], no: lift(each.no, false) }
}

function ofStart(frame: Frame, call: Call, self: Value, prefix: Expr): Condition {
  const literal = frame.names.literal(prefix)
  const prefixes = Array.isArray(literal) ? literal : [literal]
  const fixedHost = prefixes.every(
    (each) => typeof each === 'string' && /^https?:\/\/[^/?#\\@]+\//.test(each),
  )
  const bits = (mark: Mark) =>
    mark.clean & RESOLVED ? bitsOf('path') : fixedHost && mark.exact ? bitsOf('url') : 0
  return { yes: show(self.all, call, true, bits), no: show(self.all, call, false, () => 0) }
}

export type Matching = { readonly subject: Expr; readonly bits: number }

/** `re.fullmatch(r'…', x)`, `PATTERN.match(x)`; of a pattern that isn't known the best is thought. */
export function patternOf(frame: Frame, call: Call, name: string | undefined): Matching | null {
  const { callee } = call
  if (callee.kind !== 'Attribute' && callee.kind !== 'Name') return null
  const how = callee.kind === 'Attribute' ? callee.name : (name ?? '').slice(3)
  if (how !== 'match' && how !== 'fullmatch' && how !== 'search') return null
  const direct = name === `re.${how}` || name === `regex.${how}`
  const compiled = name === `re.compile().${how}` || name === `regex.compile().${how}`
  const subject = direct ? call.args[1] : call.args[0]
  if (subject === undefined) return null
  if (!direct && !compiled && (name !== undefined || callee.kind !== 'Attribute')) return null
  let pattern: Expr | undefined = direct ? call.args[0] : undefined
  if (!direct && callee.kind === 'Attribute') {
    const object = callee.object.kind === 'Call' ? callee.object : frame.names.assigned(callee.object).at(-1)
    if (object?.kind === 'Call') pattern = object.args[0]
    else if (!compiled) return null
  }
  const text = pattern === undefined ? undefined : frame.names.literal(pattern)
  if (typeof text === 'string') return { subject, bits: safeFor(text, how) }
  return { subject, bits: how === 'search' ? 0 : ALL }
}
