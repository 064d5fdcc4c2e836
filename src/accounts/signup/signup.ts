// Signing up: the answer and its cost are the same whether the address is known or not.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type Creation, createAccount, type NewAccount } from '../account.ts'
import { type Acting, OPERATOR, transactionWithActivity } from '../activity/activity.ts'
import { mailVerifyLink } from '../email/verify.ts'
import { parseEmailAddress } from '../email-address.ts'
import type { AccountsBackend } from '../needs.ts'
import { newPasswordProblem } from '../new-password.ts'
import { normalizeUsername } from '../username.ts'
import { mailOwnerOfAttempt } from './attempt.ts'
import { askToConfirm } from './pending.ts'
import { welcomeMail } from './welcome.mail.ts'

export const USERNAME_TAKEN = 'This username is taken, or looks too much like one that is.'
const EMAIL_TAKEN = 'This address has an account already.'

export interface SignUpFields {
  username: string
  email: string
  password: string
}

export type SignUpProblems = Partial<Record<keyof SignUpFields, string>>

export type SignUp =
  | { kind: 'signed-up' }
  /** `email.verification` is `required`: a link makes the account, if the address has none yet. */
  | { kind: 'mailed' }
  | { kind: 'invalid'; problems: SignUpProblems }

/**
 * Creates an account, or mails the link that will, as `email.verification` says. A known address is answered like a new
 * one (ASVS V6.3.8); nothing is changed then, and its owner gets another mail. A taken name is told, since names are
 * public. @throws HashingBusy
 */
export async function signUp(
  backend: AccountsBackend,
  { by, ...fields }: SignUpFields & { by: Acting },
): Promise<SignUp> {
  const prepared = await prepareAccount(backend, fields, backend.settings.username)
  if (prepared.kind === 'invalid') return prepared
  const { account } = prepared
  const required = backend.settings.email.verification === 'required'
  const outcome = await (required ? askToConfirm(backend, account) : createNow(backend, account, by))
  return outcome === 'username-taken' ? invalid({ username: USERNAME_TAKEN }) : { kind: outcome }
}

function createNow(
  backend: AccountsBackend,
  account: NewAccount,
  by: Acting,
): Promise<'signed-up' | 'username-taken'> {
  return transactionWithActivity(backend, async (tx, note) => {
    const creation = await createAccount(tx, account, backend.now())
    if (creation.kind === 'username-taken') return 'username-taken'
    if (creation.kind === 'created') await note({ userId: creation.id, kind: 'account-created', by })
    await mailAnswer(backend, tx, account, creation)
    return 'signed-up'
  })
}

/** One mail in either case: a welcome with a link that confirms the address, or a word to its owner. */
export async function mailAnswer(
  backend: AccountsBackend,
  tx: Kysely<Database>,
  { username, email }: Pick<NewAccount, 'username' | 'email'>,
  creation: Exclude<Creation, { kind: 'username-taken' }>,
): Promise<void> {
  switch (creation.kind) {
    case 'created': {
      const created = {
        id: creation.id,
        username: username.display,
        email: email.address,
        emailKey: email.key,
      }
      return mailVerifyLink(backend, tx, created, welcomeMail).then(() => undefined)
    }
    case 'email-taken':
      return mailOwnerOfAttempt(backend, tx, { ...creation.owner, emailKey: email.key })
  }
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
  const creation = await transactionWithActivity(backend, async (tx, note) => {
    const made = await createAccount(tx, prepared.account, backend.now())
    if (made.kind === 'created') await note({ userId: made.id, kind: 'account-created', by: OPERATOR })
    return made
  })
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
