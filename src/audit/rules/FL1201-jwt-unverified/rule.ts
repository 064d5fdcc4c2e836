// A token is read without its signature being checked: whoever sends one says who he is.
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { checkers, decodesOf, switchedOff } from '../shared/jwt.ts'

export const rule: Rule = {
  id: 'FL1201',
  name: 'jwt-unverified',
  title: 'Token read without verification',
  severity: 'critical',
  confidence: 'high',
  cwe: 347,
  point: 0,
  cure: 'Portcullis reads a token only by a function that checks signature, algorithm, issuer, audience and time.',
  check: unverified,
}

/** They say so in their names. */
const UNVERIFIED = [
  'jose.jwt.get_unverified_claims',
  'jose.jws.get_unverified_claims',
  'python_jwt.process_jwt',
]

function* unverified(facts: Facts): Iterable<Report> {
  const { names } = facts
  const sites = [
    ...decodesOf(facts).filter((one) => switchedOff(names, one) !== undefined),
    ...UNVERIFIED.flatMap((name) => names.callsOf(name)).map((site) => ({ site })),
  ]
  if (sites.length === 0) return
  const checks = checkers(facts)
  for (const { site } of sites) {
    const { call, inside } = site
    // Looked at first, to find the key, and checked then.
    if (inside !== null && isCheckedAround(facts, inside, checks)) continue
    const token = call.args[0]
    const taint = token && facts.flow.taintOf(token).find(({ kind }) => kind === 'request')
    const at = placeOf(call)
    yield {
      at,
      message: `\`${site.name.replaceAll('()', '')}\` reads the token without checking its signature, so that anybody may write one.`,
      confidence: taint ? 'high' : confidenceOf(facts, token),
      ...(taint ? { path: [taint.source, ...taint.steps, { at, what: 'read here' }] } : {}),
    }
  }
}

/** In the function itself, or in one that calls it. */
function isCheckedAround({ names }: Facts, fn: FunctionInfo, checks: (fn: FunctionInfo) => boolean): boolean {
  if (checks(fn)) return true
  return names.callsOf(fn.qualified).some(({ inside }) => inside !== null && checks(inside))
}

/** What the provider itself answered over https needs no check (OpenID Connect Core, 3.1.3.7). */
const ANSWERED = /^(?:requests|httpx|aiohttp|authlib|requests_oauthlib|oauthlib|msal|urllib)\b/
const ANSWER_NAME = /id_?token/i

function confidenceOf({ names }: Facts, token: Expr | undefined): Confidence {
  if (token === undefined) return 'medium'
  if (ANSWERED.test(names.of(token) ?? '')) return 'low'
  const source = token.origin.text.slice(token.start, token.end)
  return ANSWER_NAME.test(source) && source.length < 80 ? 'low' : 'medium'
}
