// Signing up with a passkey and no password: a known address is answered like a new one here too. ASVS V6.3.8.
import type { Kysely } from 'kysely'
import type { Settings } from '../../config/settings.ts'
import { newToken } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'
import { type AccountToMake, createAccount } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import { parseEmailAddress } from '../email-address.ts'
import type { AccountsBackend } from '../needs.ts'
import { deviceInWords } from '../sessions/device-in-words.ts'
import { mailAnswer, type SignUpProblems, USERNAME_TAKEN } from '../signup/signup.ts'
import { normalizeUsername } from '../username.ts'
import { type Refused, refused } from './assertion.ts'
import { checkAttestation } from './attestation.ts'
import { beginCeremony } from './ceremony.ts'
import { suggestedName } from './name.ts'
import { creationOptions } from './options.ts'
import { findPasskey, insertPasskey } from './passkeys.ts'
import { relyingParty } from './relying-party.ts'
import type { AttestationResponse } from './response.ts'
import type { VerifiedPasskey } from './verify.ts'

/** 128 random bits, as for every account. */
const ID_BYTES = 16

/**
 * Where an account is made when its address is confirmed, a passkey can't be its only credential: the browser has kept
 * it by then, under an account that may never be.
 */
export function mayJoinByPasskey({ passkeys, email }: Pick<Settings, 'passkeys' | 'email'>): boolean {
  return passkeys.signUp && email.verification !== 'required'
}

export type PasskeySignUpProblems = Pick<SignUpProblems, 'username' | 'email'>

export type Begun =
  | { kind: 'options'; options: ReturnType<typeof creationOptions> }
  | { kind: 'invalid'; problems: PasskeySignUpProblems }

/** The address is not looked up: whether it is known shows in nothing. A taken name is told, since names are public. */
export async function beginSignUp(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  { visitor, ...fields }: { visitor: string; username: string; email: string },
): Promise<Begun> {
  const username = normalizeUsername(fields.username, settings.username)
  const email = parseEmailAddress(fields.email)
  if (username.kind === 'invalid' || email.kind === 'invalid') {
    return invalid({
      ...(username.kind === 'invalid' && { username: username.problem }),
      ...(email.kind === 'invalid' && { email: email.problem }),
    })
  }
  if (await isNameTaken(store.db, username)) return invalid({ username: USERNAME_TAKEN })
  const id = newToken(ID_BYTES)
  const about = {
    id,
    display: username.display,
    key: username.key,
    skeleton: username.skeleton,
    address: email.address,
    emailKey: email.key,
  }
  const challenge = await beginCeremony(store.db, { purpose: 'sign-up', visitor, now: now() }, about)
  const account = { id, username: username.display, displayName: '' }
  const options = creationOptions(relyingParty(settings), {
    challenge,
    account,
    existing: [],
    silently: false,
  })
  return { kind: 'options', options }
}

async function isNameTaken(
  db: Kysely<Database>,
  { key, skeleton }: { key: string; skeleton: string },
): Promise<boolean> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where((is) => is.or([is('username_key', '=', key), is('username_skeleton', '=', skeleton)]))
    .executeTakeFirst()
  return other !== undefined
}

export type PasskeySignUp =
  /** Or the address was known, and nothing was made. */
  { kind: 'signed-up' } | { kind: 'invalid'; problems: PasskeySignUpProblems } | Refused

/**
 * Makes the account, or tells the owner of a known address, after the answer: which of the two it is shows in no time
 * either. Nothing is hashed here that would hide it, as a password is. So of two people who take one name in the same
 * moment both are thanked, and one has it; what is lost when the process dies right then is a sign-up to be done again.
 */
export async function signUpByPasskey(
  backend: AccountsBackend,
  { visitor, response, by }: { visitor: string; response: AttestationResponse; by: Acting },
): Promise<PasskeySignUp> {
  const checked = await checkAttestation(backend, { purpose: 'sign-up', visitor }, response)
  if (checked.kind === 'refused') return checked
  const { about, passkey } = checked
  const { db } = backend.store
  // Whether there will be an account or not: a passkey that is somebody's must not tell of the address.
  if ((await findPasskey(db, passkey.id)) !== undefined) return refused('not-verified')
  const username = { display: about['display']!, key: about['key']!, skeleton: about['skeleton']! }
  if (await isNameTaken(db, username)) return invalid({ username: USERNAME_TAKEN })
  const email = { address: about['address']!, key: about['emailKey']! }
  backend.later(() => createOrTell(backend, { id: about['id']!, username, email, passkey, by }))
  return { kind: 'signed-up' }
}

/**
 * The account has the id that the authenticator has kept. Its sign-ins need two factors, which a passkey is: else whoever
 * reads its mail could set a password, and come in by that alone.
 */
async function createOrTell(
  backend: AccountsBackend,
  {
    passkey,
    by,
    ...who
  }: Pick<AccountToMake, 'username' | 'email'> & { id: string; passkey: VerifiedPasskey; by: Acting },
): Promise<void> {
  const now = backend.now()
  const account = { ...who, passwordHash: null, emailVerifiedAt: null, secondFactor: true }
  await transactionWithActivity(backend, async (tx, note) => {
    const creation = await createAccount(tx, account, now)
    if (creation.kind === 'username-taken') {
      backend.log.warn({ event: 'sign-up-too-late' }, 'a name was taken while somebody signed up with it')
      return
    }
    if (creation.kind === 'created') {
      const userId = creation.id
      const name = suggestedName(passkey.aaguid, deviceInWords(by.userAgent))
      await insertPasskey(tx, { ...passkey, userId, name, createdAt: now })
      await note({ userId, kind: 'account-created', by, detail: { passkey: name } })
    }
    await mailAnswer(backend, tx, account, creation)
  })
  backend.nudgeMail()
}

function invalid(problems: PasskeySignUpProblems): { kind: 'invalid'; problems: PasskeySignUpProblems } {
  return { kind: 'invalid', problems }
}
