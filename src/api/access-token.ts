// Access tokens: JWTs of RFC 9068, signed by the current key, and verified to the letter.
import { SignJWT } from 'jose'
import { z } from 'zod'
import type { Account } from '../accounts/account.ts'
import type { ProofMethod } from '../backend.ts'
import { newToken } from '../crypto/token.ts'
import { acrOf, amrOf, provenOf } from './assurance.ts'
import { currentKey, keyFor, type VerifyingKey } from './keys.ts'
import type { ApiBackend } from './needs.ts'
import { type Principal, type Scope, scopes, signInScopes } from './principal.ts'
import { parseUniqueUtf8, verifyStrictJws } from './strict-jws.ts'

const TYPE = 'at+jwt'
/** 128 random bits. */
const ID_BYTES = 16
/** How far another process's clock may be ahead: for `nbf` and `iat`, never for `exp`. Seconds. */
export const LEEWAY = 5
/** No token of ours is longer good, whatever the setting said when it was made. Seconds. */
const LONGEST = 86_400

export interface TokenSession {
  /** The `sid`. */
  id: string
  assurance: readonly ProofMethod[]
  /** Milliseconds since 1970. */
  provenAt: number
}

/** For a session that stands; `sessions.ts` alone decides that. */
export async function signAccessToken(
  backend: ApiBackend,
  { account, session }: { account: Pick<Account, 'id' | 'username' | 'roles'>; session: TokenSession },
): Promise<string> {
  const { settings, now } = backend
  const { kid, algorithm, privateKey } = await currentKey(backend)
  const issuedAt = Math.floor(now() / 1000)
  const claims = {
    iss: settings.origin,
    aud: audienceOf(settings),
    sub: account.id,
    sid: session.id,
    jti: newToken(ID_BYTES),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + settings.api.accessLifetime,
    auth_time: Math.floor(session.provenAt / 1000),
    acr: acrOf(session.assurance),
    amr: amrOf(session.assurance),
    scope: signInScopes.join(' '),
    roles: [...account.roles],
    preferred_username: account.username,
  } satisfies z.input<typeof Claims>
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: TYPE }).sign(privateKey)
}

function audienceOf({ api, origin }: ApiBackend['settings']): string {
  return api.audience === '' ? `${origin}/api` : api.audience
}

const seconds = z.int().nonnegative()
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  sid: z.string().min(1),
  jti: z.string().min(1),
  iat: seconds,
  nbf: seconds,
  exp: seconds,
  auth_time: seconds,
  acr: z.string(),
  amr: z.array(z.string()),
  scope: z.string(),
  roles: z.array(z.string()),
  preferred_username: z.string(),
})

/**
 * Who the token speaks for, by its signature and the clock alone; undefined for whatever is not one of ours and good now.
 * What has changed since it was signed only `isStillGood` sees.
 */
export async function verifyAccessToken(backend: ApiBackend, token: string): Promise<Principal | undefined> {
  let key: VerifyingKey | undefined
  const signed = await verifyStrictJws(token, async (kid) => {
    key = await keyFor(backend, kid)
    return key
  })
  if (signed === undefined || key === undefined || signed.header.typ !== TYPE) return undefined
  const claims = Claims.safeParse(parseUniqueUtf8(signed.payload)).data
  if (claims === undefined || !isForUs(backend.settings, claims)) return undefined
  return isInTime(backend.now(), claims, key) ? principalOf(claims) : undefined
}

/** To the letter, and one audience alone: what is for others as well could be used here by them. */
function isForUs(settings: ApiBackend['settings'], { iss, aud }: z.output<typeof Claims>): boolean {
  return iss === settings.origin && aud === audienceOf(settings)
}

/** Up to the last second before `exp`, and not outside the time in which its key signed: a retired one signs nothing new. */
function isInTime(now: number, { iat, nbf, exp }: z.output<typeof Claims>, key: VerifyingKey): boolean {
  const at = Math.floor(now / 1000)
  if (at >= exp || nbf > at + LEEWAY || iat > at + LEEWAY || exp - iat > LONGEST) return false
  return iat >= Math.floor(key.signsFrom / 1000) - LEEWAY && iat < key.signsUntil / 1000 + LEEWAY
}

function principalOf(claims: z.output<typeof Claims>): Principal {
  return {
    kind: 'access',
    user: { id: claims.sub, username: claims.preferred_username, roles: claims.roles },
    id: claims.sid,
    scopes: claims.scope.split(' ').filter((scope): scope is Scope => Object.hasOwn(scopes, scope)),
    assurance: provenOf(claims.amr),
    provenAt: claims.auth_time * 1000,
  }
}
