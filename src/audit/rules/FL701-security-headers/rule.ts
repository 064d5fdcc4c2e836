// No answer of the application tells browsers to be careful: no policy, no frame rule, no `nosniff`.
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL701',
  name: 'security-headers',
  title: 'No security headers',
  severity: 'medium',
  confidence: 'medium',
  cwe: 693,
  point: 7,
  cure: 'Portcullis sends a strict policy and all other headers with every answer.',
  check: securityHeaders,
}

const CSP = 'content-security-policy'
/** Any of them shows that somebody thought of headers for the whole application. */
const LAYER = [CSP, `${CSP}-report-only`, 'x-frame-options', 'x-content-type-options', 'referrer-policy']
/** A layer that the facts don't follow: middleware, a class of responses, a server's file of another kind. */
const MENTION = /content-security-policy|content_security_policy|x-frame-options|x-content-type-options/i

function* securityHeaders(facts: Facts): Iterable<Report> {
  const { apps, headers, routes } = facts
  const app = apps[0]
  if (app === undefined || routes.length === 0) return
  if (LAYER.some((name) => headers.set.has(name))) {
    yield* missingPolicy(facts)
    return
  }
  const isElsewhere = isMentioned(facts)
  yield {
    at: app.at,
    message: 'No answer carries security headers: no Content-Security-Policy, X-Frame-Options or nosniff.',
    confidence: confidenceOf(facts, isElsewhere),
  }
}

/** Headers there are, but not the one that stops an injected script. */
function* missingPolicy(facts: Facts): Iterable<Report> {
  const { apps, headers } = facts
  const app = apps[0]
  const other = LAYER.flatMap((name) => headers.set.get(name) ?? [])[0]
  if (app === undefined || other === undefined) return
  if (headers.set.has(CSP) || headers.set.has(`${CSP}-report-only`)) return
  yield {
    at: other.at,
    message: 'The answers carry security headers, but no Content-Security-Policy.',
    severity: 'low',
    confidence: confidenceOf(facts, isMentioned(facts)),
    related: [{ at: app.at, what: 'the application' }],
  }
}

/** JSON and answers to programs are shown by no browser as a page, so that most of the headers have little to do there. */
function confidenceOf({ apps, templates, routes }: Facts, isElsewhere: boolean): Confidence {
  const views = new Set(routes.map(({ view }) => view))
  const hasPages =
    templates.renders.some(({ view }) => view !== null && views.has(view)) ||
    apps.some(({ cookieSession }) => cookieSession)
  return isElsewhere || !hasPages || apps.every(({ apiOnly }) => apiOnly) ? 'low' : 'medium'
}

/** Files are gone through only where the facts know of no header. */
function isMentioned({ project }: Facts): boolean {
  return project.files.some(({ text }) => MENTION.test(text))
}
