// Passkeys as rows: an account's own, one by its id, and the counter that none of them may turn back.
import type { Kysely, Selectable } from 'kysely'
import type { Database, PasskeysTable } from '../../store/schema.ts'

/** More than anybody has; the list goes to the browser whole. */
export const MOST_PASSKEYS = 20

/** How a browser reaches an authenticator (WebAuthn Level 3 5.8.4); what isn't here is not kept. */
const TRANSPORTS = ['internal', 'hybrid', 'usb', 'nfc', 'ble', 'smart-card'] as const
export type Transport = (typeof TRANSPORTS)[number]

export interface Passkey {
  /** Credential id, base64url. */
  id: string
  userId: string
  /** COSE key, base64url. */
  publicKey: string
  counter: number
  transports: readonly Transport[]
  name: string
  /** Whether it may be copied to its owner's other devices, and whether it has been. */
  backupEligible: boolean
  backedUp: boolean
  aaguid: string
  /** Milliseconds since 1970. */
  createdAt: number
  lastUsedAt: number | null
}

/** Oldest first. */
export async function listPasskeys(db: Kysely<Database>, userId: string): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(passkeyOf)
}

export async function findPasskey(db: Kysely<Database>, id: string): Promise<Passkey | undefined> {
  const row = await db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
  return row && passkeyOf(row)
}

function passkeyOf(row: Selectable<PasskeysTable>): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: knownTransports(JSON.parse(row.transports) as string[]),
    name: row.name,
    backupEligible: row.backup_eligible !== 0,
    backedUp: row.backed_up !== 0,
    aaguid: row.aaguid,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}

export function knownTransports(given: readonly string[]): Transport[] {
  return TRANSPORTS.filter((transport) => given.includes(transport))
}

/** False when a passkey of this id is there already, whosever it is. */
export async function insertPasskey(
  tx: Kysely<Database>,
  passkey: Omit<Passkey, 'lastUsedAt'>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('passkeys')
    .values({
      id: passkey.id,
      user_id: passkey.userId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: JSON.stringify(passkey.transports),
      name: passkey.name,
      backup_eligible: Number(passkey.backupEligible),
      backed_up: Number(passkey.backedUp),
      aaguid: passkey.aaguid,
      created_at: passkey.createdAt,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/**
 * Notes a use, in one statement: a counter that has not grown shows a copy of the key, or an answer that was sent
 * before (WebAuthn Level 3 6.1.1). Authenticators without a counter say 0 for ever, which is no sign of anything.
 */
export async function useCounter(
  tx: Kysely<Database>,
  { id, counter, backedUp, now }: { id: string; counter: number; backedUp: boolean; now: number },
): Promise<'used' | 'counter' | 'gone'> {
  const { numUpdatedRows } = await tx
    .updateTable('passkeys')
    .set({ counter, backed_up: Number(backedUp), last_used_at: now })
    .where('id', '=', id)
    .where((is) => is.or([is('counter', '<', counter), is('counter', '=', 0)]))
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return 'used'
  return (await findPasskey(tx, id)) === undefined ? 'gone' : 'counter'
}
