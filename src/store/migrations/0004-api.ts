// What the JSON API needs: signing keys, refresh tokens in families, personal access tokens.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const api: Migration = {
  name: '0004-api',
  async up(db, kind) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const table = (name: string) => {
      const made = db.schema.createTable(name)
      return kind === 'sqlite' ? made.modifyEnd(sql`strict`) : made
    }
    const ofUser = (name: string) =>
      table(name)
        .addColumn('user_id', 'text', (id) => id.notNull())
        .addForeignKeyConstraint(`${name}_user`, ['user_id'], 'users', ['id'], (user) =>
          user.onDelete('cascade'),
        )

    await table('signing_keys')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('algorithm', 'text', (name) => name.notNull())
      .addColumn('public_jwk', 'text', (jwk) => jwk.notNull())
      .addColumn('private_key', 'text', (key) => key.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('signs_from', integer, (at) => at.notNull())
      .addColumn('signs_until', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('signing_keys_id_unique', ['id'])
      .execute()

    await ofUser('api_sessions')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('credential_epoch', integer, (epoch) => epoch.notNull())
      .addColumn('assurance', 'text', (list) => list.notNull())
      .addColumn('proven_at', integer, (at) => at.notNull())
      .addColumn('address', 'text', (address) => address.notNull())
      .addColumn('user_agent', 'text', (agent) => agent.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('last_used_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('api_sessions_id_unique', ['id'])
      .execute()
    await db.schema.createIndex('api_sessions_by_user').on('api_sessions').column('user_id').execute()

    await table('refresh_tokens')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('session_id', 'text', (id) => id.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addColumn('used_at', integer)
      .addColumn('successor', 'text', (sealed) => sealed.notNull().defaultTo(''))
      .addPrimaryKeyConstraint('refresh_tokens_id_unique', ['id'])
      .addForeignKeyConstraint('refresh_tokens_session', ['session_id'], 'api_sessions', ['id'], (session) =>
        session.onDelete('cascade'),
      )
      .execute()
    await db.schema
      .createIndex('refresh_tokens_by_session')
      .on('refresh_tokens')
      .column('session_id')
      .execute()

    await ofUser('personal_tokens')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('credential_epoch', integer, (epoch) => epoch.notNull())
      .addColumn('secret_hash', 'text', (hash) => hash.notNull())
      .addColumn('name', 'text', (name) => name.notNull())
      .addColumn('scopes', 'text', (list) => list.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addColumn('last_used_at', integer)
      .addPrimaryKeyConstraint('personal_tokens_id_unique', ['id'])
      .execute()
    await db.schema.createIndex('personal_tokens_by_user').on('personal_tokens').column('user_id').execute()
  },
}
