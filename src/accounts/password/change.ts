// Changing the password while signed in: the old one is asked for, the other sessions end, this one goes on.
import { type Account, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { newPasswordProblem } from '../new-password.ts'
import { type Proof, provePassword } from '../prove.ts'
import { replacePassword } from './set-password.ts'

export interface ChangeFields {
  userId: string
  /** The row of the session that asks. */
  sessionId: string
  /** Not looked at for an account that has none: its caller must ask for another proof. */
  oldPassword: string
  newPassword: string
  by: Acting
}

export type Change =
  /** `account` has the epoch for the session that goes on. */
  | { kind: 'changed'; account: Account }
  /** Of the new one. */
  | { kind: 'invalid'; problem: string }
  /** The old one is wrong, or there were too many wrong ones. */
  | Exclude<Proof, { kind: 'proven' }>
  /** The session that asks, or the account, has come to an end or changed meanwhile. */
  | { kind: 'no-session' }

/** The new password is judged first: a mistake there costs none of the guesses at the old one. @throws HashingBusy */
export async function changePassword(backend: AccountsBackend, fields: ChangeFields): Promise<Change> {
  const { userId, sessionId, oldPassword, newPassword, by } = fields
  const before = await accountById(backend.store.db, userId)
  if (before === undefined) return { kind: 'no-session' }
  const problem = await newPasswordProblem(backend, newPassword, before)
  if (problem !== undefined) return { kind: 'invalid', problem }
  if (before.passwordHash !== null) {
    const proof = await provePassword(backend, { userId, password: oldPassword, by })
    if (proof.kind !== 'proven') return proof
  }
  const hash = await backend.hasher.hash(newPassword)
  return transactionWithActivity(backend, async (tx, note) => {
    const change = { userId, hash, expected: before, keepSession: sessionId }
    const asking = await tx
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', sessionId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    const replaced = asking && (await replacePassword(backend, tx, change))
    if (replaced === undefined) return { kind: 'no-session' }
    await note({ userId, kind: 'password-changed', by })
    return { kind: 'changed', account: replaced.account }
  })
}
