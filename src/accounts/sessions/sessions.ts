// Where somebody is signed in: the live sessions of an account, and ending one or all others.
import type { Kysely } from 'kysely'
import { hashToken, safeEqual } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'
import { sqlSessions } from '../../store/sessions.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { deviceInWords } from './device-in-words.ts'

export interface LiveSession {
  /** What a form names it by: the hash of its row's id, which is the hash of its token. It opens and finds nothing. */
  handle: string
  userAgent: string
  address: string
  /** Milliseconds since 1970. */
  signedInAt: number
  lastSeenAt: number
}

/** Most recently seen first, none that has ended by the clock. */
export async function listSessions(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  userId: string,
): Promise<LiveSession[]> {
  const sessions = await sqlSessions(store).listOf(userId)
  return sessions
    .filter((session) => isLive(settings.session, session, now()))
    .map(({ id, userAgent, address, createdAt: signedInAt, lastSeenAt }) => ({
      handle: handleOf(id),
      userAgent,
      address,
      signedInAt,
      lastSeenAt,
    }))
}

export function handleOf(id: string): string {
  return hashToken(id)
}

/** As the shield judges it at each request. */
function isLive(
  { idle, absolute }: { idle: number; absolute: number },
  { createdAt, lastSeenAt }: { createdAt: number; lastSeenAt: number },
  now: number,
): boolean {
  return now - lastSeenAt < idle * 1000 && now - createdAt < absolute * 1000
}

export interface Ender {
  userId: string
  /** The row of the session that asks for it. */
  sessionId: string
  by: Acting
}

/**
 * Ends one of the account's sessions. `not-there`: it has ended already, or is nobody's, or somebody else's.
 * `no-session`: the one that asks was itself ended meanwhile, and ends nothing any more.
 */
export function endOneSession(
  backend: AccountsBackend,
  { userId, sessionId, by }: Ender,
  handle: string,
): Promise<'ended' | 'not-there' | 'no-session'> {
  return transactionWithActivity(backend, async (tx, note) => {
    const epoch = await heldEpoch(tx, backend.store.kind, userId, sessionId)
    if (epoch === undefined) return 'no-session'
    const rows = await tx.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()
    const one = rows.find(({ id }) => safeEqual(handleOf(id), handle))
    if (one === undefined) return 'not-there'
    const ended = await tx
      .deleteFrom('sessions')
      .where('id', '=', one.id)
      .returning(['user_agent', ...FOR_LIFE])
      .executeTakeFirst()
    if (ended === undefined || !counts(backend, ended, epoch)) return 'not-there'
    await note({ userId, kind: 'session-ended', by, detail: { device: deviceInWords(ended.user_agent) } })
    return 'ended'
  })
}

/** Ends all but the session that asks, and tells how many were live; undefined when that one was ended meanwhile. */
export function endOtherSessions(
  backend: AccountsBackend,
  { userId, sessionId, by }: Ender,
): Promise<number | undefined> {
  return transactionWithActivity(backend, async (tx, note) => {
    const epoch = await heldEpoch(tx, backend.store.kind, userId, sessionId)
    if (epoch === undefined) return undefined
    const ended = await tx
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '!=', sessionId)
      .returning(FOR_LIFE)
      .execute()
    const count = ended.filter((row) => counts(backend, row, epoch)).length
    if (count > 0) await note({ userId, kind: 'sessions-ended', by, detail: { count } })
    return count
  })
}

const FOR_LIFE = ['created_at', 'last_seen_at', 'credential_epoch'] as const

/** Rows of an older epoch, or past their time, are dead already and only wait to be swept. */
function counts(
  { settings, now }: AccountsBackend,
  row: { created_at: number; last_seen_at: number; credential_epoch: number },
  epoch: number,
): boolean {
  const times = { createdAt: row.created_at, lastSeenAt: row.last_seen_at }
  return row.credential_epoch === epoch && isLive(settings.session, times, now())
}

/**
 * The epoch of the account, which is held still on Postgres (SQLite has one writer), so that no session comes or goes
 * meanwhile; undefined when the asking session is dead by now. Of two that end each other at once, the first stays.
 */
export async function heldEpoch(
  tx: Kysely<Database>,
  kind: AccountsBackend['store']['kind'],
  userId: string,
  sessionId: string,
): Promise<number | undefined> {
  const account = tx.selectFrom('users').select('credential_epoch').where('id', '=', userId)
  const held = await (kind === 'postgres' ? account.forNoKeyUpdate() : account).executeTakeFirst()
  const own = await tx
    .selectFrom('sessions')
    .select('credential_epoch')
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return own?.credential_epoch === held?.credential_epoch ? held?.credential_epoch : undefined
}
