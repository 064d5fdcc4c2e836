// An account that is to be: where confirming is required, it waits in a link that goes to its address.
import type { Kysely } from 'kysely'
import { secondsInWords } from '../../config/units.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import type { NewAccount } from '../account.ts'
import { mayMailAddress } from '../email/mail-allowance.ts'
import { issueLink } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { mailOwnerOfAttempt } from './attempt.ts'
import { confirmSignupMail } from './confirm-signup.mail.ts'

export interface PendingPayload extends Readonly<Record<string, string>> {
  username: string
  usernameKey: string
  skeleton: string
  email: string
  emailKey: string
  /** PHC string. */
  passwordHash: string
}

/**
 * Only the name is looked at before the answer. Whether the address is known shows in nothing: neither in words, nor in
 * time, nor in a name that would be taken afterwards or stay free.
 */
export async function askToConfirm(
  backend: AccountsBackend,
  account: NewAccount,
): Promise<'mailed' | 'username-taken'> {
  if (await isNameTaken(backend.store.db, account.username)) return 'username-taken'
  backend.later(() => mailAboutSignup(backend, account))
  return 'mailed'
}

async function isNameTaken(
  db: Kysely<Database>,
  { key, skeleton }: NewAccount['username'],
): Promise<boolean> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where((is) => is.or([is('username_key', '=', key), is('username_skeleton', '=', skeleton)]))
    .executeTakeFirst()
  return other !== undefined
}

async function mailAboutSignup(backend: AccountsBackend, account: NewAccount): Promise<void> {
  const { store, keys } = backend
  const emailKey = account.email.key
  await store.transaction(async (tx) => {
    if (!(await mayMailAddress(tx, keys, { purpose: 'signup', emailKey, now: backend.now() }))) return
    const owner = await tx
      .selectFrom('users')
      .select(['id', 'username', 'email', 'email_verified_at'])
      .where('email_key', '=', emailKey)
      .executeTakeFirst()
    if (owner === undefined) return mailSignupLink(backend, tx, account)
    await mailOwnerOfAttempt(backend, tx, { ...owner, emailKey, emailVerifiedAt: owner.email_verified_at })
  })
  backend.nudgeMail()
}

/** Those before it keep working: else strangers who register with an address would make its owner's own link worthless. */
async function mailSignupLink(
  { settings, now }: AccountsBackend,
  tx: Kysely<Database>,
  { username, email, passwordHash }: NewAccount,
): Promise<void> {
  const payload: PendingPayload = {
    username: username.display,
    usernameKey: username.key,
    skeleton: username.skeleton,
    email: email.address,
    emailKey: email.key,
    passwordHash,
  }
  const lifetime = settings.email.verifyLifetime
  const link = { purpose: 'signup', userId: null, payload, lifetime, now: now(), amongOthers: true } as const
  const token = await issueLink(tx, link)
  const { siteName: site, origin } = settings
  const mail = confirmSignupMail({
    site,
    origin,
    username: username.display,
    token,
    lifetime: secondsInWords(lifetime),
  })
  await queueMail(tx, { to: email.address, ...mail }, now())
}
