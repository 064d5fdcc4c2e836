// What accounts gain after sign-up: a confirmed address, roles, a leaving date, a log of what happened; and leases.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Accounts from before it count as unconfirmed; nothing is known of their past sign-ins. */
export const accountsComplete: Migration = {
  name: '0002-accounts-complete',
  async up(db, kind) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const table = (name: string) => {
      const made = db.schema.createTable(name)
      return kind === 'sqlite' ? made.modifyEnd(sql`strict`) : made
    }

    const users = db.schema.alterTable('users')
    await users.addColumn('email_verified_at', integer).execute()
    await users.addColumn('display_name', 'text', (name) => name.notNull().defaultTo('')).execute()
    await users.addColumn('roles', 'text', (roles) => roles.notNull().defaultTo('[]')).execute()
    await users.addColumn('last_sign_in_at', integer).execute()
    await users.addColumn('deletes_at', integer).execute()
    await db.schema
      .createIndex('users_by_deletion')
      .on('users')
      .column('deletes_at')
      .where(sql.ref('deletes_at'), 'is not', null)
      .execute()

    await db.schema.alterTable('tokens').addColumn('slot', 'text').execute()
    // Rows without a slot never collide: null is not equal to null, on both databases.
    await db.schema
      .createIndex('tokens_user_id_and_purpose_and_slot_unique')
      .unique()
      .on('tokens')
      .columns(['user_id', 'purpose', 'slot'])
      .execute()

    await table('activity')
      .addColumn('user_id', 'text', (id) => id.notNull())
      .addColumn('seq', integer, (seq) => seq.notNull())
      .addColumn('kind', 'text', (what) => what.notNull())
      .addColumn('at', integer, (at) => at.notNull())
      .addColumn('actor', 'text', (actor) => actor.notNull())
      .addColumn('address', 'text', (address) => address.notNull())
      .addColumn('user_agent', 'text', (agent) => agent.notNull())
      .addColumn('detail', 'text', (detail) => detail.notNull())
      .addColumn('key', 'text', (key) => key.notNull())
      .addColumn('mac', 'text', (mac) => mac.notNull())
      .addPrimaryKeyConstraint('activity_user_id_and_seq_unique', ['user_id', 'seq'])
      .addForeignKeyConstraint('activity_user', ['user_id'], 'users', ['id'], (user) =>
        user.onDelete('cascade'),
      )
      .execute()
    await db.schema.createIndex('activity_by_time').on('activity').column('at').execute()

    await table('activity_heads')
      .addColumn('user_id', 'text', (id) => id.notNull())
      .addColumn('first_seq', integer, (seq) => seq.notNull())
      .addColumn('before_mac', 'text', (mac) => mac.notNull())
      .addColumn('last_seq', integer, (seq) => seq.notNull())
      .addColumn('last_mac', 'text', (mac) => mac.notNull())
      .addColumn('key', 'text', (key) => key.notNull())
      .addColumn('seal', 'text', (seal) => seal.notNull())
      .addPrimaryKeyConstraint('activity_heads_user_id_unique', ['user_id'])
      .addForeignKeyConstraint('activity_heads_user', ['user_id'], 'users', ['id'], (user) =>
        user.onDelete('cascade'),
      )
      .execute()

    await table('leases')
      .addColumn('name', 'text', (name) => name.notNull())
      .addColumn('holder', 'text', (holder) => holder.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('leases_name_unique', ['name'])
      .execute()
  },
}
