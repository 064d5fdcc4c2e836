// Authenticator codes (RFC 6238): keys sealed at rest, a code confirms its key, and no time step counts twice.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { openAtRest, sealAtRest } from '../../crypto/at-rest.ts'
import type { KeyRing } from '../../crypto/keys.ts'
import type { Database } from '../../store/schema.ts'
import type { AccountsBackend } from '../needs.ts'

/** RFC 4226 4: 160 bits, as long as SHA-1's output. Apps take nothing but SHA-1, 6 digits and 30 seconds for sure. */
const KEY_BYTES = 20
const DIGITS = 6
const PERIOD = 30 // seconds
/** Steps either way: clocks differ, and people type (RFC 6238 5.2). */
const DRIFT = 1
const CODE = /^\d{6}$/
/** The more a QR code holds, the finer it is, and cameras read coarse ones. Characters as they stand in its address. */
const MOST_OF_A_NAME = 120

type State = 'pending' | 'active'

/** What an app needs: the key in base32 (RFC 4648), and the same as an address for the QR code. */
export interface AuthenticatorKey {
  base32: string
  uri: string
}

/** A new key, that counts for nothing until a code of it was right. One that counts already goes on beside it. */
export async function beginAuthenticator(
  { store, keys, settings, now }: AccountsBackend,
  account: { id: string; username: string },
): Promise<AuthenticatorKey> {
  const key = randomBytes(KEY_BYTES)
  const row = { secret: seal(keys, account.id, 'pending', key), last_step: 0, created_at: now() }
  await store.db
    .insertInto('authenticators')
    .values({ user_id: account.id, state: 'pending', ...row })
    .onConflict((conflict) => conflict.columns(['user_id', 'state']).doUpdateSet(row))
    .execute()
  return shown(key, settings.siteName, account.username)
}

/** The key that waits for its first code, so that the page shows it again after a mistyped one. */
export async function pendingAuthenticator(
  { store, keys, settings }: Pick<AccountsBackend, 'store' | 'keys' | 'settings'>,
  account: { id: string; username: string },
): Promise<AuthenticatorKey | undefined> {
  const key = (await readKey(store.db, keys, account.id, 'pending'))?.key
  return key && shown(key, settings.siteName, account.username)
}

function shown(key: Buffer, issuer: string, username: string): AuthenticatorKey {
  const totp = totpOf(key, nameInApp(issuer), nameInApp(username))
  return { base32: totp.secret.base32, uri: totp.toString() }
}

/** For the list of an app alone: nothing goes by it. A colon stands between the two names, and in neither (Key URI format). */
function nameInApp(given: string): string {
  const parts = given.split(':').map((part) => part.trim())
  const name = parts.join(' ').trim()
  if (encodeURIComponent(name).length <= MOST_OF_A_NAME) return name
  const characters = [...name]
  while (encodeURIComponent(`${characters.join('')}…`).length > MOST_OF_A_NAME) characters.pop()
  return `${characters.join('')}…`
}

/** Makes the pending key count, if the code is one of it. In the caller's transaction. */
export async function confirmAuthenticator(
  tx: Kysely<Database>,
  keys: KeyRing,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const pending = await readKey(tx, keys, userId, 'pending')
  const step = pending && stepOf(pending.key, code, now)
  if (pending === undefined || step === undefined) return false
  // Whoever takes the row away is the one who confirms it: of parallel callers one does.
  const { numDeletedRows } = await tx
    .deleteFrom('authenticators')
    .where('user_id', '=', userId)
    .where('state', '=', 'pending')
    .where('secret', '=', pending.secret)
    .executeTakeFirst()
  if (numDeletedRows === 0n) return false
  // The step of this very code counts as used.
  const row = { secret: seal(keys, userId, 'active', pending.key), last_step: step, created_at: now }
  await tx
    .insertInto('authenticators')
    .values({ user_id: userId, state: 'active', ...row })
    .onConflict((conflict) => conflict.columns(['user_id', 'state']).doUpdateSet(row))
    .execute()
  return true
}

/** Whether the code is right, for a step later than any before it; of parallel callers with one code one gets true (RFC 6238 5.2). */
export async function acceptCode(
  tx: Kysely<Database>,
  keys: KeyRing,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const active = await readKey(tx, keys, userId, 'active')
  const step = active && stepOf(active.key, code, now)
  if (active === undefined || step === undefined) return false
  const { numUpdatedRows } = await tx
    .updateTable('authenticators')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('state', '=', 'active')
    .where('secret', '=', active.secret)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function hasAuthenticator(db: Kysely<Database>, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('authenticators')
    .select('state')
    .where('user_id', '=', userId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row !== undefined
}

/** Both the one that counts and one that waits. Returns whether one counted. */
export async function removeAuthenticator(tx: Kysely<Database>, userId: string): Promise<boolean> {
  const removed = await tx
    .deleteFrom('authenticators')
    .where('user_id', '=', userId)
    .returning('state')
    .execute()
  return removed.some(({ state }) => state === 'active')
}

/** The step whose code this is, within the drift; every candidate is compared in constant time. */
function stepOf(key: Buffer, given: string, now: number): number | undefined {
  const code = given.replace(/[\s-]/g, '')
  if (!CODE.test(code)) return undefined
  const delta = totpOf(key).validate({ token: code, timestamp: now, window: DRIFT })
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta
}

function totpOf(key: Buffer, issuer = '', label = ''): TOTP {
  const secret = new Secret({ buffer: new Uint8Array(key).buffer })
  return new TOTP({ secret, issuer, label, algorithm: 'SHA1', digits: DIGITS, period: PERIOD })
}

async function readKey(db: Kysely<Database>, keys: KeyRing, userId: string, state: State) {
  const row = await db
    .selectFrom('authenticators')
    .select('secret')
    .where('user_id', '=', userId)
    .where('state', '=', state)
    .executeTakeFirst()
  const key = row && openAtRest(keys, placeOf(userId, state), row.secret)
  return key && { key, secret: row.secret }
}

function seal(keys: KeyRing, userId: string, state: State, key: Buffer): string {
  return sealAtRest(keys, placeOf(userId, state), key)
}

export function placeOf(userId: string, state: State) {
  return { table: 'authenticators', column: 'secret', row: `${userId} ${state}` }
}
