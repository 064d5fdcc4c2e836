// Accounts with roles and sessions, for tests of who may do what to whom.
import { accountById } from '../../../src/accounts/account.ts'
import type { Administrator } from '../../../src/accounts/admin/act.ts'
import type { AccountsBackend } from '../../../src/accounts/needs.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import type { Store } from '../../../src/store/store.ts'
import { addUser } from '../activity/accounts.ts'

export const CLIENT = { address: '192.0.2.9', userAgent: 'A desk/1.0' }

/** An account with roles and a session, as an administrator who asks for something. */
export async function addPerson(
  { store, now }: AccountsBackend,
  id: string,
  roles: readonly string[] = [],
): Promise<Administrator> {
  await addUser(store, id, now())
  await store.db
    .updateTable('users')
    .set({ roles: JSON.stringify(roles), email_verified_at: now() })
    .where('id', '=', id)
    .execute()
  return signIn({ store, now }, id)
}

export async function signIn(
  { store, now }: Pick<AccountsBackend, 'store' | 'now'>,
  id: string,
  token = `token of ${id}`,
): Promise<Administrator> {
  const account = await accountById(store.db, id)
  const [createdAt, provenAt, lastSeenAt] = [now(), now(), now()]
  const session = { id: hashToken(token), userId: id, credentialEpoch: account!.credentialEpoch }
  const rest = {
    assurance: ['password'],
    twoFactor: false,
    binding: '',
    values: '{}',
    address: '',
    userAgent: '',
  }
  await sqlSessions(store).insert({ ...session, ...rest, createdAt, provenAt, lastSeenAt }, 20)
  return { id, sessionId: session.id, client: CLIENT }
}

export const isIn = async ({ store }: { store: Store }, { sessionId }: Administrator) =>
  (await sqlSessions(store).find(sessionId)) !== undefined

/** `kind actor detail`, oldest first. */
export async function linesOf({ store }: { store: Store }, userId: string): Promise<string[]> {
  const rows = await store.db
    .selectFrom('activity')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('seq')
    .execute()
  return rows.map(({ kind, actor, detail }) => `${kind} ${actor} ${detail}`)
}
