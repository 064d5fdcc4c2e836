// Sign-ins over the API: opened in this one place, listed, ended. Each is a row and a family of refresh tokens.
import { type Kysely, sql } from 'kysely'
import { type Account, endAllSessions } from '../accounts/account.ts'
import { type Acting, transactionWithActivity } from '../accounts/activity/activity.ts'
import { noteFactorDue } from '../accounts/two-factor/policy.ts'
import type { ProofMethod } from '../backend.ts'
import { hashToken, newToken } from '../crypto/token.ts'
import { isTwoFactor } from '../shield/assurance.ts'
import type { Database } from '../store/schema.ts'
import { endOldest } from '../store/sessions.ts'
import { signAccessToken } from './access-token.ts'
import type { ApiBackend } from './needs.ts'
import { insertRefreshToken, looksLikeRefreshToken, newRefreshToken } from './refresh-tokens.ts'
import { noticeOfSignIn } from './sign-in-notice.ts'
import { holdAccount, isFactorOverdue, type Tokens } from './sign-in-rules.ts'

export type { Tokens } from './sign-in-rules.ts'

/** 128 random bits. It stands in access tokens, opens nothing and is no secret. */
const ID_BYTES = 16

export type ApiSignIn =
  | ({ kind: 'started'; sessionId: string } & Tokens)
  /** The account is suspended, leaving or gone, its credentials have changed, or a second factor was not proven. */
  | { kind: 'refused' }
  /** The policy asks for a second factor, and the time to set one up on the pages is over. */
  | { kind: 'factor-needed' }

/**
 * Opens a session for what was proven. Everything it depends on is asked once more in the transaction that writes it, so
 * that no change in between is passed by. @param account as it was when the proof was judged
 */
export async function startApiSession(
  backend: ApiBackend,
  { account, proven, by }: { account: Account; proven: readonly ProofMethod[]; by: Acting },
): Promise<ApiSignIn> {
  const { settings, now } = backend
  const sessionId = newToken(ID_BYTES)
  const refreshToken = newRefreshToken()
  const at = now()
  const outcome = await transactionWithActivity(backend, async (tx, note) => {
    const held = await holdAccount(tx, backend, account, isTwoFactor(proven))
    if (held === undefined) return 'refused'
    if (isFactorOverdue(backend, { ...held, proven })) return 'factor-needed'
    const notified = await noticeOfSignIn(tx, backend, held, by)
    await tx
      .insertInto('api_sessions')
      .values({
        id: sessionId,
        user_id: held.id,
        credential_epoch: held.credentialEpoch,
        assurance: JSON.stringify(proven),
        proven_at: at,
        address: by.address,
        user_agent: by.userAgent,
        created_at: at,
        last_used_at: at,
      })
      .execute()
    await insertRefreshToken(tx, settings.api, { token: refreshToken, sessionId, since: at, now: at })
    await endOldest(tx, 'api_sessions', held.id, sessionId, settings.session.maxPerAccount - 1)
    await tx.updateTable('users').set({ last_sign_in_at: at }).where('id', '=', held.id).execute()
    await noteFactorDue(tx, settings, held, at)
    await note({ userId: held.id, kind: 'api-signed-in', by })
    return { account: held, notified }
  })
  if (typeof outcome === 'string') return { kind: outcome }
  if (outcome.notified) backend.nudgeMail()
  const session = { id: sessionId, assurance: proven, provenAt: at }
  const accessToken = await signAccessToken(backend, { account: outcome.account, session })
  return {
    kind: 'started',
    sessionId,
    accessToken,
    refreshToken,
    expiresIn: settings.api.accessLifetime,
  }
}

export interface LiveApiSession {
  id: string
  userAgent: string
  address: string
  /** Milliseconds since 1970. */
  signedInAt: number
  lastUsedAt: number
}

