// Pages of any other site may send requests with a visitor's cookies, and read what comes back.
import { entriesOf, keywordOf, stringsOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { fallbackOf } from '../shared/values.ts'
import { ownHeaders } from './own-headers.ts'

export const rule: Rule = {
  id: 'FL703',
  name: 'cors',
  title: 'Other sites may read answers',
  severity: 'medium',
  confidence: 'high',
  cwe: 942,
  point: 7,
  cure: 'Portcullis answers only the origins in `api.corsOrigins`, and never with cookies.',
  check: cors,
}

function* cors(facts: Facts): Iterable<Report> {
  yield* extensions(facts)
  yield* sockets(facts)
  yield* ownHeaders(facts)
  const proxied = facts.deployment.proxyHeaders
  const origin = proxied.get('access-control-allow-origin')
  const credentials = proxied.get('access-control-allow-credentials')
  if (origin?.value === '$http_origin' && credentials?.value === 'true')
    yield {
      at: origin.at,
      message: 'Whatever origin asks is allowed (`$http_origin`), with the visitor’s cookies.',
      confidence: 'medium',
    }
}

/** One `CORS(…)` or `@cross_origin(…)`, and each entry of its `resources`. */
interface Given {
  readonly at: Expr
  readonly origins: Expr | undefined
  readonly credentials: Expr | undefined
}

/** Flask-CORS writes the asking origin instead of `*` where credentials are allowed, so that browsers hand everything over. */
function* extensions(facts: Facts): Iterable<Report> {
  const { config, names } = facts
  for (const { at, origins, credentials } of given(facts)) {
    const list = origins ?? config.get('CORS_ORIGINS')?.value ?? undefined
    const withCookies = credentials ?? config.get('CORS_SUPPORTS_CREDENTIALS')?.value ?? undefined
    const open = opennessOf(facts, list)
    if (open === undefined) continue
    const isSure = withCookies !== undefined && names.literal(withCookies) === true
    if (isSure)
      yield {
        at: placeOf(at),
        message: `Every site may send requests with the visitor’s cookies and read the answers: \`supports_credentials\` with ${open.what}.`,
        confidence: open.confidence,
      }
    else if (withCookies === undefined || names.literal(withCookies) === false)
      yield {
        at: placeOf(at),
        message: `Every site may read the answers, though without cookies: ${open.what}.`,
        severity: 'low',
        confidence: 'low',
      }
  }
}

function* given({ extensions: known, names }: Facts): Iterable<Given> {
  for (const { call, options } of known.all('flask_cors.CORS')) {
    const origins = options.get('origins')
    const credentials = options.get('supports_credentials')
    const resources = options.get('resources')
    const entries = resources ? entriesOf(names, resources) : []
    if (entries.length === 0) yield { at: call, origins, credentials }
    for (const [, value] of entries) {
      const own = new Map(entriesOf(names, value))
      yield {
        at: call,
        origins: own.get('origins') ?? origins,
        credentials: own.get('supports_credentials') ?? credentials,
      }
    }
  }
  for (const name of ['flask_cors.cross_origin', 'flask_cors.decorator.cross_origin'])
    for (const { call } of names.callsOf(name))
      yield {
        at: call,
        origins: keywordOf(call, 'origins') ?? keywordOf(call, 'origin') ?? call.args[0],
        credentials: keywordOf(call, 'supports_credentials'),
      }
}

/** Patterns that fit any origin: Flask-CORS takes what looks like a regular expression for one. */
const ALL = /^\^?(?:https?\??:\/\/|http.*)?\(?(?:\*|\.\*|\.\+)\)?\$?$/

/** How it comes to every origin; undefined where it does not, or is not told. */
function opennessOf(
  { names }: Pick<Facts, 'names'>,
  list: Expr | undefined,
): { readonly what: string; readonly confidence: Confidence } | undefined {
  if (list === undefined) return { what: 'no list of origins', confidence: 'high' }
  const all = stringsOf(names, list)?.find((one) => ALL.test(one))
  if (all !== undefined) return { what: `the origin \`${all}\``, confidence: 'high' }
  const fallback = fallbackOf(names, list)?.literal
  return typeof fallback === 'string' && ALL.test(fallback)
    ? { what: `the origin \`${fallback}\` where the environment names none`, confidence: 'medium' }
    : undefined
}

/** Web sockets know no preflight: the check of the origin is all there is, and cookies travel with them. */
function* sockets(facts: Facts): Iterable<Report> {
  for (const { at, options } of facts.extensions.all('flask_socketio.SocketIO')) {
    const list = options.get('cors_allowed_origins')
    if (list === undefined || opennessOf(facts, list) === undefined) continue
    yield {
      at,
      message: 'Every site may open web sockets with the visitor’s cookies: `cors_allowed_origins` is `*`.',
      confidence: facts.apps.some(({ cookieSession }) => cookieSession) ? 'medium' : 'low',
    }
  }
}
