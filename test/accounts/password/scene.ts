// Alice, whose address is confirmed, on a given database; what is mailed to her, and the links in it.
import assert from 'node:assert/strict'
import { setImmediate as others } from 'node:timers/promises'
import type { Updateable } from 'kysely'
import { type AccountWithHash, findAccount } from '../../../src/accounts/account.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import type { UsersTable } from '../../../src/store/schema.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase, type OpenDatabase } from '../../store/databases.ts'
import { testBackend } from '../backend.ts'

export { eachDatabase }

export const OLD = 'kleine rote Tasse'
export const NEW = 'kleine blaue Tasse'
const MAX_SESSIONS = 100
/** Turns of the event loop until work after an answer is surely done. */
const MAX_TURNS = 10_000

export async function scene(open: OpenDatabase, options: SettingsInput = {}) {
  const backend = testBackend(await open(), { options })
  const { store } = backend
  const { db } = store
  await addAccount(backend, { username: 'Alice', email: 'Alice@Example.org', password: OLD })
  await addAccount(backend, { username: 'Bob', email: 'bob@example.org', password: OLD })
  await db.updateTable('users').set({ email_verified_at: 1 }).execute()
  backend.events.length = 0
  const account = async (name = 'alice'): Promise<AccountWithHash> =>
    (await findAccount(db, name)) ?? assert.fail(`no ${name}`)
  const { id } = await account()
  return {
    backend,
    store,
    db,
    id,
    account,
    change: (columns: Updateable<UsersTable>) =>
      db.updateTable('users').set(columns).where('id', '=', id).execute(),
    opens: async (password: string) => backend.hasher.verify((await account()).passwordHash, password),
    addSession: async (session: string, name = 'alice') => {
      const { id: userId, credentialEpoch } = await account(name)
      const rest = { assurance: [], twoFactor: false, binding: '', values: '{}', address: '', userAgent: '' }
      const times = { provenAt: backend.clock, createdAt: backend.clock, lastSeenAt: backend.clock }
      const row = { id: session, userId, credentialEpoch, ...rest, ...times }
      await sqlSessions(store).insert(row, MAX_SESSIONS)
    },
    sessions: async () =>
      (await db.selectFrom('sessions').select('id').orderBy('id').execute()).map((row) => row.id),
    kinds: () => backend.events.map(({ userId, kind }) => (userId === id ? kind : `${kind} of another`)),
    links: async () =>
      (await db.selectFrom('tokens').select('purpose').orderBy('purpose').execute()).map(
        (row) => row.purpose,
      ),
    mails: () => mailsIn(store),
  }
}

export const mailsIn = ({ db }: Store) =>
  db.selectFrom('outbox').selectAll().orderBy('created_at').orderBy('id').execute()

/** The tokens of links to a page in all mails, the newest mail last. */
export async function tokensFor(store: Store, path: string): Promise<string[]> {
  const link = new RegExp(`${path}\\?token=([\\w-]{43})\\s`)
  return (await mailsIn(store)).flatMap(({ text }) => link.exec(text)?.slice(1, 2) ?? [])
}

/** Waits for a mail that is written after the answer, and returns the token in it. @param known those of earlier mails */
export async function tokenFor(store: Store, path: string, known: readonly string[] = []): Promise<string> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const token = (await tokensFor(store, path)).find((one) => !known.includes(one))
    if (token !== undefined) return token
    await others()
  }
  assert.fail(`no mail with a link to ${path}`)
}
