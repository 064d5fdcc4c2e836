// When every second factor is lost: the password, a wait with notices, a mailed link, and the password once more.
import type { Kysely } from 'kysely'
import { hashToken, newToken } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'
import { type Account, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { consumeLink, issueLink, peekLink, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { provePassword } from '../prove.ts'
import { needsFactor } from './policy.ts'
import { factorsRemovedMail, removalAskedMail, removalDueMail } from './removal.mail.ts'
import { turnOff } from './two-factor.ts'

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
  | { kind: 'waiting'; dueAt: number }
  /** There is no confirmed address that notices could go to. */
  | { kind: 'no-address' }

/**
 * Begins the wait, or tells when the one that goes on ends: asking again neither shortens nor lengthens it. For callers
 * who know that the password was right, or, at the command line and for administrators, who stands before them.
 */
export async function askFactorRemoval(
  backend: AccountsBackend,
  { userId, by }: { userId: string; by: Acting },
): Promise<Asked> {
  const { settings, now } = backend
  const asked = await transactionWithActivity(backend, async (tx, note): Promise<Asked> => {
    const account = await accountById(tx, userId)
    if (account === undefined || account.emailVerifiedAt === null) return { kind: 'no-address' }
    const going = await waitOf(tx, account, now())
    if (going !== undefined) return { kind: 'waiting', dueAt: going.dueAt }
    const dueAt = now() + settings.secondFactor.removalWait * 1000
    await putWait(tx, account, dueAt, now())
    await note({ userId, kind: 'factor-removal-asked', by })
    const token = await issueLink(tx, {
      purpose: 'factor-removal-stop',
      userId,
      payload: { credentialEpoch: account.credentialEpoch },
      lifetime: settings.secondFactor.removalWait + LINK_LIFETIME,
      now: now(),
    })
    const { siteName: site, origin } = settings
    const mail = removalAskedMail({ site, origin, username: account.username, dueAt: new Date(dueAt), token })
    await noticeToOwner(tx, account, mail, now())
    return { kind: 'waiting', dueAt }
  })
  backend.nudgeMail()
  return asked
}

async function waitOf(tx: Kysely<Database>, account: Account, now: number): Promise<Wait | undefined> {
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

export type Removal =
  | { kind: 'removed' }
  | { kind: 'wrong-password' }
  /** @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }
  /** Used, too old, called off, or the account has changed since. */
  | { kind: 'over' }

/** Mail and password together, after the wait. Where the policy asks for a second factor, a new one is due at once. */
export async function finishFactorRemoval(
  backend: AccountsBackend,
  { token, password, by }: { token: string; password: string; by: Acting },
): Promise<Removal> {
  const { store, settings, now } = backend
  const link = await peekLink<{ credentialEpoch: number; email: string }>(
    store.db,
    'factor-removal',
    token,
    now(),
  )
  const userId = link?.userId
  if (link === undefined || userId == null) return { kind: 'over' }
  const proof = await provePassword(backend, { userId, password, by })
  if (proof.kind === 'throttled') return proof
  if (proof.kind === 'refused') return { kind: 'wrong-password' }
  const removal = await transactionWithActivity(backend, async (tx, note): Promise<Removal> => {
    const used = await consumeLink(tx, 'factor-removal', token, now())
    const account = await accountById(tx, userId)
    if (used === undefined || account === undefined) return { kind: 'over' }
    const { credentialEpoch, email } = link.payload
    const wait = await waitOf(tx, account, now())
    const same = account.credentialEpoch === credentialEpoch && account.email === email
    if (!same || wait === undefined || wait.dueAt > now()) return { kind: 'over' }
    await dropWait(tx, userId)
    await turnOff(tx, userId, now())
    if (needsFactor(settings, account.roles)) {
      await tx.updateTable('users').set({ factor_due_at: now() }).where('id', '=', userId).execute()
    }
    await note({ userId, kind: 'factors-removed', by })
    const { siteName: site } = settings
    await noticeToOwner(tx, account, factorsRemovedMail({ site, username: account.username }), now())
    return { kind: 'removed' }
  })
  backend.nudgeMail()
  return removal
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

async function dropWait(tx: Kysely<Database>, userId: string): Promise<boolean> {
  await revokeLinks(tx, userId, ['factor-removal', 'factor-removal-stop'])
  const { numDeletedRows } = await tx
    .deleteFrom('tokens')
    .where('user_id', '=', userId)
    .where('purpose', '=', WAIT)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
