// A link with a secret in it is mailed out, and its host is what the request's Host header says.
import { keywordOf, lastOf, shown, stringOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL629',
  name: 'host-header',
  title: 'Mailed link follows the Host header',
  severity: 'medium',
  confidence: 'medium',
  cwe: 644,
  point: 6,
  cure: 'Portcullis builds the links of its mails from its configured address alone.',
  check: hostHeader,
}

const OWN_ADDRESS = new Set(
  ['host', 'host_url', 'root_url', 'url_root', 'base_url'].map((name) => `flask.request.${name}`),
)
const HOST_HEADERS = new Set(['host', 'x-forwarded-host', 'x-host', 'forwarded'])
/** What makes a link worth stealing. */
const SECRET_LINK = /token|reset|confirm|verif|activat|invit|magic|passwordless/i
/** With one of these Flask or Werkzeug refuse or replace a foreign host. */
const HOST_SETTINGS = ['SERVER_NAME', 'TRUSTED_HOSTS']

function* hostHeader(facts: Facts): Iterable<Report> {
  if (isHostFixed(facts)) return
  for (const fn of mailers(facts)) {
    const { def, module } = fn
    if (!SECRET_LINK.test(module.text.slice(def.start, def.end))) continue
    yield* linksIn(facts, fn)
  }
}

function isHostFixed({ config, hooks, names }: Facts): boolean {
  if (HOST_SETTINGS.some((key) => config.all(key).some(({ literal }) => literal !== null))) return true
  if (names.modules.some(({ text }) => /\btrusted_hosts\b|\bhost_is_trusted\b/.test(text))) return true
  return hooks.some(
    ({ event, fn }) =>
      event.startsWith('before_') && /\brequest\.host\b/.test(fn.module.text.slice(fn.def.start, fn.def.end)),
  )
}

/** Functions that send a mail, or answer who asks for a new password. */
function mailers({ names, routes }: Facts): ReadonlySet<FunctionInfo> {
  const found = new Set<FunctionInfo>()
  for (const { view, purposes } of routes) if (purposes.has('reset-request')) found.add(view)
  for (const { name, inside } of names.calls)
    if (inside !== null && (/mail/i.test(lastOf(name)) || name === 'flask_mail.Message')) found.add(inside)
  for (const { inside } of names.callsOfMethod('send_message')) if (inside !== null) found.add(inside)
  return found
}

function* linksIn(facts: Facts, { def }: FunctionInfo): Iterable<Report> {
  const found: Report[] = []
  walkStmts(def.body, {
    expr(expr) {
      const host = builtWith(facts, expr)
      if (host !== undefined) {
        const header = host.kind === 'Call' || host.kind === 'Subscript'
        found.push({
          at: placeOf(expr),
          message: `The host of this link is \`${shown(host)}\`, which whoever asks for the mail can choose.`,
          confidence: header ? 'high' : 'medium',
        })
        return false
      }
      if (isExternal(facts, expr)) {
        found.push({
          at: placeOf(expr),
          message: `The host of \`${shown(expr)}\` is the request's, since neither SERVER_NAME nor TRUSTED_HOSTS is set.`,
          // Whether the server in front lets foreign hosts through is not known.
          confidence: 'low',
        })
      }
      return true
    },
  })
  yield* found
}

/** The part of a link that tells the host: `request.host_url + …`, `f'https://{request.host}/…'`, `urljoin(…)`. */
function builtWith(facts: Facts, expr: Expr): Expr | undefined {
  const parts = piecesOf(facts, expr)
  return parts.length > 1 ? parts.find((part) => isHost(facts.names, part)) : undefined
}

function piecesOf({ names }: Facts, expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'BinOp':
      return expr.op === '+' || expr.op === '%' ? flat(expr) : []
    case 'FString':
      return expr.parts
    case 'Call':
      if (names.of(expr.callee) === 'urllib.parse.urljoin') return expr.args
      return expr.callee.kind === 'Attribute' && expr.callee.name === 'format'
        ? [expr.callee.object, ...expr.args, ...expr.keywords.map(({ value }) => value)]
        : []
    default:
      return []
  }
}

function flat(expr: Expr): Expr[] {
  if (expr.kind === 'Tuple') return expr.elements.flatMap(flat)
  return expr.kind === 'BinOp' ? [...flat(expr.left), ...flat(expr.right)] : [expr]
}

function isHost(names: Facts['names'], expr: Expr): boolean {
  // `request.host_url.rstrip('/')`
  const stripped =
    expr.kind === 'Call' && expr.callee.kind === 'Attribute' && /^r?strip$/.test(expr.callee.name)
  const at = stripped && expr.kind === 'Call' && expr.callee.kind === 'Attribute' ? expr.callee.object : expr
  if (at.kind === 'Name') return names.assigned(at).some((one) => one.kind !== 'Name' && isHost(names, one))
  if (at.kind === 'Attribute') return OWN_ADDRESS.has(names.of(at) ?? '')
  const key =
    at.kind === 'Subscript' && names.of(at.object) === 'flask.request.headers'
      ? at.index
      : at.kind === 'Call' && names.of(at.callee) === 'flask.request.headers.get'
        ? at.args[0]
        : undefined
  return HOST_HEADERS.has((stringOf(names, key) ?? '').toLowerCase())
}

function isExternal({ names }: Facts, expr: Expr): boolean {
  if (expr.kind !== 'Call' || names.of(expr.callee) !== 'flask.url_for') return false
  const external = keywordOf(expr, '_external')
  return external !== undefined && names.literal(external) === true
}
