// Where a value comes from: the environment with something to fall back on, or the source alone, through variables.
import { argumentOf } from '../../facts/code/expressions.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Literal, Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'

/** How many variables are followed. */
const MAX_HOPS = 4

/** Readers of the environment that take a fallback as their second argument. */
const READERS = new Map([
  ['os.environ.get', 'default'],
  ['os.getenv', 'default'],
  ['os.environ.setdefault', 'value'],
  ['os.environ.pop', 'default'],
  ['decouple.config', 'default'],
])

/** Functions that make the same of the same, so that a literal stays one. */
const PURE = /^(?:hashlib|base64|binascii|codecs|zlib)\.|^(?:bytes|str|bytearray)$/

export interface Told {
  readonly literal: Literal
  /** The expression that says it, where a person would change it. */
  readonly expr: Expr
}

/** The literal that `expr` is, and the place it is written at. */
export function literalOf(names: Names, expr: Expr): Told | undefined {
  let at = expr
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const literal = names.literal(at)
    if (literal === undefined) return undefined
    const next = isReference(at) ? names.assigned(at).at(-1) : undefined
    if (next === undefined || next === at) return { literal, expr: at }
    at = next
  }
  return undefined
}

/** What stands in for a missing variable: `os.environ.get('K', 'dev')`, `os.environ.get('K') or 'dev'`. */
export function fallbackOf(names: Names, expr: Expr, hops = MAX_HOPS): Told | undefined {
  if (hops === 0) return undefined
  if (expr.kind === 'Call') {
    const fallback = defaultOf(names, expr)
    return fallback && (literalOf(names, fallback) ?? fallbackOf(names, fallback, hops - 1))
  }
  if (expr.kind === 'BoolOp' && expr.op === 'or') {
    const last = expr.values.at(-1)
    return last && expr.values.slice(0, -1).some((value) => readsEnvironment(names, value))
      ? (literalOf(names, last) ?? fallbackOf(names, last, hops - 1))
      : undefined
  }
  const next = isReference(expr) ? names.assigned(expr).at(-1) : undefined
  return next && next !== expr ? fallbackOf(names, next, hops - 1) : undefined
}

function defaultOf(names: Names, call: Call): Expr | undefined {
  const keyword = READERS.get(names.of(call.callee) ?? '')
  if (keyword !== undefined) return argumentOf(call, 1, keyword)
  // `.encode()`, `.strip()`: of what the object is.
  return call.callee.kind === 'Attribute' && call.args.length === 0 ? call.callee.object : undefined
}

/** Anywhere in it, through variables. */
export function readsEnvironment(names: Names, expr: Expr, hops = MAX_HOPS): boolean {
  if (hops === 0) return false
  if (expr.kind === 'Call' && READERS.has(names.of(expr.callee) ?? '')) return true
  if (expr.kind === 'Subscript' && names.of(expr.object) === 'os.environ') return true
  if (isReference(expr))
    return names.assigned(expr).some((next) => next !== expr && readsEnvironment(names, next, hops - 1))
  return childrenOf(expr).some((child) => readsEnvironment(names, child, hops))
}

/** Nothing but literals goes into it: `hashlib.sha256(b'x').digest()`. */
export function isConstant(names: Names, expr: Expr): boolean {
  if (names.literal(expr) !== undefined) return true
  if (expr.kind !== 'Call' || !PURE.test(names.of(expr.callee) ?? '')) return false
  const { callee, args, keywords } = expr
  if (callee.kind === 'Attribute' && callee.object.kind === 'Call' && !isConstant(names, callee.object))
    return false
  const given = [...args, ...keywords.map(({ value }) => value)]
  const isMethod = callee.kind === 'Attribute' && callee.object.kind === 'Call'
  return (given.length > 0 || isMethod) && given.every((one) => isConstant(names, one))
}

function isReference(expr: Expr): boolean {
  return expr.kind === 'Name' || expr.kind === 'Attribute'
}
