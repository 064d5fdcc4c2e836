// Somebody registers with an address that has an account: its owner is told, and nobody else.
import type { Kysely } from 'kysely'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import { mayTellOfAttempt } from '../email/mail-allowance.ts'
import { mailVerifyLink } from '../email/verify.ts'
import type { AccountsBackend } from '../needs.ts'
import { attemptMail } from './attempt.mail.ts'

export interface Owner {
  id: string
  username: string
  email: string
  emailKey: string
  emailVerifiedAt: number | null
}

/**
 * Mails the address on file, never the one just typed, within its allowance. While it is unconfirmed nothing goes there
 * but a link that confirms it.
 */
export async function mailOwnerOfAttempt(
  backend: Pick<AccountsBackend, 'settings' | 'now'>,
  tx: Kysely<Database>,
  owner: Owner,
): Promise<void> {
  if (owner.emailVerifiedAt === null) {
    await mailVerifyLink(backend, tx, owner)
    return
  }
  const { settings, now } = backend
  if (!(await mayTellOfAttempt(tx, owner.id, now()))) return
  const { siteName: site, origin } = settings
  await queueMail(tx, { to: owner.email, ...attemptMail({ site, origin, username: owner.username }) }, now())
}
