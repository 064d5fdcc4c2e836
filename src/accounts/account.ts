// Accounts as rows: find one, create one, suspend one, list them.
import { type Expression, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { newToken } from '../crypto/token.ts'
import type { Database, UsersTable } from '../store/schema.ts'
import { parseEmailAddress } from './email-address.ts'
import { usernameKey } from './username.ts'

/** 128 random bits: no id is ever drawn twice, so nothing of a deleted account passes to a later one. */
const ID_BYTES = 16
/** Accounts handed out at once. */
const PAGE = 500

export interface Account {
  id: string
  /** As shown. */
  username: string
  email: string
  state: 'active' | 'suspended'
  /** Sessions and tokens of an older epoch are dead. */
  credentialEpoch: number
  /** Milliseconds since 1970, as all times here. */
  createdAt: number
  /** When its owner last proved to read mail at `email`. */
  emailVerifiedAt: number | null
  /** What others see in place of the user name; '' for none. */
  displayName: string
  roles: readonly string[]
  lastSignInAt: number | null
  /** When it goes for good, since its owner left. */
  deletesAt: number | null
  /** Whether a session needs two factors. */
  secondFactor: boolean
  /** Devices known since before are strangers. */
  devicesSince: number
}

export interface AccountWithHash extends Account {
  usernameKey: string
  emailKey: string
  /** PHC string, or null for an account without a password. */
  passwordHash: string | null
}

/** The account of a user name or an e-mail address, in any case or composition. A name never holds an @. */
export async function findAccount(
  db: Kysely<Database>,
  identifier: string,
): Promise<AccountWithHash | undefined> {
  const [column, key] = lookUpBy(identifier)
  const row = await db.selectFrom('users').selectAll().where(column, '=', key).executeTakeFirst()
  return row && withHash(row)
}

/** The account of this id. */
export async function accountById(db: Kysely<Database>, id: string): Promise<AccountWithHash | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return row && withHash(row)
}

function withHash(row: Selectable<UsersTable>): AccountWithHash {
  return {
    ...shown(row),
    usernameKey: row.username_key,
    emailKey: row.email_key,
    passwordHash: row.password_hash,
  }
}

/**
 * The column and the key to look for. What can be nobody's name or address is looked for as well, as '', which no row
 * has: one query in every case, so that the time tells nothing.
 */
export function lookUpBy(identifier: string): ['username_key' | 'email_key', string] {
  if (!identifier.includes('@')) return ['username_key', usernameKey(identifier) ?? '']
  const address = parseEmailAddress(identifier)
  return ['email_key', address.kind === 'ok' ? address.key : '']
}

export interface NewAccount {
  username: { display: string; key: string; skeleton: string }
  email: { address: string; key: string }
  passwordHash: string
  /** Milliseconds since 1970; null: nobody has shown yet that they read mail there. */
  emailVerifiedAt: number | null
}

/** Without a password it needs another way in, and an id that this has been made for. */
export interface AccountToMake extends Omit<NewAccount, 'passwordHash'> {
  id?: string
  passwordHash: string | null
  /** Whether a session needs two factors from the start. */
  secondFactor?: boolean
}

export type Creation =
  | { kind: 'created'; id: string }
  /** The name, or one that looks like it. */
  | { kind: 'username-taken' }
  | {
      kind: 'email-taken'
      owner: { id: string; username: string; email: string; emailVerifiedAt: number | null }
    }

/** Creates an account in the caller's transaction. The unique constraints decide; nothing is looked up before. */
export async function createAccount(
  tx: Kysely<Database>,
  account: AccountToMake,
  now: number,
): Promise<Creation> {
  const { username, email, passwordHash, id = newToken(ID_BYTES) } = account
  const inserted = await tx
    .insertInto('users')
    .values({
      id,
      username: username.display,
      username_key: username.key,
      username_skeleton: username.skeleton,
      email: email.address,
      email_key: email.key,
      password_hash: passwordHash,
      email_verified_at: account.emailVerifiedAt,
      second_factor: account.secondFactor === true ? 1 : 0,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted === undefined ? whoIsInTheWay(tx, account) : { kind: 'created', id }
}

async function whoIsInTheWay(
  tx: Kysely<Database>,
  { username, email }: Pick<NewAccount, 'username' | 'email'>,
): Promise<Creation> {
  const others = await tx
    .selectFrom('users')
    .select(['id', 'username', 'email', 'username_key', 'username_skeleton', 'email_key'])
    .select('email_verified_at')
    .where((is) =>
      is.or([
        is('username_key', '=', username.key),
        is('username_skeleton', '=', username.skeleton),
        is('email_key', '=', email.key),
      ]),
    )
    .execute()
  // The name comes first, even where both are one account's: the answer must not tell which address goes with a name.
  const nameTaken = others.some(
    (other) => other.username_key === username.key || other.username_skeleton === username.skeleton,
  )
  if (nameTaken) return { kind: 'username-taken' }
  const owner = others[0]
  if (owner === undefined)
    throw new Error('the account in the way has just been deleted; the next attempt will work')
  const { id, username: name, email: address, email_verified_at: emailVerifiedAt } = owner
  return { kind: 'email-taken', owner: { id, username: name, email: address, emailVerifiedAt } }
}

export interface Listing {
  /** The key, by which they are sorted, of the last one seen. */
  after?: string
  limit?: number
  by?: 'username_key' | 'email_key'
  /** A condition on the row. */
  matching?: Expression<SqlBool>
}

/** Accounts by name, or by address; at most 500 at once. */
export async function listAccounts(
  db: Kysely<Database>,
  { after, limit = PAGE, by = 'username_key', matching }: Listing = {},
): Promise<(Account & { usernameKey: string; emailKey: string })[]> {
  const first = db.selectFrom('users').selectAll().orderBy(by).limit(Math.min(limit, PAGE))
  // Not where nothing is asked: SQLite would begin there and not where `matching` says.
  const asked = after === undefined || after === '' ? first : first.where(by, '>', after)
  const rows = await (matching === undefined ? asked : asked.where(matching)).execute()
  return rows.map((row) => ({ ...shown(row), usernameKey: row.username_key, emailKey: row.email_key }))
}

/** Suspends or readmits an account and ends its sessions (a raised epoch kills them all). False: no such account. */
export async function setSuspended(
  db: Kysely<Database>,
  id: string,
  suspended: boolean,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({ state: suspended ? 'suspended' : 'active', credential_epoch: nextEpoch, updated_at: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** For an update of `users`: ends all sessions and tokens of the account. */
export const nextEpoch = sql<number>`credential_epoch + 1`

/** Ends all sessions and tokens of an account with one write, in the caller's transaction. False: there is no such account. */
export async function endAllSessions(tx: Kysely<Database>, userId: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('users')
    .set({ credential_epoch: nextEpoch, updated_at: now })
    .where('id', '=', userId)
    .executeTakeFirst()
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute()
  return numUpdatedRows > 0n
}

function shown(row: Selectable<UsersTable>): Account {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    state: row.state,
    credentialEpoch: row.credential_epoch,
    createdAt: row.created_at,
    emailVerifiedAt: row.email_verified_at,
    displayName: row.display_name,
    roles: JSON.parse(row.roles) as string[],
    lastSignInAt: row.last_sign_in_at,
    deletesAt: row.deletes_at,
    secondFactor: row.second_factor !== 0,
    devicesSince: row.devices_since,
  }
}
