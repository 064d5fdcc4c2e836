// A forgotten password: the same answer for every name and address, and the look-up after it.
import { findAccount } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { queueResetLink } from './reset-link.ts'

/**
 * Has a link mailed to whoever owns this user name or address, if anybody does. It returns before anything is looked up,
 * so that neither the answer nor its time tells whether there is such an account (ASVS V6.3.8). Nothing of the account
 * changes: strangers can ask, and shut nobody out by it.
 */
export function askForReset(
  backend: AccountsBackend,
  { identifier, by }: { identifier: string; by: Acting },
): void {
  backend.later(async () => {
    const queued = await transactionWithActivity(backend, async (tx, note) => {
      const account = await findAccount(tx, identifier.trim())
      if (account === undefined || !(await queueResetLink(backend, tx, account))) return false
      await note({ userId: account.id, kind: 'password-reset-asked', by })
      return true
    })
    if (queued) backend.nudgeMail()
  })
}
