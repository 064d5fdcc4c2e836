// What uploads need: a row for each file that is kept, or about to be.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const uploads: Migration = {
  name: '0005-uploads',
  async up(db, kind) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const made = db.schema.createTable('uploads')
    await (kind === 'sqlite' ? made.modifyEnd(sql`strict`) : made)
      .addColumn('id', 'text', (id) => id.notNull())
      // Not deleted with the account: by its row the bytes are found, which go first.
      .addColumn('user_id', 'text')
      .addColumn('purpose', 'text', (purpose) => purpose.notNull())
      .addColumn('state', 'text', (state) => state.notNull())
      .addColumn('name', 'text', (name) => name.notNull())
      .addColumn('kind', 'text', (word) => word.notNull())
      .addColumn('type', 'text', (type) => type.notNull())
      .addColumn('bytes', integer, (bytes) => bytes.notNull())
      .addColumn('sha256', 'text', (digest) => digest.notNull())
      .addColumn('width', integer)
      .addColumn('height', integer)
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('expires_at', integer)
      .addPrimaryKeyConstraint('uploads_id_unique', ['id'])
      .addForeignKeyConstraint('uploads_user', ['user_id'], 'users', ['id'], (user) =>
        user.onDelete('set null'),
      )
      .execute()
    await db.schema.createIndex('uploads_by_user').on('uploads').column('user_id').execute()
    await db.schema.createIndex('uploads_by_state').on('uploads').column('state').execute()
  },
}
