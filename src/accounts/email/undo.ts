// Undoing a change of the address, by the link that went to the old one.
import type { Kysely } from 'kysely'
import { secondsInWords } from '../../config/units.ts'
import { newToken } from '../../crypto/token.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import { uniqueViolation } from '../../store/unique.ts'
import { type Account, accountById, endAllSessions } from '../account.ts'
import { type Acting, SYSTEM, transactionWithActivity } from '../activity/activity.ts'
import { issueLink, type LinkPurpose, peekLink, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import type { ResetPayload } from '../password/reset-link.ts'
import { useHeldLink } from './held-link.ts'
import { undoneMail } from './undone.mail.ts'

/** Links that may have gone to an address that counts no more. */
const OUTSTANDING: readonly LinkPurpose[] = ['reset', 'verify', 'email-change', 'disown', 'return']
/** RFC 2606: no mail is ever delivered there. */
const NOWHERE = 'address.invalid'

export interface UndoPayload {
  /** The address to restore. */
  email: string
  emailKey: string
  /** The account's, just after the change: of two changes the later one has the higher. */
  credentialEpoch: number
}

/** What a link would restore, for the page behind it. */
export async function peekUndoLink(
  { store, now }: AccountsBackend,
  token: string,
): Promise<{ username: string; email: string } | undefined> {
  const link = await peekLink<UndoPayload>(store.db, 'email-undo', token, now())
  if (link === undefined || link.userId === null) return undefined
  const account = await accountById(store.db, link.userId)
  return account && { username: account.username, email: link.payload.email }
}

/**
 * Restores the address that the link was mailed to, whatever has been changed since, and throws everybody out. The
 * password goes too, since whoever changed the address may know it or have set it, and a deletion that was asked for since
 * is called off; a link to choose a new password is mailed to the address. Of several
 * addresses the earlier outranks the later: undoing a change ends the links that undo later ones, and never the other
 * way round. So whoever takes an account over and changes the address twice gains nothing by the second time.
 */
export async function undoChange(
  backend: AccountsBackend,
  { token, by }: { token: string; by: Acting },
): Promise<'undone' | 'taken' | 'link-invalid'> {
  const { store } = backend
  const now = backend.now()
  try {
    const outcome = await transactionWithActivity(backend, async (tx, note) => {
      const link = await useHeldLink<UndoPayload>(tx, store.kind, { purpose: 'email-undo', token, now })
      if (link === undefined) return 'link-invalid'
      const { id: userId, deletesAt } = link.account
      const { email, emailKey, credentialEpoch } = link.payload
      const moved = await moveUnconfirmedAway(tx, emailKey, userId)
      await tx
        .updateTable('users')
        .set({
          email,
          email_key: emailKey,
          email_verified_at: now,
          password_hash: null,
          devices_since: now,
          deletes_at: null,
        })
        .where('id', '=', userId)
        .where('email_key', '=', link.account.emailKey)
        .execute()
      await endAllSessions(tx, userId, now)
      await revokeLinks(tx, userId, OUTSTANDING)
      await revokeLaterUndos(tx, userId, credentialEpoch)
      await note({ userId, kind: 'email-change-undone', by })
      if (deletesAt !== null) await note({ userId, kind: 'deletion-cancelled', by })
      if (moved !== undefined) await note({ userId: moved, kind: 'email-changed', by: SYSTEM })
      await mailResetLink(backend, tx, (await accountById(tx, userId))!)
      return 'undone'
    })
    if (outcome === 'undone') backend.nudgeMail()
    return outcome
  } catch (error) {
    // Rolled back: the other account's owner has proven to read mail there, and nothing is taken from them.
    if (uniqueViolation(error) === 'users.email_key') return 'taken'
    throw error
  }
}

/**
 * An account that has the address without ever having confirmed it gives way to the link's holder, who has shown that
 * they read mail there. Else whoever changed the address would sign up with the old one, and bar the way back.
 */
async function moveUnconfirmedAway(
  tx: Kysely<Database>,
  emailKey: string,
  userId: string,
): Promise<string | undefined> {
  const nowhere = `nobody-${newToken(16).toLowerCase()}@${NOWHERE}`
  const moved = await tx
    .updateTable('users')
    .set({ email: nowhere, email_key: nowhere })
    .where('email_key', '=', emailKey)
    .where('email_verified_at', 'is', null)
    .where('id', '!=', userId)
    .returning('id')
    .executeTakeFirst()
  return moved?.id
}

/** A handful of rows at most: an account changes its address three times an hour. */
async function revokeLaterUndos(tx: Kysely<Database>, userId: string, epoch: number): Promise<void> {
  const undos = await tx
    .selectFrom('tokens')
    .select(['id', 'payload'])
    .where('user_id', '=', userId)
    .where('purpose', '=', 'email-undo')
    .execute()
  const later = undos.filter(({ payload }) => (JSON.parse(payload) as UndoPayload).credentialEpoch > epoch)
  if (later.length === 0) return
  const ids = later.map(({ id }) => id)
  await tx.deleteFrom('tokens').where('id', 'in', ids).execute()
}

/** Doesn't count among those that anybody may ask for: who uses these up must not keep the owner out. */
async function mailResetLink(
  { settings, now }: AccountsBackend,
  tx: Kysely<Database>,
  { id: userId, username, email, credentialEpoch, state }: Account,
): Promise<void> {
  if (state !== 'active') return
  const payload: ResetPayload = { credentialEpoch, email }
  const lifetime = settings.password.resetLifetime
  const token = await issueLink(tx, { purpose: 'reset', userId, payload, lifetime, now: now() })
  const { siteName: site, origin } = settings
  const mail = undoneMail({ site, origin, username, token, lifetime: secondsInWords(lifetime) })
  await queueMail(tx, { to: email, ...mail }, now())
}
