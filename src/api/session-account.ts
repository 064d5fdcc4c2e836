// The account of a session with the credential epoch that this session holds, so that nothing is made past a change of it.
import type { Kysely } from 'kysely'
import type { Database } from '../store/schema.ts'
import type { ApiBackend } from './needs.ts'

export interface SessionAccount {
  id: string
  credentialEpoch: number
}

/** Of a sign-in over the API. */
export function accountOfApiSession({ store }: ApiBackend, id: string): Promise<SessionAccount | undefined> {
  return select(store.db, 'api_sessions', id)
}

/** Of a browser's session. */
export function accountOfPageSession({ store }: ApiBackend, id: string): Promise<SessionAccount | undefined> {
  return select(store.db, 'sessions', id)
}

async function select(
  db: Kysely<Database>,
  table: 'api_sessions' | 'sessions',
  id: string,
): Promise<SessionAccount | undefined> {
  const row = await db
    .selectFrom(table)
    .select(['user_id', 'credential_epoch'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined || row.user_id === null) return undefined
  return { id: row.user_id, credentialEpoch: row.credential_epoch }
}
