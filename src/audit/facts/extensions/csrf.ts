// What guards the whole app against cross-site requests: an extension, or a before_request that does it.
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { stringOf, writtenName } from '../code/expressions.ts'
import type { Config, Extensions, Hook } from '../facts.ts'
import { deniesIn } from '../routes/denial.ts'

type Layer = Extensions['csrf']

const LAYERS = [
  ['flask_wtf.csrf.CSRFProtect', 'flask-wtf'],
  ['flask_seasurf.SeaSurf', 'seasurf'],
] as const

export function csrfLayer(
  code: Code,
  extensions: Pick<Extensions, 'bound'>,
  config: Config,
  hooks: readonly Hook[],
): Layer {
  for (const [name, by] of LAYERS) {
    const step = extensions.bound(name)?.bound
    if (step) return { by, step }
  }
  const own = hooks.find(
    ({ event, blueprint, fn }) => event === 'before_request' && blueprint === null && isOwnCsrf(code, fn),
  )
  if (own) return { by: 'own', step: { at: own.at, what: `${own.fn.def.name}() before each request` } }
  const strict = config.get('SESSION_COOKIE_SAMESITE')
  if (typeof strict?.literal === 'string' && strict.literal.toLowerCase() === 'strict')
    return { by: 'samesite-strict', step: { at: strict.at, what: "SESSION_COOKIE_SAMESITE = 'Strict'" } }
  return otherLayer(code)
}

const OTHERS = ['flask_csrf.csrf.CSRF', 'flask_xsrf.XSRFTokenHandler', 'flask_paseto_csrf.CSRF']

function otherLayer(code: Code): Layer {
  const site = OTHERS.flatMap((name) => code.names.callsOf(name))[0]
  return site ? { by: 'other', step: { at: placeOf(site.call), what: site.name } } : null
}

/** Word of a token's key or header. */
const TOKEN = /csrf|xsrf|authenticity/i

/**
 * A hook that compares the session's token with one from the form or a header and refuses, or that looks at where the request
 * comes from. What it calls counts as well.
 */
function isOwnCsrf(code: Code, hook: FunctionInfo): boolean {
  const parts = code.reach(hook)
  if (!parts.some((fn) => deniesIn(code, fn))) return false
  const named =
    parts.some((fn) => readsToken(code, fn, 'session')) && parts.some((fn) => readsToken(code, fn, 'request'))
  return named || parts.some((fn) => comparesOrigin(code, fn))
}

const FROM_REQUEST = [
  'flask.request.form',
  'flask.request.headers',
  'flask.request.values',
  'flask.request.json',
  'flask.request.get_json',
]

/** `session.pop('_csrf_token')`, `request.form.get('csrf_token')`, `request.headers['X-CSRF-Token']`; a cookie for double submit. */
function readsToken(code: Code, fn: FunctionInfo, from: 'session' | 'request'): boolean {
  const roots = from === 'session' ? ['flask.session', 'flask.request.cookies'] : FROM_REQUEST
  const body = code.body(fn)
  const isRoot = (name: string | undefined) =>
    name !== undefined && roots.some((root) => name.startsWith(root))
  const called = body.calls.some(
    ({ call, name }) => isRoot(name) && TOKEN.test(stringOf(code.names, call.args[0]) ?? ''),
  )
  return called || body.reads.some(({ expr, name }) => isRoot(name) && TOKEN.test(itemOf(code, expr) ?? ''))
}

function itemOf(code: Code, expr: Expr): string | undefined {
  return expr.kind === 'Subscript' ? stringOf(code.names, expr.index) : undefined
}

const ORIGIN_HEADERS = /^(?:origin|referer|sec-fetch-site)$/i

/** Reads Origin, Referer or Sec-Fetch-Site. */
function comparesOrigin(code: Code, fn: FunctionInfo): boolean {
  const body = code.body(fn)
  if (
    body.reads.some(
      ({ name }) => name.startsWith('flask.request.referrer') || name.startsWith('flask.request.origin'),
    )
  )
    return true
  const headers = (name: string | undefined) => name?.startsWith('flask.request.headers') ?? false
  return (
    body.calls.some(
      ({ call, name }) => headers(name) && ORIGIN_HEADERS.test(stringOf(code.names, call.args[0]) ?? ''),
    ) || body.reads.some(({ expr, name }) => headers(name) && ORIGIN_HEADERS.test(itemOf(code, expr) ?? ''))
  )
}

/** Calls and decorators that take a view out of the layer. */
export function isExemption(code: Code, callee: Expr): boolean {
  const name = code.of(callee)
  if (name !== undefined && LAYERS.some(([known]) => name === `${known}().exempt`)) return true
  return callee.kind === 'Attribute' && callee.name === 'exempt' && TOKEN.test(writtenName(callee.object))
}
