// When every second factor is lost: a wait with notices begins, goes on, is called off, and ends with a mailed link.
import type { Kysely } from 'kysely'
import { hashToken, newToken } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'
import { type Account, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { type Change, holdAccounts } from '../change.ts'
import { issueLink, peekLink, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { removalAskedMail, removalDueMail } from './removal.mail.ts'

/** The row that waits; nobody holds its token. */
const WAIT = 'factor-removal-wait'
const DAY = 86_400 // seconds
/** How long the link works that comes after the wait. */
const LINK_LIFETIME = 7 * DAY

interface Wait {
  credentialEpoch: number
  /** Milliseconds since 1970. */
  dueAt: number
  mailed: boolean
}

export type Asked =
  /** @property begun false: it goes on since earlier */
  | { kind: 'waiting'; dueAt: number; begun: boolean }
  /** There is no second factor. */
  | { kind: 'none' }
  /** There is no confirmed address that notices could go to. */
  | { kind: 'no-address' }

/**
 * Begins the wait, or tells when the one that goes on ends: asking again neither shortens nor lengthens it. For callers
 * who know that the password was right, or, at the command line and for administrators, who stands before them.
 */
export async function beginFactorRemoval({ backend, tx, note, account, by }: Change): Promise<Asked> {
  const { settings, now } = backend
  if (!account.secondFactor) return { kind: 'none' }
  if (account.emailVerifiedAt === null) return { kind: 'no-address' }
  const going = await waitOf(tx, account, now())
  if (going !== undefined) return { kind: 'waiting', dueAt: going.dueAt, begun: false }
  const dueAt = now() + settings.secondFactor.removalWait * 1000
  await putWait(tx, account, dueAt, now())
  await note({ userId: account.id, kind: 'factor-removal-asked', by })
  const token = await issueLink(tx, {
    purpose: 'factor-removal-stop',
    userId: account.id,
    payload: { credentialEpoch: account.credentialEpoch },
    lifetime: settings.secondFactor.removalWait + LINK_LIFETIME,
    now: now(),
  })
  const { siteName: site, origin } = settings
  const mail = removalAskedMail({
    site,
    origin,
    username: account.username,
    dueAt: new Date(dueAt),
    byOwner: by.actor === 'owner',
    token,
  })
  await noticeToOwner(tx, account, mail, now())
  return { kind: 'waiting', dueAt, begun: true }
}

/** The same for somebody who has proved the password, and nothing else. */
export async function askFactorRemoval(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<Asked> {
  const asked = await transactionWithActivity(backend, async (tx, note) => {
    const [account] = await holdAccounts(tx, backend.store.kind, [userId])
    if (account === undefined) return { kind: 'none' } as const
    return beginFactorRemoval({ backend, tx, note, account, by })
  })
  backend.nudgeMail()
  return asked
}

export async function waitOf(tx: Kysely<Database>, account: Account, now: number): Promise<Wait | undefined> {
  const row = await tx
    .selectFrom('tokens')
    .select('payload')
    .where('user_id', '=', account.id)
    .where('purpose', '=', WAIT)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  const wait = row && (JSON.parse(row.payload) as Wait)
  return wait?.credentialEpoch === account.credentialEpoch ? wait : undefined
}

async function putWait(tx: Kysely<Database>, account: Account, dueAt: number, now: number): Promise<void> {
  const wait: Wait = { credentialEpoch: account.credentialEpoch, dueAt, mailed: false }
  const row = {
    id: hashToken(newToken()),
    payload: JSON.stringify(wait),
    created_at: now,
    expires_at: dueAt + LINK_LIFETIME * 1000,
  }
  await tx
    .insertInto('tokens')
    .values({ ...row, purpose: WAIT, user_id: account.id, slot: 'newest' })
    .onConflict((conflict) => conflict.columns(['user_id', 'purpose', 'slot']).doUpdateSet(row))
    .execute()
}

/** The janitor's part: mails the link where a wait is over. Returns how many. */
export async function mailDueRemovals(backend: AccountsBackend): Promise<number> {
  const { store, now } = backend
  const rows = await store.db
    .selectFrom('tokens')
    .select(['id', 'user_id', 'payload'])
    .where('purpose', '=', WAIT)
    .where('expires_at', '>', now())
    .execute()
  let mailed = 0
  for (const row of rows) {
    const wait = JSON.parse(row.payload) as Wait
    if (wait.mailed || wait.dueAt > now() || row.user_id === null) continue
    if (await mailLink(backend, { ...row, user_id: row.user_id }, wait)) mailed++
  }
  if (mailed > 0) backend.nudgeMail()
  return mailed
}

function mailLink(
  { store, settings, now }: AccountsBackend,
  row: { id: string; user_id: string; payload: string },
  wait: Wait,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('tokens')
      .set({ payload: JSON.stringify({ ...wait, mailed: true }) })
      .where('id', '=', row.id)
      .where('payload', '=', row.payload)
      .executeTakeFirst()
    const account = await accountById(tx, row.user_id)
    if (numUpdatedRows === 0n || account?.credentialEpoch !== wait.credentialEpoch) return false
    const token = await issueLink(tx, {
      purpose: 'factor-removal',
      userId: account.id,
      payload: { credentialEpoch: account.credentialEpoch, email: account.email },
      lifetime: LINK_LIFETIME,
      now: now(),
    })
    const { siteName: site, origin } = settings
    await noticeToOwner(
      tx,
      account,
      removalDueMail({ site, origin, username: account.username, token }),
      now(),
    )
    return true
  })
}

/** Whoever still has the second factor, or reads the mail, keeps it. Returns whether there was something to call off. */
export function callOffFactorRemoval(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<boolean> {
  return transactionWithActivity(backend, async (tx, note) => {
    if (!(await dropWait(tx, userId))) return false
    await note({ userId, kind: 'factor-removal-cancelled', by })
    return true
  })
}

/** By the link in the notice. False when the link doesn't work any more. */
export async function stopFactorRemoval(
  backend: AccountsBackend,
  { token, by }: { token: string; by: Acting },
): Promise<boolean> {
  const { store, now } = backend
  const link = await peekLink(store.db, 'factor-removal-stop', token, now())
  if (link?.userId == null) return false
  return callOffFactorRemoval(backend, { userId: link.userId, by })
}

export async function dropWait(tx: Kysely<Database>, userId: string): Promise<boolean> {
  await revokeLinks(tx, userId, ['factor-removal', 'factor-removal-stop'])
  const { numDeletedRows } = await tx
    .deleteFrom('tokens')
    .where('user_id', '=', userId)
    .where('purpose', '=', WAIT)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
