// CORS headers that the application writes itself: the asking origin sent back, unchecked or badly checked.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report } from '../rule.ts'

const ORIGIN = 'access-control-allow-origin'
const CREDENTIALS = 'access-control-allow-credentials'
/** How many variables are followed. */
const MAX_HOPS = 4

interface Written {
  readonly name: string
  readonly value: Expr
  readonly at: Expr
  readonly inside: FunctionInfo | null
}

export function* ownHeaders(facts: Facts): Iterable<Report> {
  const { names } = facts
  const written = [...headersWritten(facts)]
  const withCookies = written.filter(({ name, value }) => name === CREDENTIALS && isTrue(names, value))
  for (const { name, value, at, inside } of written) {
    if (name !== ORIGIN) continue
    // Somewhere in the same file counts: one function may write the one, and its neighbour the other.
    const credentials = withCookies.find((one) => one.at.origin === at.origin)
    if (credentials === undefined) continue
    const related = [{ at: placeOf(credentials.at), what: 'cookies are allowed here' }]
    if (stringOf(names, value)?.toLowerCase() === 'null')
      yield {
        at: placeOf(at),
        message: 'The origin `null` is allowed with cookies, and any page in a sandboxed frame has it.',
        related,
      }
    if (!isAskingOrigin(names, value)) continue
    const check = inside === null ? 'none' : checkIn(names, inside)
    if (check === 'none')
      yield {
        at: placeOf(at),
        message: 'Whatever origin asks is allowed, with the visitor’s cookies.',
        related,
      }
    else if (check !== 'good')
      yield {
        at: placeOf(at),
        message: `The origin is allowed with cookies by a check that others pass too: ${check}.`,
        confidence: 'medium',
        related,
      }
  }
}

/** `response.headers[…] = …`, `.headers.add(…)`, `.headers.update({…})`, and dictionaries of headers. */
function* headersWritten(facts: Facts): Iterable<Written> {
  const { names } = facts
  for (const { target, value, stmt } of facts.stores) {
    if (target.kind !== 'Subscript') continue
    const name = stringOf(names, target.index)?.toLowerCase()
    if (name === ORIGIN || name === CREDENTIALS)
      yield { name, value, at: target, inside: names.enclosing(stmt) }
  }
  for (const method of ['add', 'set', 'setdefault'])
    for (const { call, inside } of names.callsOfMethod(method)) {
      const [key, value] = call.args
      const name = key && value && stringOf(names, key)?.toLowerCase()
      if (value && (name === ORIGIN || name === CREDENTIALS)) yield { name, value, at: call, inside }
    }
  for (const { call, inside } of names.callsOfMethod('update'))
    for (const arg of call.args)
      if (arg.kind === 'Dict')
        for (const { key, value } of arg.entries) {
          const name = key ? stringOf(names, key)?.toLowerCase() : undefined
          if (name === ORIGIN || name === CREDENTIALS) yield { name, value, at: value, inside }
        }
}

function isTrue(names: Names, value: Expr): boolean {
  const literal = names.literal(value)
  return literal === true || (typeof literal === 'string' && literal.toLowerCase() === 'true')
}

/** `request.headers.get('Origin', '*')`, `request.origin`, and a variable that holds one. */
function isAskingOrigin(names: Names, expr: Expr, hops = MAX_HOPS): boolean {
  if (hops === 0) return false
  if (expr.kind === 'BoolOp') return expr.values.some((value) => isAskingOrigin(names, value, hops - 1))
  if (expr.kind === 'IfExp') return isAskingOrigin(names, expr.body, hops - 1)
  if (expr.kind === 'Call') {
    const name = names.of(expr.callee)
    const key = stringOf(names, expr.args[0])?.toLowerCase()
    return (
      (name === 'flask.request.headers.get' && key === 'origin') ||
      (name === 'flask.request.environ.get' && key === 'http_origin')
    )
  }
  if (expr.kind === 'Subscript')
    return (
      names.of(expr.object) === 'flask.request.headers' &&
      stringOf(names, expr.index)?.toLowerCase() === 'origin'
    )
  if (names.of(expr) === 'flask.request.origin') return true
  if (expr.kind !== 'Name') return false
  return names.assigned(expr).some((value) => value !== expr && isAskingOrigin(names, value, hops - 1))
}

/** What the function does to find out whether the origin is one of its own; in words where that is not enough. */
function checkIn(names: Names, fn: FunctionInfo): string {
  let found = 'none'
  const isIt = (expr: Expr | undefined) => expr !== undefined && isAskingOrigin(names, expr)
  const take = (check: string | undefined) => {
    if (check !== undefined && found !== 'good') found = check
  }
  walkStmts(fn.def.body, {
    expr: (expr) => {
      if (expr.kind === 'Compare') {
        const [first] = expr.rest
        if (first === undefined) return
        if (isIt(expr.left) && !isNothing(first.right)) take('good')
        else if (isIt(first.right)) take(first.op === '==' ? 'good' : 'it need only contain the name')
      } else if (expr.kind === 'Call') take(checkBy(names, expr, isIt))
    },
  })
  return found
}

function checkBy(
  names: Names,
  call: Expr & { kind: 'Call' },
  isIt: (expr: Expr | undefined) => boolean,
): string | undefined {
  const { callee, args } = call
  if (callee.kind === 'Attribute' && isIt(callee.object)) {
    const text = stringOf(names, args[0])
    if (callee.name === 'endswith')
      return text === undefined || /^(?:\.|https?:)/.test(text) ? 'good' : `it need only end in \`${text}\``
    if (callee.name === 'startswith') {
      // `https://example.com` also begins `https://example.com.evil.net`.
      const isWhole = text === undefined || /[:/]$/.test(text.replace(/^https?:\/\//, ''))
      return isWhole ? 'good' : `it need only begin with \`${text}\``
    }
    return undefined
  }
  // Its own function is taken at its word.
  const isWriting =
    callee.kind === 'Attribute' && ['add', 'set', 'setdefault', 'update'].includes(callee.name)
  return !isWriting && args.some(isIt) ? 'good' : undefined
}

function isNothing(expr: Expr): boolean {
  return expr.kind === 'Const' || (expr.kind === 'Str' && expr.value === '')
}
