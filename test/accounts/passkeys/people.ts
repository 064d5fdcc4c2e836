// What the tests of the rules share: an account with passkeys made by software, and each ceremony from end to end.
import assert from 'node:assert/strict'
import { addPasskey, beginAdding } from '../../../src/accounts/passkeys/add.ts'
import { beginSignIn, signInByPasskey } from '../../../src/accounts/passkeys/sign-in.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import type { Store } from '../../../src/store/store.ts'
import { addUser } from '../activity/accounts.ts'
import { OWNER, type TestBackend, testBackend } from '../backend.ts'
import { SoftwareAuthenticator, type SoftwarePasskey, type Wrong } from './software-authenticator.ts'

export const ORIGIN = 'https://accounts.example.org'
export const RP_ID = 'accounts.example.org'

/** Accounts `u` and `v`, each with a session of its own name. */
export async function household(store: Store, options: SettingsInput = {}) {
  const backend = testBackend(store, { options: { origin: ORIGIN, mode: 'development', ...options } })
  for (const id of ['u', 'v']) {
    await addUser(store, id, 1)
    await store.db
      .updateTable('users')
      .set({ password_hash: 'a hash', email_verified_at: 1 })
      .where('id', '=', id)
      .execute()
    await openSession(backend, `${id}'s session`, id)
  }
  return backend
}

export async function openSession(backend: TestBackend, id: string, userId: string, credentialEpoch = 0) {
  const opened = await sqlSessions(backend.store).insert(
    {
      id,
      userId,
      credentialEpoch,
      assurance: ['password'],
      twoFactor: true,
      binding: '',
      provenAt: backend.clock,
      values: '{}',
      address: '192.0.2.9',
      userAgent: '',
      createdAt: backend.clock,
      lastSeenAt: backend.clock,
    },
    100,
  )
  assert.ok(opened)
}

export interface Making {
  userId?: string
  sessionId?: string
  silently?: boolean
  name?: string
  wrong?: Wrong
  authenticator?: SoftwareAuthenticator
}

/** Adds one, whatever comes of it. */
export async function add(backend: TestBackend, making: Making = {}) {
  const { userId = 'u', silently = false, name = '', wrong = {} } = making
  const { sessionId = `${userId}'s session` } = making
  const authenticator = making.authenticator ?? new SoftwareAuthenticator({ origin: ORIGIN })
  const options = await beginAdding(backend, { userId, sessionId, silently })
  assert.ok(options)
  const { passkey, response } = authenticator.create(options, wrong)
  const changer = { userId, sessionId, by: OWNER }
  const added = await addPasskey(backend, changer, { response, name, silently })
  return { added, passkey, response, options }
}

/** One that has been added; the session goes on in the new epoch. */
export async function makePasskey(backend: TestBackend, making: Making = {}): Promise<SoftwarePasskey> {
  const { added, passkey } = await add(backend, making)
  assert.equal(added.kind, 'added')
  const { userId = 'u' } = making
  await carryOn(backend, making.sessionId ?? `${userId}'s session`)
  return passkey
}

/** What `renewSession` does, without a new token. */
export async function carryOn({ store }: TestBackend, sessionId: string): Promise<void> {
  const { user_id } = await store.db
    .selectFrom('sessions')
    .select('user_id')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow()
  const { credential_epoch } = await store.db
    .selectFrom('users')
    .select('credential_epoch')
    .where('id', '=', user_id!)
    .executeTakeFirstOrThrow()
  await store.db.updateTable('sessions').set({ credential_epoch }).where('id', '=', sessionId).execute()
}

/** What comes of a sign-in in short: whose, or why not. */
export async function signIn(
  backend: TestBackend,
  passkey: SoftwarePasskey,
  wrong: Wrong = {},
  { visitor = 'a visitor', answeredBy = visitor }: { visitor?: string; answeredBy?: string } = {},
): Promise<string> {
  const options = await beginSignIn(backend, visitor)
  return finishSignIn(backend, passkey.get(options, wrong), answeredBy)
}

export async function finishSignIn(
  backend: TestBackend,
  response: Parameters<typeof signInByPasskey>[1]['response'],
  visitor = 'a visitor',
): Promise<string> {
  const result = await signInByPasskey(backend, { visitor, response, device: null, by: OWNER })
  if (result.kind === 'refused') return result.fault
  return result.kind === 'proven' ? result.account.id : result.kind
}

export const passkeysIn = ({ db }: Store) => db.selectFrom('passkeys').selectAll().orderBy('name').execute()

export const kinds = ({ events }: TestBackend) => events.map(({ userId, kind }) => `${userId} ${kind}`)

export const mails = ({ db }: Store) =>
  db.selectFrom('outbox').select(['recipient', 'subject', 'text']).execute()
