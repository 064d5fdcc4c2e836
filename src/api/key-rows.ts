// Signing keys as rows: one made, its private part sealed and opened, and the lock of whoever changes which one signs.
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import type { Kysely, Selectable } from 'kysely'
import type { Settings } from '../config/settings.ts'
import { openAtRest, sealAtRest } from '../crypto/at-rest.ts'
import type { KeyRing } from '../crypto/keys.ts'
import type { Database, SigningKeysTable } from '../store/schema.ts'
import type { Algorithm, PublicJwk } from './strict-jwk.ts'

/** In the table `leases`. */
const LOCK = 'signing-keys'

export type KeyRow = Selectable<SigningKeysTable>

/** A new pair, without the times it signs at. The id is the thumbprint (RFC 7638): no two keys ever share one. */
export async function makeKeyRow(
  keys: KeyRing,
  setting: Settings['api']['algorithm'],
): Promise<Pick<KeyRow, 'id' | 'algorithm' | 'public_jwk' | 'private_key'>> {
  const algorithm: Algorithm = setting === 'Ed25519' ? 'EdDSA' : setting
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const bare = await exportJWK(publicKey)
  const id = await calculateJwkThumbprint(bare)
  const jwk = { ...bare, kid: id, alg: algorithm, use: 'sig' } as PublicJwk
  const pem = Buffer.from(await exportPKCS8(privateKey))
  return {
    id,
    algorithm,
    public_jwk: JSON.stringify(jwk),
    private_key: sealAtRest(keys, placeOf(id), pem),
  }
}

/** PKCS #8 as PEM; undefined when a secret that is no longer set sealed it, or it has been taken away. */
export function openPrivateKey(keys: KeyRing, row: Pick<KeyRow, 'id' | 'private_key'>): string | undefined {
  return openAtRest(keys, placeOf(row.id), row.private_key)?.toString()
}

export function placeOf(id: string) {
  return { table: 'signing_keys', column: 'private_key', row: id }
}

/**
 * All keys, oldest first, held until the end of the transaction: whoever else would add or move one waits, and then
 * sees what was done. A row that everybody writes is the lock on Postgres; SQLite has one writer.
 */
export async function holdKeyRows(tx: Kysely<Database>): Promise<KeyRow[]> {
  await tx
    .insertInto('leases')
    .values({ name: LOCK, holder: '', expires_at: 0 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ holder: '' }))
    .execute()
  return keyRows(tx)
}

export function keyRows(db: Kysely<Database>): Promise<KeyRow[]> {
  return db.selectFrom('signing_keys').selectAll().orderBy('signs_from').orderBy('id').execute()
}
