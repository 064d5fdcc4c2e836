// A new password by a mailed link: used once, and worthless as soon as anything of the account has changed.
import { type AccountWithHash, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { consumeLink, peekLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { newPasswordProblem } from '../new-password.ts'
import type { ResetPayload } from './reset-link.ts'
import { replacePassword } from './set-password.ts'

export type Reset =
  | { kind: 'reset'; userId: string }
  | { kind: 'invalid'; problem: string }
  /** Used, too old, not the newest, or the account has changed since it was mailed. */
  | { kind: 'link-invalid' }

/** Whose password this link can set now; looking uses nothing up. */
export async function accountOfResetLink(
  { store: { db }, now }: AccountsBackend,
  token: string,
): Promise<AccountWithHash | undefined> {
  const link = await peekLink<ResetPayload>(db, 'reset', token, now())
  const account = link?.userId == null ? undefined : await accountById(db, link.userId)
  if (link === undefined || account === undefined) return undefined
  const { credentialEpoch, email } = link.payload
  const unchanged = account.credentialEpoch === credentialEpoch && account.email === email
  return unchanged && account.state === 'active' && account.deletesAt === null ? account : undefined
}

/**
 * Sets the password and ends all sessions. Nobody is signed in by it: that stays with sign-in, which asks for every
 * factor (ASVS V6.4.3). The link is used up together with the change, and not by a password that the policy refuses.
 * @throws HashingBusy
 */
export async function resetPassword(
  backend: AccountsBackend,
  { token, password, by }: { token: string; password: string; by: Acting },
): Promise<Reset> {
  const account = await accountOfResetLink(backend, token)
  if (account === undefined) return { kind: 'link-invalid' }
  const { id: userId } = account
  const problem = await newPasswordProblem(backend, password, account)
  if (problem !== undefined) return { kind: 'invalid', problem }
  const hash = await backend.hasher.hash(password)
  return transactionWithActivity(backend, async (tx, note) => {
    const link = await consumeLink<ResetPayload>(tx, 'reset', token, backend.now())
    if (link === undefined) return { kind: 'link-invalid' }
    const change = { userId, hash, expected: link.payload, confirmsEmail: true }
    if ((await replacePassword(backend, tx, change)) === undefined) return { kind: 'link-invalid' }
    if (account.emailVerifiedAt === null) await note({ userId, kind: 'email-verified', by })
    await note({ userId, kind: 'password-reset', by })
    return { kind: 'reset', userId }
  })
}
