// A link, an image or a prefetch is enough to change something: browsers send GET from any site, with the cookie.

import { anyIn, blocksOf } from '../../facts/code/children.ts'
import { writtenName } from '../../facts/code/expressions.ts'
import { FOREIGN_CHANGE } from '../../facts/code/foreign-words.ts'
import type { Facts, Route } from '../../facts/facts.ts'
import type { Location } from '../../location.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { guardsItself } from '../shared/csrf.ts'

export const rule: Rule = {
  id: 'FL204',
  name: 'change-on-get',
  title: 'State changed by GET',
  severity: 'medium',
  confidence: 'high',
  cwe: 352,
  point: 2,
  cure: 'Portcullis runs actions for POST and the like only, and its logout is one of them.',
  check: changeOnGet,
}

/** A path or a name that says that something is changed. */
const CHANGES =
  /(?:^|[_/-])(?:add|append|approve|archive|assign|ban|block|buy|cancel|checkout|clear|clone|close|complete|create|deactivate|decline|delete|del|demote|destroy|disable|dislike|downvote|edit|empty|enable|finish|follow|grant|hide|import|increment|insert|join|kick|leave|like|lock|mark|merge|modify|move|mute|new|order|pay|pin|promote|publish|purchase|purge|put|reject|remove|rename|reopen|reorder|reset|restore|revoke|save|send|set|star|submit|suspend|swap|toggle|transfer|unassign|unban|unblock|undo|unfollow|unlike|unlock|unpin|unpublish|update|upvote|vote|withdraw|wipe)(?:[_/-]|$)/
/** What a mail links to, and what another site sends its visitors back to, has to be GET; a secret in it guards it. */
const BY_LINK =
  /confirm|verif|activat|unsubscribe|opt[_-]?out|callback|oauth|oidc|saml|authorized?(?:[/_]|$)|magic|invit|accept|track|cron|health|ping|webhook|setup|init|seed|populate/
const SECRET_PARAM = /token|code|key|hash|sig|secret|nonce|uuid|state/
const ACCOUNT = ['login', 'register', 'reset', 'reset-request', 'token', 'one-time-code'] as const

function* changeOnGet(facts: Facts): Iterable<Report> {
  const cookies = facts.apps.some(({ cookieSession }) => cookieSession)
  for (const route of facts.routes) {
    if (!route.methods.includes('GET') || route.bearerOnly) continue
    if (route.purposes.has('logout')) {
      if (cookies && endsSession(facts, route) && isReachedByGet(facts, route)) yield logout(route)
      continue
    }
    const report = changeOf(facts, route)
    if (report !== null) yield report
  }
}

function logout(route: Route): Report {
  return {
    at: route.at,
    message: `\`GET ${route.path}\` signs the visitor out: any site can do so with a link.`,
    severity: 'low',
  }
}

function endsSession(facts: Facts, route: Route): boolean {
  return route.changesState !== null || facts.bodyOf(route.view).calls.length > 0
}

function changeOf(facts: Facts, route: Route): Report | null {
  const { changesState: change, path, purposes } = route
  if (change === null || !route.usesSession || ACCOUNT.some((purpose) => purposes.has(purpose))) return null
  // A session that is ended because its account is gone, or begun for a visitor.
  if (/^(?:session\b|log(?:in|out)_user\()/.test(change.what)) return null
  const name = `${path}/${route.endpoint.replaceAll('.', '/')}/${route.view.def.name}`.toLowerCase()
  if (BY_LINK.test(name) || [...route.params.keys()].some((param) => SECRET_PARAM.test(param))) return null
  if (!isReachedByGet(facts, route) || guardsItself(facts, { ...route, decorators: [] })) return null
  return {
    at: route.at,
    message: `\`GET ${path}\` changes something: \`${change.what}\`.`,
    // Counters and times of the last visit are changes too, and harm nobody.
    confidence: changes(name.replace(/<[^<>]*>/g, '')) ? 'high' : 'low',
    related: [change],
  }
}

function changes(name: string): boolean {
  return CHANGES.test(name) || FOREIGN_CHANGE.test(name)
}

/** Always, where GET is the only method; else where the change stands outside all questions for the method. */
function isReachedByGet(facts: Facts, { methods, view, changesState }: Route): boolean {
  if (methods.every((method) => method === 'GET'))
    return changesState === null || !isBehindMethod(view.def.body, changesState.at, view.module.file)
  const body = facts.bodyOf(view)
  // Without a body these fail before anything is changed, or the form says no.
  const readsBody = (name: string | undefined) =>
    name !== undefined &&
    /^flask\.request\.(?:form|json|get_json|files|data|values|get_data|method)/.test(name)
  if (body.reads.some(({ name }) => readsBody(name)) || body.calls.some(({ name }) => readsBody(name)))
    return false
  if (body.calls.some(({ call }) => /valid|submitted/.test(writtenName(call.callee)))) return false
  return (
    changesState !== null &&
    changesState.at.file === view.module.file &&
    !isBehindMethod(view.def.body, changesState.at, view.module.file)
  )
}

/** `if request.method == 'POST':` around it, or a return for the others before it. */
function isBehindMethod(body: readonly Stmt[], at: Location, file: string): boolean {
  if (at.file !== file) return false
  for (const stmt of body) {
    if (stmt.kind === 'If' && asksMethod(stmt.test)) return true
    if (stmt.start <= at.start && at.end <= stmt.end)
      return blocksOf(stmt).some((block) => isBehindMethod(block, at, file))
    if (stmt.start > at.start) return false
  }
  return false
}

function asksMethod(test: Expr): boolean {
  return anyIn(test, (one) => {
    const name = writtenName(one.kind === 'Call' ? one.callee : one)
    return /(?:^|\.)(?:method|validate|validate_on_submit|is_submitted|form)$/.test(name)
  })
}
