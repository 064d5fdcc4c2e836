// Headers that hooks put on every answer.
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { entriesOf, lastOf, stringOf, writtenName } from '../code/expressions.ts'
import type { HeaderFacts, Hook } from '../facts.ts'
import { headerText } from './text.ts'

export type HeaderSet = Map<string, HeaderFacts['set'] extends ReadonlyMap<string, infer One> ? One : never>

/** Functions that one hook calls and that are looked into. */
const MAX_HELPERS = 12

export function hookHeaders(code: Code, hooks: readonly Hook[], set: HeaderSet): void {
  for (const hook of hooks) {
    if (hook.event !== 'after_request' || hook.blueprint !== null) continue
    for (const fn of code.reach(hook.fn).slice(0, MAX_HELPERS))
      headersIn(code, fn, `after_request ${hook.fn.def.name}()`, set)
  }
}

function headersIn(code: Code, fn: FunctionInfo, by: string, set: HeaderSet): void {
  const body = code.body(fn)
  const put = (name: string | undefined, value: Expr | undefined, at: Expr, weak = false) => {
    if (name === undefined || (weak && set.has(name.toLowerCase()))) return
    set.set(name.toLowerCase(), { value: value && headerText(code, value), at: placeOf(at), by })
  }
  for (const { target, value } of body.stores)
    if (target.kind === 'Subscript' && isHeaders(target.object)) {
      const name = stringOf(code.names, target.index)
      if (name !== undefined) put(name, value, target)
      else for (const [key, one] of loopEntries(code, target.index)) put(key, one, target)
    } else if (target.kind === 'Attribute') {
      const name = RESPONSE_ATTRIBUTES.get(target.name)
      if (name) put(name, value, target)
    }
  for (const { call } of body.calls) {
    if (call.callee.kind !== 'Attribute') continue
    const { name: method, object } = call.callee
    if (isHeaders(object)) {
      if (
        method === 'set' ||
        method === 'add' ||
        method === 'setdefault' ||
        method === 'add_header' ||
        method === '__setitem__'
      ) {
        const name = stringOf(code.names, call.args[0])
        if (name !== undefined) put(name, call.args[1], call, method === 'setdefault')
        else if (call.args[0]) for (const [key, one] of loopEntries(code, call.args[0])) put(key, one, call)
      } else if (method === 'update' || method === 'extend') {
        for (const arg of call.args) for (const [key, one] of headerEntries(code, arg)) put(key, one, one)
        for (const { name, value } of call.keywords) if (name) put(name.replaceAll('_', '-'), value, value)
      }
    } else if (isSecure(code, call.callee))
      for (const [name, value] of SECURE_DEFAULTS)
        if (!set.has(name)) set.set(name, { value, at: placeOf(call), by: 'secure' })
  }
}

const RESPONSE_ATTRIBUTES = new Map([
  ['content_security_policy', 'content-security-policy'],
  ['cross_origin_opener_policy', 'cross-origin-opener-policy'],
  ['cross_origin_embedder_policy', 'cross-origin-embedder-policy'],
])

function isHeaders(expr: Expr): boolean {
  return expr.kind === 'Attribute'
    ? expr.name === 'headers'
    : expr.kind === 'Name' && /^(?:headers|h)$/.test(expr.id)
}

function headerEntries(code: Code, expr: Expr): [string, Expr][] {
  const entries = entriesOf(code.names, expr)
  if (entries.length > 0) return entries
  const origin = code.originOf(expr)
  return 'elements' in origin
    ? pairs(code, origin.elements)
    : origin === expr
      ? []
      : entriesOf(code.names, origin)
}

function pairs(code: Code, elements: readonly Expr[]): [string, Expr][] {
  return elements.flatMap((element): [string, Expr][] => {
    const [key, value] = 'elements' in element ? element.elements : []
    const name = stringOf(code.names, key)
    return name !== undefined && value ? [[name, value]] : []
  })
}

/** `for name, value in HEADERS.items(): response.headers[name] = value` */
function loopEntries(code: Code, name: Expr): [string, Expr][] {
  if (name.kind !== 'Name') return []
  const loop = code.loops.find(
    ({ stmt, variable }) =>
      stmt.origin === name.origin &&
      stmt.start <= name.start &&
      name.end <= stmt.end &&
      (variable === name.id || variable.startsWith(`${name.id},`)),
  )
  if (loop === undefined) return []
  const { iter } = loop
  if (iter.kind === 'Call' && iter.callee.kind === 'Attribute' && iter.callee.name === 'items')
    return headerEntries(code, iter.callee.object)
  return headerEntries(code, iter)
}

/** secure.py: `secure_headers.framework.flask(response)`, `secure_headers.set_headers(response)`. */
function isSecure(code: Code, callee: Expr): boolean {
  const name = code.of(callee) ?? ''
  if (name.startsWith('secure.')) return true
  return (
    /(?:^|\.)(?:secure|secure_headers)\.(?:framework\.)?flask$/.test(writtenName(callee)) ||
    lastOf(name) === 'set_headers_async'
  )
}

/** What secure.py sends without options (github.com/TypeError/secure, its documented defaults). */
const SECURE_DEFAULTS: readonly (readonly [string, string])[] = [
  ['strict-transport-security', 'max-age=63072000; includeSubdomains'],
  ['x-frame-options', 'SAMEORIGIN'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer, strict-origin-when-cross-origin'],
]