/** Most recently used first; those that could still be refreshed. */
export async function listApiSessions(backend: ApiBackend, userId: string): Promise<LiveApiSession[]> {
  const rows = await live(backend.store.db, backend.now())
    .select(['s.id', 's.user_agent', 's.address', 's.created_at', 's.last_used_at'])
    .where('s.user_id', '=', userId)
    .orderBy('s.last_used_at', 'desc')
    .orderBy('s.id')
    .execute()
  return rows.map(({ id, user_agent: userAgent, address, created_at: signedInAt, last_used_at }) => ({
    id,
    userAgent,
    address,
    signedInAt,
    lastUsedAt: last_used_at,
  }))
}

/** Sessions as `s` whose account allows them, and that have a token left to refresh with. */
function live(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('api_sessions as s')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 's.user_id')
        .onRef('u.credential_epoch', '=', 's.credential_epoch')
        .on('u.state', '=', 'active')
        .on('u.deletes_at', 'is', null),
    )
    .where((is) =>
      is.exists(
        is
          .selectFrom('refresh_tokens as r')
          .select('r.id')
          .whereRef('r.session_id', '=', 's.id')
          .where('r.used_at', 'is', null)
          .where('r.expires_at', '>', now),
      ),
    )
}

/** Ends one of the account's sign-ins. `not-there`: it has ended, or is nobody's, or somebody else's. */
export function endApiSession(
  backend: ApiBackend,
  { userId, id, by }: { userId: string; id: string; by: Acting },
): Promise<'ended' | 'not-there'> {
  return transactionWithActivity(backend, async (tx, note) => {
    const isLive = await live(tx, backend.now())
      .select('s.id')
      .where('s.id', '=', id)
      .where('s.user_id', '=', userId)
      .executeTakeFirst()
    const { numDeletedRows } = await tx
      .deleteFrom('api_sessions')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (numDeletedRows === 0n || isLive === undefined) return 'not-there'
    await note({ userId, kind: 'api-session-ended', by })
    return 'ended'
  })
}

/** Ends the sign-in of this refresh token, used or not (RFC 7009). Whoever holds one may; there is nothing to tell them. */
export async function revokeRefreshToken(backend: ApiBackend, token: string, by: Acting): Promise<void> {
  if (!looksLikeRefreshToken(token)) return
  const session = await backend.store.db
    .selectFrom('refresh_tokens as r')
    .innerJoin('api_sessions as s', 's.id', 'r.session_id')
    .select(['s.id', 's.user_id as userId'])
    .where('r.id', '=', hashToken(token))
    .executeTakeFirst()
  if (session !== undefined) await endApiSession(backend, { ...session, by })
}

/** Ends all sign-ins over the API but one, and tells how many were live. Pages and personal tokens stay. */
export function endAllApiSessions(
  backend: ApiBackend,
  { userId, by, except = '' }: { userId: string; by: Acting; except?: string },
): Promise<number> {
  return transactionWithActivity(backend, async (tx, note) => {
    const { count } = await live(tx, backend.now())
      .select(sql<number>`count(*)`.as('count'))
      .where('s.user_id', '=', userId)
      .where('s.id', '!=', except)
      .executeTakeFirstOrThrow()
    await tx.deleteFrom('api_sessions').where('user_id', '=', userId).where('id', '!=', except).execute()
    if (Number(count) > 0)
      await note({ userId, kind: 'api-session-ended', by, detail: { count: Number(count) } })
    return Number(count)
  })
}

/** Ends everything the account is signed in with: pages, API and personal tokens, by one number in its row. */
export function signOutEverywhere(
  backend: ApiBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<void> {
  return transactionWithActivity(backend, async (tx, note) => {
    if (!(await endAllSessions(tx, userId, backend.now()))) return
    await tx.deleteFrom('api_sessions').where('user_id', '=', userId).execute()
    await tx.deleteFrom('personal_tokens').where('user_id', '=', userId).execute()
    await note({ userId, kind: 'signed-out-everywhere', by })
  })
}
