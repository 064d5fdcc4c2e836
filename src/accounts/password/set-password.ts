// A new password takes the place of the old one: the same follows from it, whoever sets it.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type Account, type AccountWithHash, accountById, lookUpBy, nextEpoch } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { type LinkPurpose, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { newPasswordProblem } from '../new-password.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { clearGuesses, throttleId } from '../throttle.ts'
import { passwordChangedMail } from './password-changed.mail.ts'

/**
 * What a stranger may have asked for while the old password was known. Not `email-undo`, by which an owner gets back an
 * account that somebody took; and `disown` is harmless by its epoch, and its page can then say why.
 */
const WORTHLESS_AFTERWARDS: readonly LinkPurpose[] = ['reset', 'email-change']

/**
 * Gives an account a new password, held to the policy, as an operator does. All its sessions end. @throws HashingBusy
 */
export async function setPassword(
  backend: AccountsBackend,
  account: Pick<Account, 'id' | 'username' | 'email'>,
  password: string,
  by: Acting,
): Promise<
  { kind: 'set'; sessionsEnded: number } | { kind: 'invalid'; problem: string } | { kind: 'unknown' }
> {
  const problem = await newPasswordProblem(backend, password, account)
  if (problem !== undefined) return { kind: 'invalid', problem }
  const hash = await backend.hasher.hash(password)
  return transactionWithActivity(backend, async (tx, note) => {
    const replaced = await replacePassword(backend, tx, { userId: account.id, hash })
    if (replaced === undefined) return { kind: 'unknown' }
    await note({ userId: account.id, kind: 'password-changed', by })
    return { kind: 'set', sessionsEnded: replaced.sessionsEnded }
  })
}

export interface Replacement {
  userId: string
  /** Made before the transaction. */
  hash: string
  /** What the account must still be; undefined: an operator's word counts whatever has happened since. */
  expected?: { credentialEpoch: number; email: string }
  /** True: it came by a link mailed to `expected.email`. */
  confirmsEmail?: boolean
  /** A session that may go on. Its row stays for `renewSession`, and opens nothing until then. */
  keepSession?: string
}

/**
 * In the caller's transaction, who writes the activity: the hash, the epoch raised, sessions gone, guesses at the old
 * password forgotten, links worthless, and a notice queued. Undefined, and nothing written: the account isn't what it
 * was when the new password was judged.
 */
export async function replacePassword(
  backend: AccountsBackend,
  tx: Kysely<Database>,
  { userId, hash, expected, confirmsEmail = false, keepSession }: Replacement,
): Promise<{ account: AccountWithHash; sessionsEnded: number } | undefined> {
  const now = backend.now()
  const update = tx
    .updateTable('users')
    .set({
      password_hash: hash,
      credential_epoch: nextEpoch,
      devices_since: now,
      updated_at: now,
      ...(confirmsEmail ? { email_verified_at: now } : {}),
    })
    .where('id', '=', userId)
  const guarded =
    expected === undefined
      ? update
      : update
          .where('credential_epoch', '=', expected.credentialEpoch)
          .where('email', '=', expected.email)
          .where('state', '=', 'active')
          .where('deletes_at', 'is', null)
  const { numUpdatedRows } = await guarded.executeTakeFirst()
  const account = numUpdatedRows === 0n ? undefined : await accountById(tx, userId)
  if (account === undefined) return undefined

  const sessions = tx.deleteFrom('sessions').where('user_id', '=', userId)
  const ended = await (keepSession === undefined
    ? sessions
    : sessions.where('id', '!=', keepSession)
  ).executeTakeFirst()
  await clearGuesses(tx, countersOf(backend, account))
  await revokeLinks(tx, userId, WORTHLESS_AFTERWARDS)
  const { siteName: site } = backend.settings
  await noticeToOwner(tx, account, passwordChangedMail({ site, username: account.username }), now)
  return { account, sessionsEnded: Number(ended.numDeletedRows) }
}

/** Everywhere that guesses at this account are counted. */
function countersOf({ keys }: AccountsBackend, { id, username, email }: Account): string[] {
  const typed = [username, email].map((name) => ({ typed: lookUpBy(name).join(' ') }))
  return [{ knownDeviceOf: id }, { confirmOf: id }, ...typed].map((target) => throttleId(keys, target))
}
