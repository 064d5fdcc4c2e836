// Accounts with some activity, written by the real rules, for tests that then lay hands on the tables.
import type { Kysely } from 'kysely'
import { noteActivity } from '../../../src/accounts/activity/activity.ts'
import { type ActivityFault, verifyActivity } from '../../../src/accounts/activity/verify.ts'
import type { AccountsBackend } from '../../../src/accounts/needs.ts'
import type { Database } from '../../../src/store/schema.ts'
import type { Store } from '../../../src/store/store.ts'
import { OWNER } from '../backend.ts'

/** After any migration of a test: such accounts have their creation in their activity. */
export const LATELY = Date.UTC(2200, 0, 1)

export async function addUser({ db }: Pick<Store, 'db'>, id: string, createdAt = LATELY): Promise<void> {
  const names = { username: `Name ${id}`, username_key: id, username_skeleton: id }
  const rest = { email: `${id}@example.org`, email_key: id, created_at: createdAt, updated_at: createdAt }
  await db
    .insertInto('users')
    .values({ id, ...names, ...rest })
    .execute()
}

/** An account whose activity is its creation and then sign-ins, a second apart. */
export async function addMember(
  backend: AccountsBackend & { clock: number },
  id: string,
  rows: number,
): Promise<void> {
  await addUser(backend.store, id)
  for (let row = 1; row <= rows; row++) await happen(backend, id, row === 1)
}

export async function happen(
  backend: AccountsBackend & { clock: number },
  userId: string,
  first = false,
): Promise<void> {
  const kind = first ? 'account-created' : 'signed-in'
  await noteActivity(backend, { userId, kind, by: OWNER, detail: { note: 'x' } })
  backend.clock += 1000
}

/** What is found, in short: `u row-changed 3`. */
export async function faultsIn({ store, keys }: Pick<AccountsBackend, 'store' | 'keys'>): Promise<string[]> {
  const { faults } = await verifyActivity(store, keys)
  return faults.map(({ userId, fault }) => `${userId} ${inShort(fault)}`)
}

function inShort(fault: ActivityFault): string {
  const seq = 'seq' in fault ? ` ${fault.seq}` : ''
  return `${fault.kind}${seq}${'through' in fault && fault.through !== fault.seq ? `-${fault.through}` : ''}`
}

export const rowsOf = (db: Kysely<Database>, userId: string) =>
  db.selectFrom('activity').selectAll().where('user_id', '=', userId).orderBy('seq').execute()

export const headOf = (db: Kysely<Database>, userId: string) =>
  db.selectFrom('activity_heads').selectAll().where('user_id', '=', userId).executeTakeFirst()

/** One column of one row, written past the rules. */
export function change(
  db: Kysely<Database>,
  userId: string,
  seq: number,
  columns: Partial<Database['activity']>,
) {
  return db
    .updateTable('activity')
    .set(columns)
    .where('user_id', '=', userId)
    .where('seq', '=', seq)
    .execute()
}

export function remove(db: Kysely<Database>, userId: string, from: number, through = from) {
  return db
    .deleteFrom('activity')
    .where('user_id', '=', userId)
    .where('seq', '>=', from)
    .where('seq', '<=', through)
    .execute()
}
