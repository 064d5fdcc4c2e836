// Asking for another address: a link goes to the new one, and nothing changes before it is used.
import type { Kysely } from 'kysely'
import { secondsInWords } from '../../config/units.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Database } from '../../store/schema.ts'
import { type AccountWithHash, accountById } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { parseEmailAddress } from '../email-address.ts'
import { issueLink, mayMail, revokeLinks } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { addressWantedMail } from './address-wanted.mail.ts'
import { changeMail } from './change.mail.ts'
import { mayMailAddress, mayTellOfAttempt } from './mail-allowance.ts'

/** What a link to a new address confirms: this step from the account's present state, and no other. */
export interface ChangePayload {
  email: string
  emailKey: string
  newEmail: string
  newEmailKey: string
  credentialEpoch: number
}

export type Asked =
  /** Whether the new address is free or another account's: nobody is told. */
  | { kind: 'asked' }
  | { kind: 'invalid'; problem: string }
  /** This hour's mails are used up. */
  | { kind: 'enough' }

type NewAddress = { address: string; key: string }

/** What depends on whose the new address is happens after the answer: neither its words nor its time tell. */
export async function askForChange(
  backend: AccountsBackend,
  { userId, email, by }: { userId: string; email: string; by: Acting },
): Promise<Asked> {
  const wanted = parseEmailAddress(email.trim())
  if (wanted.kind === 'invalid') return wanted
  const now = backend.now()
  const outcome = await transactionWithActivity(backend, async (tx, note) => {
    const account = await accountById(tx, userId)
    if (account?.email === wanted.address) return 'same'
    if (account === undefined || !(await mayMail(tx, 'email-change', userId, now))) return 'enough'
    // At once: whether an earlier link still works must tell nothing of the address that is wanted now.
    await revokeLinks(tx, userId, ['email-change'])
    await note({ userId, kind: 'email-change-asked', by })
    return account
  })
  if (outcome === 'same') return { kind: 'invalid', problem: 'This is your address already.' }
  if (outcome === 'enough') return { kind: 'enough' }
  backend.later(() => mailAboutChange(backend, outcome, wanted))
  return { kind: 'asked' }
}

async function mailAboutChange(
  backend: AccountsBackend,
  asking: AccountWithHash,
  wanted: NewAddress,
): Promise<void> {
  const { store, keys } = backend
  await store.transaction(async (tx) => {
    const allowance = { purpose: 'email-change', emailKey: wanted.key, now: backend.now() } as const
    if (!(await mayMailAddress(tx, keys, allowance))) return
    const owner = await tx
      .selectFrom('users')
      .selectAll()
      .where('email_key', '=', wanted.key)
      .where('id', '!=', asking.id)
      .executeTakeFirst()
    if (owner === undefined) return mailChangeLink(backend, tx, asking, wanted)
    await revokeLinks(tx, asking.id, ['email-change'])
    const { id, username, email, email_verified_at: emailVerifiedAt } = owner
    if (emailVerifiedAt === null || !(await mayTellOfAttempt(tx, id, backend.now()))) return
    const mail = addressWantedMail({ site: backend.settings.siteName, username })
    await noticeToOwner(tx, { email, emailVerifiedAt }, mail, backend.now())
  })
  backend.nudgeMail()
}

async function mailChangeLink(
  { settings, now }: AccountsBackend,
  tx: Kysely<Database>,
  { id: userId, username, email, emailKey, credentialEpoch }: AccountWithHash,
  { address: newEmail, key: newEmailKey }: NewAddress,
): Promise<void> {
  const payload = { email, emailKey, newEmail, newEmailKey, credentialEpoch } satisfies ChangePayload
  const lifetime = settings.email.verifyLifetime
  const token = await issueLink(tx, { purpose: 'email-change', userId, payload, lifetime, now: now() })
  const { siteName: site, origin } = settings
  const mail = changeMail({ site, origin, username, token, lifetime: secondsInWords(lifetime) })
  await queueMail(tx, { to: newEmail, ...mail }, now())
}
