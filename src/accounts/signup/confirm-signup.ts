// The link of somebody who registered is used: now the account is made, with its address confirmed.
import { createAccount, type NewAccount } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { consumeLink, peekLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { normalizeUsername } from '../username.ts'
import type { PendingPayload } from './pending.ts'

export type SignupConfirmation =
  | { kind: 'created' }
  /** Since the form was sent: the link still works, with another name. */
  | { kind: 'username-taken'; username: string }
  | { kind: 'username-invalid'; username: string; problem: string }
  /** By another link to the same address, for instance. Told to whoever reads mail there, and to nobody else. */
  | { kind: 'email-taken' }
  | { kind: 'link-invalid' }

/** What a link would create, for the page behind it. */
export async function peekSignupLink(
  { store, now }: AccountsBackend,
  token: string,
): Promise<{ username: string; email: string } | undefined> {
  return (await peekLink<PendingPayload>(store.db, 'signup', token, now()))?.payload
}

/** Rolls the transaction back, so that the link is not used up. */
class NameTaken extends Error {}

/** The unique constraints decide. @param username another one than was asked for, or '' */
export async function confirmSignup(
  backend: AccountsBackend,
  { token, username: other, by }: { token: string; username: string; by: Acting },
): Promise<SignupConfirmation> {
  const now = backend.now()
  const name = other === '' ? undefined : normalizeUsername(other, backend.settings.username)
  if (name?.kind === 'invalid') {
    const known = await peekSignupLink(backend, token)
    if (known === undefined) return { kind: 'link-invalid' }
    return { kind: 'username-invalid', username: other, problem: name.problem }
  }
  let asked = other
  try {
    return await transactionWithActivity(backend, async (tx, note) => {
      const link = await consumeLink<PendingPayload>(tx, 'signup', token, now)
      if (link === undefined) return { kind: 'link-invalid' }
      const account = accountOf(link.payload, now)
      if (name !== undefined) account.username = name
      asked = account.username.display
      const creation = await createAccount(tx, account, now)
      if (creation.kind === 'created') {
        await note({ userId: creation.id, kind: 'account-created', by })
        await note({ userId: creation.id, kind: 'email-verified', by })
        return { kind: 'created' }
      }
      // The address first: who registered twice and used both links is not asked for another name.
      const owner = await tx
        .selectFrom('users')
        .select('id')
        .where('email_key', '=', account.email.key)
        .executeTakeFirst()
      if (owner !== undefined) return { kind: 'email-taken' }
      throw new NameTaken()
    })
  } catch (error) {
    if (error instanceof NameTaken) return { kind: 'username-taken', username: asked }
    throw error
  }
}

function accountOf(payload: PendingPayload, now: number): NewAccount {
  const { username: display, usernameKey, skeleton, email: address, emailKey, passwordHash } = payload
  return {
    username: { display, key: usernameKey, skeleton },
    email: { address, key: emailKey },
    passwordHash,
    emailVerifiedAt: now,
  }
}
