// The end of removing a lost second factor: the mailed link and the password together, after the wait.
import { accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { consumeLink, peekLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { provePassword } from '../prove.ts'
import { needsFactor } from './policy.ts'
import { factorsRemovedMail } from './removal.mail.ts'
import { dropWait, waitOf } from './removal.ts'
import { turnOff } from './two-factor.ts'

export type Removal =
  | { kind: 'removed' }
  | { kind: 'wrong-password' }
  /** @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }
  /** Used, too old, called off, or the account has changed since. */
  | { kind: 'over' }

/** Mail and password together, after the wait. Where the policy asks for a second factor, a new one is due at once. */
export async function finishFactorRemoval(
  backend: AccountsBackend,
  { token, password, by }: { token: string; password: string; by: Acting },
): Promise<Removal> {
  const { store, settings, now } = backend
  const link = await peekLink<{ credentialEpoch: number; email: string }>(
    store.db,
    'factor-removal',
    token,
    now(),
  )
  const userId = link?.userId
  if (link === undefined || userId == null) return { kind: 'over' }
  const proof = await provePassword(backend, { userId, password, by })
  if (proof.kind === 'throttled') return proof
  if (proof.kind === 'refused') return { kind: 'wrong-password' }
  const removal = await transactionWithActivity(backend, async (tx, note): Promise<Removal> => {
    const used = await consumeLink(tx, 'factor-removal', token, now())
    const account = await accountById(tx, userId)
    if (used === undefined || account === undefined) return { kind: 'over' }
    const { credentialEpoch, email } = link.payload
    const wait = await waitOf(tx, account, now())
    const same = account.credentialEpoch === credentialEpoch && account.email === email
    if (!same || wait === undefined || wait.dueAt > now()) return { kind: 'over' }
    await dropWait(tx, userId)
    await turnOff(tx, userId, now())
    if (needsFactor(settings, account.roles)) {
      await tx.updateTable('users').set({ factor_due_at: now() }).where('id', '=', userId).execute()
    }
    await note({ userId, kind: 'factors-removed', by })
    const { siteName: site } = settings
    await noticeToOwner(tx, account, factorsRemovedMail({ site, username: account.username }), now())
    return { kind: 'removed' }
  })
  backend.nudgeMail()
  return removal
}
