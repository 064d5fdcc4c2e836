// Alice with an account, and signed in over the API, on a given database.
import assert from 'node:assert/strict'
import { type AccountWithHash, findAccount } from '../../src/accounts/account.ts'
import { addAccount } from '../../src/accounts/signup/signup.ts'
import { startApiSession, type Tokens } from '../../src/api/sessions.ts'
import type { ProofMethod } from '../../src/backend.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { OWNER, type TestBackend, testBackend } from '../accounts/backend.ts'

export const ORIGIN = 'https://site.example'

export interface Alice {
  backend: TestBackend
  /** As it is now. */
  account(): Promise<AccountWithHash>
  signIn(proven?: readonly ProofMethod[]): Promise<Tokens & { sessionId: string }>
  /** What her activity tells, oldest first, without its beginning. */
  activity(): Promise<string[]>
}

/** Her address is confirmed, so that notices go there. */
export async function withAlice(store: Store, options: SettingsInput = {}): Promise<Alice> {
  const backend = testBackend(store, { options: { origin: ORIGIN, ...options } })
  await addPerson(backend, 'alice')
  const account = async () => (await findAccount(store.db, 'alice'))!
  return {
    backend,
    account,
    async signIn(proven = ['password']) {
      const started = await startApiSession(backend, { account: await account(), proven, by: OWNER })
      assert.ok(started.kind === 'started', started.kind)
      return started
    },
    async activity() {
      const rows = await store.db.selectFrom('activity').select(['kind', 'seq']).orderBy('seq').execute()
      return rows.map(({ kind }) => kind).filter((kind) => kind !== 'account-created')
    },
  }
}

export async function addPerson(backend: TestBackend, name: string): Promise<AccountWithHash> {
  const email = `${name}@example.org`
  await addAccount(backend, { username: name, email, password: 'seven lanterns at the harbour' })
  const { db } = backend.store
  await db
    .updateTable('users')
    .set({ email_verified_at: backend.now() })
    .where('username', '=', name)
    .execute()
  return (await findAccount(db, name))!
}

/** Mails to her, as they wait to be sent. */
export function outbox(store: Store) {
  return store.db
    .selectFrom('outbox')
    .select(['recipient', 'subject', 'text', 'html'])
    .orderBy('created_at')
    .execute()
}
