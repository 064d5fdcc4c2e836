// Changing the address, by the link that went to the new one.
import type { Kysely } from 'kysely'
import { secondsInWords } from '../../config/units.ts'
import type { Database } from '../../store/schema.ts'
import { uniqueViolation } from '../../store/unique.ts'
import { type AccountWithHash, accountById, nextEpoch } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { issueLink, peekLink, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import type { ChangePayload } from './change.ts'
import { changedMail } from './changed.mail.ts'
import { useHeldLink } from './held-link.ts'
import type { UndoPayload } from './undo.ts'

export type Changed =
  /** `credentialEpoch` is the account's new one: its sessions are dead, but for one that is renewed with it. */
  | { kind: 'changed'; userId: string; credentialEpoch: number }
  /** By another account, since the link was mailed. */
  | { kind: 'taken' }
  | { kind: 'link-invalid' }

/** What a link would change, for the page behind it; undefined when it would change nothing any more. */
export async function peekChangeLink(
  { store, now }: AccountsBackend,
  token: string,
): Promise<{ username: string; newEmail: string } | undefined> {
  const link = await peekLink<ChangePayload>(store.db, 'email-change', token, now())
  if (link === undefined || link.userId === null) return undefined
  const account = await accountById(store.db, link.userId)
  if (account === undefined || !isStill(account, link.payload)) return undefined
  return { username: account.username, newEmail: link.payload.newEmail }
}

/**
 * Swaps the address, if the account is still as it was when the link was asked for. Its other sessions end, its
 * outstanding links too, and the old address is told, with a link to undo it (ASVS V6.3.7).
 * @param sessionId the session that asks, which is left for its renewal
 */
export async function confirmChange(
  backend: AccountsBackend,
  { token, sessionId, by }: { token: string; sessionId: string | undefined; by: Acting },
): Promise<Changed> {
  const now = backend.now()
  try {
    const changed = await transactionWithActivity<Changed>(backend, async (tx, note) => {
      const kind = backend.store.kind
      const link = await useHeldLink<ChangePayload>(tx, kind, { purpose: 'email-change', token, now })
      if (link === undefined || !isStill(link.account, link.payload)) return { kind: 'link-invalid' }
      const { account: former, payload } = link
      const credentialEpoch = await swapAddress(tx, former.id, payload, now)
      if (credentialEpoch === undefined) return { kind: 'link-invalid' }
      const userId = former.id
      const all = tx.deleteFrom('sessions').where('user_id', '=', userId)
      await (sessionId === undefined ? all : all.where('id', '!=', sessionId)).execute()
      await revokeLinks(tx, userId, ['reset', 'verify', 'email-change'])
      await note({ userId, kind: 'email-changed', by })
      await tellOldAddress(backend, tx, { former, credentialEpoch, by })
      return { kind: 'changed', userId, credentialEpoch }
    })
    backend.nudgeMail()
    return changed
  } catch (error) {
    // Rolled back, so that the link still works if the address comes free.
    if (uniqueViolation(error) === 'users.email_key') return { kind: 'taken' }
    throw error
  }
}

function isStill(account: AccountWithHash, payload: ChangePayload): boolean {
  return (
    account.state === 'active' &&
    account.deletesAt === null &&
    account.email === payload.email &&
    account.emailKey === payload.emailKey &&
    account.credentialEpoch === payload.credentialEpoch
  )
}

async function swapAddress(
  tx: Kysely<Database>,
  userId: string,
  { email, credentialEpoch, newEmail, newEmailKey }: ChangePayload,
  now: number,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('users')
    .set({ email: newEmail, email_key: newEmailKey, email_verified_at: now, updated_at: now })
    .set({ credential_epoch: nextEpoch })
    .where('id', '=', userId)
    .where('email', '=', email)
    .where('credential_epoch', '=', credentialEpoch)
    .returning('credential_epoch')
    .executeTakeFirst()
  return row?.credential_epoch
}

/** Nothing goes to an address that nobody has confirmed: neither a notice nor a way back to it. */
async function tellOldAddress(
  { settings, now }: AccountsBackend,
  tx: Kysely<Database>,
  { former, credentialEpoch, by }: { former: AccountWithHash; credentialEpoch: number; by: Acting },
): Promise<void> {
  if (former.emailVerifiedAt === null) return
  const { id: userId, username, email, emailKey } = former
  const payload = { email, emailKey, credentialEpoch } satisfies UndoPayload
  const lifetime = settings.email.undoLifetime
  const link = { purpose: 'email-undo', userId, payload, lifetime, now: now(), amongOthers: true } as const
  const token = await issueLink(tx, link)
  const { siteName: site, origin } = settings
  const at = new Date(now())
  const mail = changedMail({
    site,
    origin,
    username,
    token,
    lifetime: secondsInWords(lifetime),
    at,
    address: by.address,
  })
  await noticeToOwner(tx, former, mail, now())
}
