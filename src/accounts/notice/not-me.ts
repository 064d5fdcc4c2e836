// "It was not me": the owner throws everybody out by a mailed link, and chooses a new password by another.
import { accountById, nextEpoch } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { consumeLink, type Link, peekLink, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { queueResetLink } from '../password/reset-link.ts'

/** What was so at the sign-in that the link tells of. */
export interface DisownPayload extends Readonly<Record<string, string | number>> {
  credentialEpoch: number
  /** Where the link was mailed to. */
  email: string
}

export type Disowning =
  | { kind: 'thrown-out'; userId: string }
  /** Whoever signed in then is out already, by a new password or another change: nothing is done. */
  | { kind: 'changed-since' }
  | { kind: 'link-invalid' }

/** What the link would do now; looking uses nothing up. */
export async function judgeDisownLink(
  { store: { db }, now }: AccountsBackend,
  token: string,
): Promise<'good' | 'changed-since' | 'link-invalid'> {
  const link = await peekLink<DisownPayload>(db, 'disown', token, now())
  const account = link?.userId == null ? undefined : await accountById(db, link.userId)
  if (link === undefined || account === undefined) return 'link-invalid'
  const { credentialEpoch, email } = link.payload
  const unchanged = account.credentialEpoch === credentialEpoch && account.email === email
  return unchanged && account.state === 'active' && account.deletesAt === null ? 'good' : 'changed-since'
}

/**
 * Ends all sessions, and takes the password away that somebody else knows: until its owner chooses another by the link
 * that is mailed now, nothing opens the account. Only whoever reads mail at the address of the account can do it, and
 * they can get in again at once, so that nobody is shut out by others.
 */
export function disownSignIn(
  backend: AccountsBackend,
  { token, by }: { token: string; by: Acting },
): Promise<Disowning> {
  return transactionWithActivity(backend, async (tx, note) => {
    const now = backend.now()
    const link: Link<DisownPayload> | undefined = await consumeLink(tx, 'disown', token, now)
    if (link === undefined || link.userId === null) return { kind: 'link-invalid' }
    const { userId, payload } = link
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ password_hash: null, credential_epoch: nextEpoch, devices_since: now, updated_at: now })
      .where('id', '=', userId)
      .where('credential_epoch', '=', payload.credentialEpoch)
      .where('email', '=', payload.email)
      .where('state', '=', 'active')
      .where('deletes_at', 'is', null)
      .executeTakeFirst()
    const account = numUpdatedRows === 0n ? undefined : await accountById(tx, userId)
    if (account === undefined) return { kind: 'changed-since' }
    await tx.deleteFrom('sessions').where('user_id', '=', userId).execute()
    await revokeLinks(tx, userId, ['email-change'])
    await queueResetLink(backend, tx, account, 'disowned')
    await note({ userId, kind: 'disowned-sign-in', by })
    return { kind: 'thrown-out', userId }
  })
}
