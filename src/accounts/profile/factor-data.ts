// What the tables hold on somebody's second factors, as it stands in the document of their data. No key and no code is in it.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { moment } from './moment.ts'

type Owner = { id: string }

export async function* authenticatorsOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('authenticators')
    .select(['state', 'last_step', 'created_at'])
    .where('user_id', '=', id)
    .execute()
  for (const row of rows) {
    yield { state: row.state, lastTimeStep: row.last_step, createdAt: moment(row.created_at) }
  }
}

export async function* recoveryCodesOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('recovery_codes')
    .select(['created_at', 'used_at'])
    .where('user_id', '=', id)
    .execute()
  for (const row of rows) yield { createdAt: moment(row.created_at), usedAt: moment(row.used_at) }
}

export async function* passkeysOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield {
      id: row.id,
      name: row.name,
      publicKey: row.public_key,
      uses: row.counter,
      transports: row.transports,
      mayBeBackedUp: row.backup_eligible,
      isBackedUp: row.backed_up,
      model: row.aaguid,
      createdAt: moment(row.created_at),
      lastUsedAt: moment(row.last_used_at),
    }
  }
}

export async function* rememberedDevicesOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('remembered_devices')
    .select(['address', 'user_agent', 'created_at', 'last_used_at', 'expires_at'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield {
      address: row.address,
      userAgent: row.user_agent,
      createdAt: moment(row.created_at),
      lastUsedAt: moment(row.last_used_at),
      expiresAt: moment(row.expires_at),
    }
  }
}
