// Signed in by a cookie, and nothing tells the application's own forms from those of another site.
import type { Facts, Route } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { guardsItself, isSentBySimpleForm, isWorthForging } from '../shared/csrf.ts'

export const rule: Rule = {
  id: 'FL201',
  name: 'no-csrf',
  title: 'No protection against cross-site requests',
  severity: 'high',
  confidence: 'high',
  cwe: 352,
  point: 2,
  cure: 'Portcullis refuses each state-changing request that comes from another site or lacks its token.',
  check: noCsrf,
}

/** Other routes that the report names. */
const MOST_RELATED = 5

function* noCsrf(facts: Facts): Iterable<Report> {
  const app = facts.apps.find(({ cookieSession }) => cookieSession)
  if (app === undefined || facts.extensions.csrf !== null) return
  const open = facts.routes.filter(
    (route) => isWorthForging(route) && route.csrfExempt === null && !guardsItself(facts, route),
  )
  const sendable = open.filter((route) => isSentBySimpleForm(facts, route))
  const first = sendable.find((route) => !isSignIn(route)) ?? sendable[0] ?? open[0]
  if (first === undefined) return
  const onlySignIn = sendable.length > 0 && sendable.every(isSignIn)
  const others = (sendable.length > 0 ? sendable : open).filter((route) => route !== first)
  yield {
    at: app.at,
    message: onlySignIn
      ? `Nothing guards the application against cross-site requests: another site can send \`${methodOf(first)} ${first.path}\` in its visitors’ browsers.`
      : `Nothing guards the application against cross-site requests: \`${methodOf(first)} ${first.path}\` goes by the visitor’s cookie alone.`,
    severity: onlySignIn || isLax(facts) ? 'medium' : 'high',
    // What takes only JSON, PUT or DELETE another site can send where CORS lets it.
    confidence: sendable.length === 0 ? 'low' : onlySignIn ? 'medium' : 'high',
    related: [first, ...others].slice(0, MOST_RELATED).map(({ at, path, view }) => ({
      at,
      what: `${view.def.name}() at ${path}`,
    })),
  }
}

/** A forged login signs the victim in as somebody else: less than a change of his own. */
function isSignIn({ purposes }: Route): boolean {
  return purposes.has('login') || purposes.has('logout') || purposes.has('register')
}

function methodOf({ methods }: Route): string {
  return methods.find((method) => method !== 'GET') ?? 'POST'
}

/** Browsers then leave the cookie out of most forms from elsewhere. */
function isLax({ config }: Facts): boolean {
  const value = config.get('SESSION_COOKIE_SAMESITE')?.literal
  return typeof value === 'string' && value.toLowerCase() === 'lax'
}
