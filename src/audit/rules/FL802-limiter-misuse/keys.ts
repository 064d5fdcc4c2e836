// Functions that tell a limiter who asks, and read it from a header that anybody writes.
import { keywordOf, stringOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence, Step } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { walkExpr, walkStmts } from '../../python/walk.ts'
import type { Report } from '../rule.ts'

/** Proxies add to the first; the others most of them replace, so that what comes first is the visitor's own only there. */
const FORWARDED: ReadonlyMap<string, Confidence> = new Map([
  ['x-forwarded-for', 'medium'],
  ['forwarded', 'medium'],
  ['x-client-ip', 'medium'],
  ['client-ip', 'medium'],
  ['x-real-ip', 'low'],
  ['cf-connecting-ip', 'low'],
  ['true-client-ip', 'low'],
])

interface Read {
  readonly expr: Expr
  readonly what: string
  readonly confidence: Confidence
}

export function* forwardedKeys(facts: Facts): Iterable<Report> {
  for (const { key, step } of keyFunctions(facts)) {
    if (facts.names.of(key) === 'flask_limiter.util.get_ipaddr')
      yield {
        at: placeOf(key),
        message: '`get_ipaddr` takes the address from `X-Forwarded-For`, which a visitor may write.',
        confidence: 'medium',
      }
    for (const { expr, what, confidence } of readsIn(facts, key))
      yield {
        at: placeOf(expr),
        message: `The limit counts by \`${what}\`, which a visitor writes anew with each request.`,
        confidence,
        related: [step],
      }
  }
}

function* keyFunctions({ extensions, names }: Facts): Iterable<{ key: Expr; step: Step }> {
  for (const { options, at } of extensions.all('flask_limiter.Limiter')) {
    const key = options.get('key_func')
    if (key) yield { key, step: { at, what: 'the Limiter' } }
  }
  for (const method of ['limit', 'shared_limit'])
    for (const { call } of names.callsOfMethod(method)) {
      const key = keywordOf(call, 'key_func')
      if (key) yield { key, step: { at: placeOf(call), what: 'the limit' } }
    }
}

function readsIn(facts: Facts, key: Expr): readonly Read[] {
  const found: Read[] = []
  let isTrusted = false
  const visit = (expr: Expr) => {
    const read = readOf(facts, expr)
    if (read !== undefined) found.push(read)
    // The last of the list is what the nearest proxy saw.
    if (expr.kind === 'Subscript' && facts.names.literal(expr.index) === -1) isTrusted = true
  }
  const fn = facts.names.functionOf(key)
  if (fn !== undefined) walkStmts(fn.def.body, { expr: visit })
  else if (key.kind === 'Lambda') walkExpr(key.body, { expr: visit })
  return isTrusted ? [] : found
}

function readOf({ names }: Facts, expr: Expr): Read | undefined {
  if (expr.kind === 'Call') {
    const of = names.of(expr.callee)
    const isHeader = of === 'flask.request.headers.get' || of === 'flask.request.headers.getlist'
    const isVariable = of === 'flask.request.environ.get'
    return isHeader || isVariable ? named(stringOf(names, expr.args[0]), expr) : undefined
  }
  if (expr.kind !== 'Subscript') return undefined
  const of = names.of(expr.object)
  if (of === 'flask.request.access_route' && names.literal(expr.index) === 0)
    return { expr, what: 'request.access_route[0]', confidence: 'medium' }
  return of === 'flask.request.headers' || of === 'flask.request.environ'
    ? named(stringOf(names, expr.index), expr)
    : undefined
}

/** `X-Forwarded-For`, `HTTP_X_FORWARDED_FOR` */
function named(text: string | undefined, expr: Expr): Read | undefined {
  const name = text
    ?.toLowerCase()
    .replace(/^http_/, '')
    .replaceAll('_', '-')
  const confidence = name === undefined ? undefined : FORWARDED.get(name)
  return text !== undefined && confidence !== undefined ? { expr, what: text, confidence } : undefined
}
