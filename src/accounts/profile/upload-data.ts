// What the table holds on somebody's files, as it stands in the document of their data. The files are theirs to download.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { moment } from './moment.ts'

export async function* uploadsOf(db: Kysely<Database>, { id }: { id: string }): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('uploads')
    .selectAll()
    .where('user_id', '=', id)
    .where('state', '!=', 'gone')
    .orderBy('created_at')
    .execute()
  for (const { user_id: _owner, created_at, expires_at: _until, ...row } of rows) {
    yield { ...row, createdAt: moment(created_at) }
  }
}
