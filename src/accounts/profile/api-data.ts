// What the tables hold on somebody's sign-ins over the API and their tokens, as it stands in the document of their data.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { moment } from './moment.ts'

type Owner = { id: string }

export async function* apiSessionsOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('api_sessions')
    .select(['address', 'user_agent', 'assurance', 'created_at', 'last_used_at', 'proven_at'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield {
      address: row.address,
      userAgent: row.user_agent,
      signedInAt: moment(row.created_at),
      lastUsedAt: moment(row.last_used_at),
      provenAt: moment(row.proven_at),
      provenBy: JSON.parse(row.assurance) as unknown,
    }
  }
}

export async function* personalTokensOf(db: Kysely<Database>, { id }: Owner): AsyncGenerator<object> {
  const rows = await db
    .selectFrom('personal_tokens')
    .select(['id', 'name', 'scopes', 'created_at', 'expires_at', 'last_used_at'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute()
  for (const row of rows) {
    yield {
      id: row.id,
      name: row.name,
      scopes: row.scopes,
      createdAt: moment(row.created_at),
      expiresAt: moment(row.expires_at),
      lastUsedAt: moment(row.last_used_at),
    }
  }
}
