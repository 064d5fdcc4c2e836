// Confirming an address: a link mailed to it, for that very address, good once.
import type { Kysely } from 'kysely'
import { secondsInWords } from '../../config/units.ts'
import type { Message } from '../../mail/letter.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import { type Account, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { issueLink, mayMail, peekLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { useHeldLink } from './held-link.ts'
import { type VerifyMail, verifyMail } from './verify.mail.ts'

interface Payload {
  email: string
  emailKey: string
}

/**
 * Queues a link to the address of an account, in the caller's transaction. False, and nothing written, when this hour's
 * are used up.
 */
export async function mailVerifyLink(
  { settings, now }: Pick<AccountsBackend, 'settings' | 'now'>,
  tx: Kysely<Database>,
  account: { id: string; username: string } & Payload,
  letter: (mail: VerifyMail) => Message = verifyMail,
): Promise<boolean> {
  const { id, username, email, emailKey } = account
  if (!(await mayMail(tx, 'verify', id, now()))) return false
  const lifetime = settings.email.verifyLifetime
  const payload = { email, emailKey }
  const token = await issueLink(tx, { purpose: 'verify', userId: id, payload, lifetime, now: now() })
  const { siteName: site, origin } = settings
  const mail = letter({ site, origin, username, token, lifetime: secondsInWords(lifetime) })
  await queueMail(tx, { to: email, ...mail }, now())
  return true
}

/** Mails a fresh link to an account. `enough`: it has had this hour's. `confirmed`: it needs none. */
export async function resendVerifyLink(
  backend: AccountsBackend,
  userId: string,
): Promise<'mailed' | 'confirmed' | 'enough'> {
  const outcome = await backend.store.transaction(async (tx) => {
    const account = await accountById(tx, userId)
    if (account === undefined || account.emailVerifiedAt !== null) return 'confirmed'
    return (await mailVerifyLink(backend, tx, account)) ? 'mailed' : 'enough'
  })
  if (outcome === 'mailed') backend.nudgeMail()
  return outcome
}

/** What a link would confirm, for the page behind it; undefined when it would confirm nothing any more. */
export async function peekVerifyLink(
  { store, now }: AccountsBackend,
  token: string,
): Promise<Pick<Account, 'username' | 'email'> | undefined> {
  const link = await peekLink<Payload>(store.db, 'verify', token, now())
  if (link === undefined || link.userId === null) return undefined
  const account = await accountById(store.db, link.userId)
  return account?.email === link.payload.email ? account : undefined
}

/** Confirms the address that the link was mailed to, if it is still the account's. Signs nobody in. */
export function confirmAddress(
  backend: AccountsBackend,
  { token, by }: { token: string; by: Acting },
): Promise<'confirmed' | 'link-invalid'> {
  const now = backend.now()
  return transactionWithActivity(backend, async (tx, note) => {
    const link = await useHeldLink<Payload>(tx, backend.store.kind, { purpose: 'verify', token, now })
    if (link === undefined) return 'link-invalid'
    const { email, emailKey } = link.payload
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ email_verified_at: now, updated_at: now })
      .where('id', '=', link.account.id)
      .where('email', '=', email)
      .where('email_key', '=', emailKey)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return 'link-invalid'
    await note({ userId: link.account.id, kind: 'email-verified', by })
    return 'confirmed'
  })
}
