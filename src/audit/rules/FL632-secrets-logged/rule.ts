// A password, key or token is written into the log, where more people read it, and for longer.
import { shown, stringOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { CallSite } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { logCalls, printCalls } from '../shared/log-calls.ts'

export const rule: Rule = {
  id: 'FL632',
  name: 'secrets-logged',
  title: 'Secret in the log',
  severity: 'medium',
  confidence: 'medium',
  cwe: 532,
  point: 6,
  cure: 'Portcullis logs route, status, time and request id of a request, and nothing that was sent.',
  check: secretsLogged,
}

const SECRET =
  /(?:^|_)(?:password|passwd|passphrase|pwd|api_?key|secret_?key|private_?key|access_?key|client_?secret|access_?token|refresh_?token|auth_?token|reset_?token|session_?token|bearer_?token|otp|otp_code|one_time_code|verification_code|cvv|card_number|credit_card|ssn)$/i
/** Also words of parsers, counters and dictionaries: known to be meant only where the request says them. */
const PERHAPS = /(?:^|_)(?:token|secret|pin|jwt)$/i
/** Words before it that say it is none, or not readable. */
const NONE =
  /^(?:has|is|no|num|n|max|min|len|count|hash|hashed|masked|redacted|encrypted|forgot|reset(?=_passw)|change(?=_passw)|invalid|wrong|missing|require|next|show|csrf)_/i
/** All that a form holds, its password too. */
const BODIES = new Set(
  ['form', 'json', 'data', 'values', 'headers', 'cookies', 'get_json()', 'get_data()', 'form.to_dict()'].map(
    (part) => `flask.request.${part}`,
  ),
)
const SECRET_PURPOSES = ['login', 'register', 'reset', 'change-password', 'one-time-code', 'token'] as const
/** Their results hold what they were given. */
const FORMATTERS = /^(?:str|repr|format|json\.dumps|flask\.json\.dumps|dict|list|pprint\.pformat)$/
const TEXT_METHODS = new Set(['format', 'join', 'strip', 'lower', 'decode', 'encode', 'to_dict'])

function* secretsLogged(facts: Facts): Iterable<Report> {
  for (const site of logCalls(facts)) yield* judged(facts, site, 'log')
  for (const site of printCalls(facts)) yield* judged(facts, site, 'output')
  for (const { call } of facts.names.callsOfMethod('set_trace_callback')) {
    const [callback] = call.args
    if (callback === undefined || facts.names.literal(callback) === null) continue
    yield { at: placeOf(call), message: 'The trace callback is handed every SQL statement with its values.' }
  }
}

function* judged(facts: Facts, site: CallSite, to: 'log' | 'output'): Iterable<Report> {
  const { call } = site
  for (const given of [...call.args, ...call.keywords.map(({ value }) => value)]) {
    for (const part of written(facts, given)) {
      const confidence = confidenceOf(facts, part, site, to)
      if (confidence === null) continue
      yield { at: placeOf(call), message: `\`${shown(part)}\` is written to the ${to}.`, confidence }
      return
    }
  }
}

/** What of `expr` ends up in the text. */
function written(facts: Facts, expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return [expr]
    case 'Call': {
      const name = facts.names.of(expr.callee) ?? ''
      if (BODIES.has(`${name}()`) || isGet(expr)) return [expr]
      const method = expr.callee.kind === 'Attribute' ? expr.callee.name : ''
      if (!FORMATTERS.test(name) && !TEXT_METHODS.has(method)) return []
      return childrenOf(expr).flatMap((child) =>
        child === expr.callee && child.kind === 'Attribute'
          ? written(facts, child.object)
          : child === expr.callee
            ? []
            : written(facts, child),
      )
    }
    case 'Compare':
    case 'UnaryOp':
    case 'Lambda':
    case 'Comprehension':
      return []
    case 'IfExp':
      return [...written(facts, expr.body), ...written(facts, expr.orelse)]
    default:
      return childrenOf(expr).flatMap((child) => written(facts, child))
  }
}

function isGet({ callee, args }: Expr & { kind: 'Call' }): boolean {
  return callee.kind === 'Attribute' && callee.name === 'get' && args.length > 0
}

function confidenceOf(
  facts: Facts,
  part: Expr,
  { inside }: CallSite,
  to: 'log' | 'output',
): Confidence | null {
  const fromRequest = facts.flow.taintOf(part).some(({ kind }) => kind === 'request')
  const isView = inside !== null && facts.routes.some(({ view }) => view === inside)
  if (BODIES.has(facts.names.of(part) ?? '')) {
    const secret = facts.routes.some(
      ({ view, purposes }) => view === inside && SECRET_PURPOSES.some((purpose) => purposes.has(purpose)),
    )
    return secret ? 'medium' : null
  }
  const name = nameOf(facts, part)
  if (name === undefined || NONE.test(name)) return null
  // A constant is a message or a field's name.
  if (facts.names.literal(part) !== undefined || facts.names.functionOf(part) !== undefined) return null
  if (SECRET.test(name)) return fromRequest ? 'high' : to === 'log' || isView ? 'medium' : 'low'
  if (PERHAPS.test(name)) return fromRequest ? 'medium' : 'low'
  return null
}

/** `password`, `user.password`, `data['password']`, `form.password.data`, `data.get('password')` */
function nameOf({ names }: Facts, expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'Name':
      return expr.id
    case 'Attribute':
      return expr.name === 'data' && expr.object.kind === 'Attribute' ? expr.object.name : expr.name
    case 'Subscript':
      return stringOf(names, expr.index)?.replaceAll('-', '_')
    case 'Call':
      return stringOf(names, expr.args[0])?.replaceAll('-', '_')
    default:
      return undefined
  }
}
