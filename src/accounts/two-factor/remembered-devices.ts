// Devices on which the second factor isn't asked for, for a while: a token each, kept as a hash, ended by any change of credentials.
import type { Kysely } from 'kysely'
import { hashToken, newToken, safeEqual } from '../../crypto/token.ts'
import type { Database } from '../../store/schema.ts'
import type { Account } from '../account.ts'

const MAX_ADDRESS = 64
const MAX_USER_AGENT = 256
/** More than anybody has; the oldest go. */
const MAX_DEVICES = 20

export interface RememberedDevice {
  /** What a form names it by: the hash of its row's id, which opens nothing. */
  handle: string
  userAgent: string
  address: string
  /** Milliseconds since 1970. */
  createdAt: number
  lastUsedAt: number
  expiresAt: number
}

/** Returns the token, for a cookie alone. @param lifetime seconds */
export async function rememberDevice(
  tx: Kysely<Database>,
  account: Pick<Account, 'id' | 'credentialEpoch'>,
  {
    address,
    userAgent,
    lifetime,
    now,
  }: { address: string; userAgent: string; lifetime: number; now: number },
): Promise<string> {
  const token = newToken()
  await tx
    .insertInto('remembered_devices')
    .values({
      id: hashToken(token),
      user_id: account.id,
      credential_epoch: account.credentialEpoch,
      address: address.slice(0, MAX_ADDRESS),
      user_agent: userAgent.slice(0, MAX_USER_AGENT).toWellFormed().replaceAll('\0', ''),
      created_at: now,
      last_used_at: now,
      expires_at: now + lifetime * 1000,
    })
    .execute()
  await tx
    .deleteFrom('remembered_devices')
    .where('user_id', '=', account.id)
    .where('id', 'not in', (kept) =>
      kept
        .selectFrom('remembered_devices')
        .select('id')
        .where('user_id', '=', account.id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MAX_DEVICES),
    )
    .execute()
  return token
}

/** Whether this token stands for a device of this very account as it is now; notes that it was used. */
export async function isRemembered(
  db: Kysely<Database>,
  account: Pick<Account, 'id' | 'credentialEpoch'>,
  token: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('remembered_devices')
    .set({ last_used_at: now })
    .where('id', '=', hashToken(token))
    .where('user_id', '=', account.id)
    .where('credential_epoch', '=', account.credentialEpoch)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those that still count, most recently used first. */
export async function listRemembered(
  db: Kysely<Database>,
  account: Pick<Account, 'id' | 'credentialEpoch'>,
  now: number,
): Promise<RememberedDevice[]> {
  const rows = await db
    .selectFrom('remembered_devices')
    .selectAll()
    .where('user_id', '=', account.id)
    .where('credential_epoch', '=', account.credentialEpoch)
    .where('expires_at', '>', now)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    handle: hashToken(row.id),
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  }))
}

/** One of the account's by its handle; false when it is not there, or somebody else's. */
export async function forgetDevice(tx: Kysely<Database>, userId: string, handle: string): Promise<boolean> {
  const rows = await tx.selectFrom('remembered_devices').select('id').where('user_id', '=', userId).execute()
  const one = rows.find(({ id }) => safeEqual(hashToken(id), handle))
  if (one === undefined) return false
  const { numDeletedRows } = await tx
    .deleteFrom('remembered_devices')
    .where('id', '=', one.id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
