// Alice and Bob with confirmed addresses, on a given database: what is mailed to whom, and the links in it.
import assert from 'node:assert/strict'
import { setImmediate as others } from 'node:timers/promises'
import type { Updateable } from 'kysely'
import { type AccountWithHash, findAccount } from '../../../src/accounts/account.ts'
import { askForChange } from '../../../src/accounts/email/change.ts'
import { confirmChange } from '../../../src/accounts/email/confirm-change.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import type { UsersTable } from '../../../src/store/schema.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase, type OpenDatabase } from '../../store/databases.ts'
import { OWNER, testBackend } from '../backend.ts'

export { eachDatabase, OWNER }

export const PASSWORD = 'kleine rote Tasse'
export const HOUR = 3_600_000 // milliseconds
/** Turns of the event loop until work after an answer is surely done. */
const MAX_TURNS = 20_000

export async function scene(open: OpenDatabase, options: SettingsInput = {}) {
  const backend = testBackend(await open(), { options })
  const { store } = backend
  const { db } = store
  for (const username of ['alice', 'bob'])
    await addAccount(backend, { username, email: `${username}@x.test`, password: PASSWORD })
  await db.updateTable('users').set({ email_verified_at: 1 }).execute()
  backend.events.length = 0
  const account = async (name = 'alice'): Promise<AccountWithHash> =>
    (await findAccount(db, name)) ?? assert.fail(`no ${name}`)
  const { id } = await account()
  const ask = async (email: string, userId = id) => {
    const asked = await askForChange(backend, { userId, email, by: OWNER })
    await backend.settled()
    return asked
  }
  const confirm = (token: string, sessionId?: string) =>
    confirmChange(backend, { token, sessionId, by: OWNER })
  return {
    backend,
    store,
    db,
    id,
    account,
    ask,
    confirm,
    update: (columns: Updateable<UsersTable>, userId = id) =>
      db.updateTable('users').set(columns).where('id', '=', userId).execute(),
    /** From asking to confirming; an hour passes, so that allowances are no matter. */
    async changeTo(email: string, userId = id) {
      backend.clock += HOUR
      await ask(email, userId)
      return confirm(await tokenTo(store, email, '/email/change/confirm'))
    },
    addSession: async (session: string, name = 'alice') => {
      const { id: userId, credentialEpoch } = await account(name)
      const rest = { assurance: [], twoFactor: false, binding: '', values: '{}', address: '', userAgent: '' }
      const times = { provenAt: backend.clock, createdAt: backend.clock, lastSeenAt: backend.clock }
      await sqlSessions(store).insert({ id: session, userId, credentialEpoch, ...rest, ...times }, 100)
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

export const mailsIn = ({ db }: Pick<Store, 'db'>) =>
  db.selectFrom('outbox').selectAll().orderBy('created_at').execute()

/** The tokens in all mails to one address, the newest mail last. */
export async function tokensTo(store: Pick<Store, 'db'>, recipient: string, path: string): Promise<string[]> {
  const link = new RegExp(`${path}\\?token=([\\w-]{43})\\s`)
  const mails = (await mailsIn(store)).filter((mail) => mail.recipient === recipient)
  return mails.flatMap(({ text }) => link.exec(text)?.slice(1, 2) ?? [])
}

/** Waits for a mail that is written after the answer; the token in the last of so many. */
export async function tokenTo(
  store: Pick<Store, 'db'>,
  recipient: string,
  path: string,
  count = 1,
): Promise<string> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const tokens = await tokensTo(store, recipient, path)
    if (tokens.length >= count) return tokens.at(-1)!
    await others()
  }
  assert.fail(`no mail to ${recipient} with a link to ${path}`)
}

export const fifty = <T>(work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 50 }, (_, at) => work(at)))
