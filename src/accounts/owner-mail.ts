// Mail to the owner of an account: notices go to confirmed addresses alone.
import type { Kysely } from 'kysely'
import type { Message } from '../mail/letter.ts'
import { queueMail } from '../mail/queue.ts'
import type { Database } from '../store/schema.ts'

/**
 * Queues a notice in the caller's transaction. To an address that nobody has confirmed nothing goes but links that
 * confirm it (setting `email.verification`): it may be a stranger's, typed by mistake or on purpose.
 */
export async function noticeToOwner(
  tx: Kysely<Database>,
  account: { email: string; emailVerifiedAt: number | null },
  message: Message,
  now: number,
): Promise<void> {
  if (account.emailVerifiedAt === null) return
  await queueMail(tx, { to: account.email, ...message }, now)
}
