// The mailed link that sets a new password: the newest one of an account, for as long as nothing else has changed.
import type { Kysely } from 'kysely'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import type { Account } from '../account.ts'
import { issueLink, mayMail } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { resetAfterDisowningMail, resetLinkMail } from './reset-link.mail.ts'

/** What a reset confirms: compared and swapped when the new password comes. */
export interface ResetPayload extends Readonly<Record<string, string | number>> {
  credentialEpoch: number
  /** As the account has it, to the letter: a link mailed to an address that was given up since opens nothing. */
  email: string
}

/**
 * Issues the newest reset link in the caller's transaction and queues its mail. It changes nothing by itself: the
 * password and all sessions stay as they are until it is used. It goes to an unconfirmed address too, since whoever
 * follows it confirms the address.
 *
 * False, and nothing written: the account is suspended, or its owner is leaving (a new password would bring back
 * neither), or it has had its mails of this hour. Those don't count for `disowned`, which only a mailed link leads to:
 * whoever uses them up would keep the owner out.
 */
export async function queueResetLink(
  { settings, now }: AccountsBackend,
  tx: Kysely<Database>,
  account: Account,
  because: 'asked' | 'disowned' = 'asked',
): Promise<boolean> {
  if (account.state !== 'active' || account.deletesAt !== null) return false
  if (because === 'asked' && !(await mayMail(tx, 'reset', account.id, now()))) return false
  const { siteName: site, origin } = settings
  const lifetime = settings.password.resetLifetime
  const { id: userId, username, email, credentialEpoch } = account
  const payload: ResetPayload = { credentialEpoch, email }
  const token = await issueLink(tx, { purpose: 'reset', userId, payload, lifetime, now: now() })
  const write = because === 'disowned' ? resetAfterDisowningMail : resetLinkMail
  await queueMail(tx, { to: email, ...write({ site, origin, username, token, lifetime }) }, now())
  return true
}
