// Exchanging a refresh token for the next: one exchange each, the same answer for a lost one, the end for an old one.
import { type Kysely, type Selectable, sql } from 'kysely'
import { accountById } from '../accounts/account.ts'
import { type Acting, transactionWithActivity } from '../accounts/activity/activity.ts'
import { noticeToOwner } from '../accounts/owner-mail.ts'
import type { ProofMethod } from '../backend.ts'
import { hashToken } from '../crypto/token.ts'
import type { Database, RefreshTokensTable } from '../store/schema.ts'
import { signAccessToken } from './access-token.ts'
import type { ApiBackend } from './needs.ts'
import {
  insertRefreshToken,
  looksLikeRefreshToken,
  newRefreshToken,
  openSuccessor,
  sealSuccessor,
} from './refresh-tokens.ts'
import { isFactorOverdue, type Tokens } from './sign-in-rules.ts'
import { tokenReusedMail } from './token-reused.mail.ts'

export type Refresh =
  | ({ kind: 'rotated' } & Tokens)
  /** Used within `api.refreshGrace`: the same next token as the first time. */
  | ({ kind: 'grace' } & Tokens)
  /** Used before: the whole family has ended with this, and its owner is told. */
  | { kind: 'reused' }
  /** Unknown, expired, of a session that has ended, or of an account that is not as it was. */
  | { kind: 'invalid' }

type Outcome =
  | { kind: 'rotated' | 'grace'; held: Held; refreshToken: string }
  | { kind: 'reused' | 'invalid' }

export async function refresh(backend: ApiBackend, token: string, by: Acting): Promise<Refresh> {
  if (!looksLikeRefreshToken(token)) return { kind: 'invalid' }
  const id = hashToken(token)
  const next = newRefreshToken()
  const outcome = await transactionWithActivity<Outcome>(backend, async (tx, note) => {
    const held = await holdSession(tx, backend, id)
    if (held === undefined || isFactorOverdue(backend, held)) return { kind: 'invalid' }
    if (await exchange(tx, backend, { id, next, held, by }))
      return { kind: 'rotated', held, refreshToken: next }
    const row = await tx.selectFrom('refresh_tokens').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined || row.used_at === null || row.expires_at <= backend.now())
      return { kind: 'invalid' }
    const same = await successorInGrace(tx, backend, row)
    if (same !== undefined) return { kind: 'grace', held, refreshToken: same }
    await tx.deleteFrom('api_sessions').where('id', '=', held.sessionId).execute()
    await note({ userId: held.id, kind: 'api-token-reused', by })
    await tellOwner(tx, backend, held, by)
    return { kind: 'reused' }
  })
  switch (outcome.kind) {
    case 'reused':
      backend.nudgeMail()
      return { kind: 'reused' }
    case 'invalid':
      return { kind: 'invalid' }
    default: {
      const { kind, held, refreshToken } = outcome
      const session = { id: held.sessionId, assurance: held.proven, provenAt: held.provenAt }
      const accessToken = await signAccessToken(backend, { account: held, session })
      return { kind, accessToken, refreshToken, expiresIn: backend.settings.api.accessLifetime }
    }
  }
}

type Held = NonNullable<Awaited<ReturnType<typeof holdSession>>>

/**
 * The session of a token and its account as it is now; undefined when either no longer allows it. Postgres keeps the
 * session still, so that of parallel exchanges one goes first; SQLite has one writer.
 */
async function holdSession(tx: Kysely<Database>, { store }: ApiBackend, tokenId: string) {
  const session = tx
    .selectFrom('refresh_tokens as r')
    .innerJoin('api_sessions as s', 's.id', 'r.session_id')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 's.user_id')
        .onRef('u.credential_epoch', '=', 's.credential_epoch')
        .on('u.state', '=', sql.lit('active'))
        .on('u.deletes_at', 'is', null),
    )
    .select(['s.id as sessionId', 's.assurance', 's.proven_at as provenAt', 's.address as signedInFrom'])
    .select('s.created_at as since')
    .select(['u.id', 'u.username', 'u.roles', 'u.second_factor', 'u.factor_due_at as factorDueAt'])
    .where('r.id', '=', tokenId)
  const row = await (store.kind === 'postgres' ? session.forUpdate('s') : session).executeTakeFirst()
  return (
    row && {
      ...row,
      roles: JSON.parse(row.roles) as string[],
      secondFactor: row.second_factor !== 0,
      proven: JSON.parse(row.assurance) as ProofMethod[],
    }
  )
}

/** False when it was used before, or its time is over. */
async function exchange(
  tx: Kysely<Database>,
  { keys, settings, now }: ApiBackend,
  { id, next, held, by }: { id: string; next: string; held: Held; by: Acting },
): Promise<boolean> {
  const at = now()
  const { numUpdatedRows } = await tx
    .updateTable('refresh_tokens')
    .set({ used_at: at, successor: sealSuccessor(keys, id, next) })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const { sessionId } = held
  await insertRefreshToken(tx, settings.api, { token: next, sessionId, since: held.since, now: at })
  await tx
    .updateTable('api_sessions')
    .set({ last_used_at: at, address: by.address })
    .where('id', '=', sessionId)
    .execute()
  return true
}

/** The next token, while the answer may have been lost: soon, and only until somebody has used that one. */
async function successorInGrace(
  tx: Kysely<Database>,
  { keys, settings, now }: ApiBackend,
  { id, used_at, successor }: Selectable<RefreshTokensTable>,
): Promise<string | undefined> {
  // A clock that was set back, or is behind another process's, makes the time negative: within the grace as well.
  if (now() - used_at! >= settings.api.refreshGrace * 1000) return undefined
  const same = openSuccessor(keys, id, successor)
  if (same === undefined) return undefined
  const unused = await tx
    .selectFrom('refresh_tokens')
    .select('id')
    .where('id', '=', hashToken(same))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return unused && same
}

async function tellOwner(
  tx: Kysely<Database>,
  { settings, now }: ApiBackend,
  { id, username, signedInFrom }: Held,
  by: Acting,
): Promise<void> {
  const account = await accountById(tx, id)
  if (account === undefined) return
  const { siteName: site, origin } = settings
  const at = new Date(now())
  await noticeToOwner(
    tx,
    account,
    tokenReusedMail({ site, origin, username, at, signedInFrom, usedFrom: by.address }),
    now(),
  )
}
