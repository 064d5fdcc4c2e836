// Signing up: the answer and its cost are the same whether the address is known or not.
import type { Kysely } from 'kysely'
import { registrationAttemptMail, welcomeMail } from '../../mail/messages.ts'
import { queueMail } from '../../mail/queue.ts'
import { guardedIncrement } from '../../store/once.ts'
import type { Database } from '../../store/schema.ts'
import { type Creation, createAccount, type NewAccount } from '../account.ts'
import { parseEmailAddress } from '../email-address.ts'
import type { AccountsBackend } from '../needs.ts'
import { newPasswordProblem } from '../new-password.ts'
import { normalizeUsername } from '../username.ts'

const DAY = 86_400_000 // milliseconds
/** Nobody's mailbox is filled by strangers who sign up with their address again and again. */
const ATTEMPT_MAILS_A_DAY = 3

export const USERNAME_TAKEN = 'This username is taken, or looks too much like one that is.'
const EMAIL_TAKEN = 'This address has an account already.'

export interface SignUpFields {
  username: string
  email: string
  password: string
}

export type SignUpProblems = Partial<Record<keyof SignUpFields, string>>

export type SignUp = { kind: 'signed-up' } | { kind: 'invalid'; problems: SignUpProblems }

/**
 * Creates an account and welcomes its owner by mail. A known address is answered like a new one (ASVS V6.3.8); nothing
 * is changed then, and its owner gets a mail in place of the welcome. A taken name is told, since names are public.
 * @throws HashingBusy
 */
export async function signUp(backend: AccountsBackend, fields: SignUpFields): Promise<SignUp> {
  const prepared = await prepareAccount(backend, fields, backend.settings.username)
  if (prepared.kind === 'invalid') return prepared
  const { account } = prepared
  const now = backend.now()
  return backend.store.transaction(async (tx) => {
    const creation = await createAccount(tx, account, now)
    if (creation.kind === 'username-taken') return invalid({ username: USERNAME_TAKEN })
    await queueAnswer(backend, tx, account, creation, now)
    return { kind: 'signed-up' }
  })
}

/**
 * The same for an operator at the command line, who may see which addresses are known, and may give out reserved names.
 * Sends no mail. @throws HashingBusy
 */
export async function addAccount(
  backend: AccountsBackend,
  fields: SignUpFields,
): Promise<{ kind: 'created'; id: string } | { kind: 'invalid'; problems: SignUpProblems }> {
  const prepared = await prepareAccount(backend, fields, { ...backend.settings.username, reserved: [] })
  if (prepared.kind === 'invalid') return prepared
  const { account } = prepared
  const creation = await backend.store.transaction((tx) => createAccount(tx, account, backend.now()))
  switch (creation.kind) {
    case 'created':
      return creation
    case 'username-taken':
      return invalid({ username: USERNAME_TAKEN })
    case 'email-taken':
      return invalid({ email: EMAIL_TAKEN })
  }
}

type Prepared = { kind: 'ok'; account: NewAccount } | { kind: 'invalid'; problems: SignUpProblems }

/** Checks everything, so that all problems are told at once, and hashes before anybody asks the database anything. */
async function prepareAccount(
  backend: AccountsBackend,
  fields: SignUpFields,
  usernameRules: AccountsBackend['settings']['username'],
): Promise<Prepared> {
  const username = normalizeUsername(fields.username, usernameRules)
  const email = parseEmailAddress(fields.email)
  const password = await newPasswordProblem(backend, fields.password, fields)
  if (username.kind === 'invalid' || email.kind === 'invalid' || password !== undefined) {
    return invalid({
      ...problemOf('username', username),
      ...problemOf('email', email),
      ...(password && { password }),
    })
  }
  return {
    kind: 'ok',
    account: {
      username,
      email,
      passwordHash: await backend.hasher.hash(fields.password),
      emailVerifiedAt: null,
    },
  }
}

function problemOf(
  field: 'username' | 'email',
  read: { kind: 'ok' } | { kind: 'invalid'; problem: string },
): SignUpProblems {
  return read.kind === 'invalid' ? { [field]: read.problem } : {}
}

function invalid(problems: SignUpProblems): { kind: 'invalid'; problems: SignUpProblems } {
  return { kind: 'invalid', problems }
}

/** One mail in either case. The one about an attempt goes to the address on file, never to the one just typed. */
export async function queueAnswer(
  { settings: { siteName: site, origin } }: AccountsBackend,
  tx: Kysely<Database>,
  { username, email }: Pick<NewAccount, 'username' | 'email'>,
  creation: Exclude<Creation, { kind: 'username-taken' }>,
  now: number,
): Promise<void> {
  if (creation.kind === 'created') {
    const mail = welcomeMail({ site, origin, username: username.display })
    return queueMail(tx, { to: email.address, ...mail }, now)
  }
  const { owner } = creation
  const allowance = { id: `attempt-mail ${owner.id}`, max: ATTEMPT_MAILS_A_DAY, now, expiresAt: now + DAY }
  if (!(await guardedIncrement(tx, allowance)).granted) return
  await queueMail(
    tx,
    { to: owner.email, ...registrationAttemptMail({ site, origin, username: owner.username }) },
    now,
  )
}
