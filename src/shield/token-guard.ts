// Guards for routes that bearer tokens open, the host's own too: `{ onRequest: requireToken({ scope: 'read' }) }`. RFC 6750.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { isFreshTwoFactor } from './assurance.ts'
import type { Gate } from './gate.ts'
import { limitBy } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Principal } from './token-reader.ts'
import { type Visit, visitOf } from './visit.ts'

/** RFC 6750 2.1; the scheme in any case (RFC 9110 11.1). Longer than any of ours is none. */
const BEARER = /^bearer ([\w.~+/-]{1,4096}=*)$/i
/** RFC 6750 3: who sends no token is told of the scheme, and of no error. */
export const NO_TOKEN = 'Bearer realm="api"'
const BAD_TOKEN = 'Bearer error="invalid_token"'

export interface TokenNeeds {
  /** The token has to have been made for this. */
  scope?: string
  /**
   * Asks the database whether the session or the token still stands. Without it, an access token is good until it
   * expires, even where its session was ended meanwhile.
   */
  fresh?: true
  /** Its owner has to have signed in within `confirm.maxAge`: no personal token. */
  recentProof?: true
  /** Its owner has to have signed in with two factors: no personal token. */
  twoFactors?: true
}

type TokenGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

const guards = new WeakSet<object>()
const NEEDS_OPTION = 'a route with `requireToken` needs `{ config: { shield: { withoutCookies: true } } }`'

/** When a route is registered. @throws TypeError where a token would open it beside a cookie */
export function refuseCookiesBesideTokens({ url, config, onRequest, preHandler }: RouteOptions): void {
  const guarded = [onRequest, preHandler].flat().some((hook) => hook !== undefined && guards.has(hook))
  if (guarded && config?.shield?.withoutCookies !== true) throw new TypeError(`route ${url}: ${NEEDS_OPTION}`)
}

/**
 * Lets in who brings a good token in `Authorization`; everybody else gets 401, the same whatever is wrong. A cookie is
 * never looked at: the route has to say `{ config: { shield: { withoutCookies: true } } }`.
 */
export function requireToken(needs: TokenNeeds = {}): TokenGuard {
  async function requireThatToken(request: FastifyRequest): Promise<void> {
    const visit = visitOf(request)
    // A guard that a plugin has hooked on all its routes is met here for the first time.
    if (!visit.withoutCookies) throw new TypeError(`route ${request.routeOptions.url}: ${NEEDS_OPTION}`)
    const principal = await readToken(visit)
    await countUse(request, visit.gate, principal)
    if (needs.fresh === true && !(await visit.gate.tokens!.isStillGood(principal))) throw badToken()
    if (needs.scope !== undefined && !principal.scopes.includes(needs.scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${needs.scope}"`
      throw new Refusal('scope-missing', { challenge })
    }
    askForProof(visit.gate, principal, needs)
    visit.principal = principal
  }
  guards.add(requireThatToken)
  return requireThatToken
}

async function readToken({ request, gate }: Visit): Promise<Principal> {
  const header = request.headers.authorization
  if (header === undefined || gate.tokens === undefined)
    throw new Refusal('token-invalid', { challenge: NO_TOKEN })
  const token = BEARER.exec(header)?.[1]
  const principal = token === undefined ? undefined : await gate.tokens.read(token)
  if (principal === undefined) throw badToken()
  return principal
}

/** For a token that came another way, such as a refresh token in a body: the same answer as to any other. */
export function badToken(): Refusal {
  return new Refusal('token-invalid', { challenge: BAD_TOKEN })
}

/** Setting `limits.api`: for this token, and for all tokens of its account together. */
async function countUse(request: FastifyRequest, gate: Gate, { id, user }: Principal): Promise<void> {
  await limitBy(request, 'api token', gate.tokenLimits, id)
  await limitBy(request, 'api account', gate.tokenLimits, user.id)
}

/** RFC 9470: what a sign-in would have to be like. */
function askForProof({ settings, now, tokens }: Gate, principal: Principal, needs: TokenNeeds): void {
  const { kind, provenAt, assurance } = principal
  const asked: string[] = []
  const { maxAge } = settings.confirm
  if (needs.recentProof === true && (kind === 'personal' || now() - provenAt >= maxAge * 1000))
    asked.push(`max_age="${maxAge}"`)
  if (needs.twoFactors === true && (kind === 'personal' || !isFreshTwoFactor(assurance)))
    asked.push(`acr_values="${tokens!.twoFactorsName}"`)
  if (asked.length === 0) return
  const challenge = ['Bearer error="insufficient_user_authentication"', ...asked].join(', ')
  throw new Refusal('proof-needed', { challenge })
}

/** Whom the token of this request stands for, or null where no `requireToken` let it in. */
export function principalOf(request: FastifyRequest): Principal | null {
  return visitOf(request).principal
}

/** For handlers behind `requireToken`. @throws Refusal `token-invalid` when the guard was forgotten */
export function tokenHolder(request: FastifyRequest): Principal {
  const principal = principalOf(request)
  if (principal === null) throw badToken()
  return principal
}
