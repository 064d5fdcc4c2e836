// The first tables: accounts, their sessions and tokens, counters, and mail that waits.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/**
 * Every unique constraint and primary key is named TABLE_COLUMN_unique: store/unique.ts reads the column from it.
 * The states of an account are not a CHECK: SQLite can't widen one without making the table anew, and a state
 * that the code doesn't know counts as not active.
 */
export const accounts: Migration = {
  name: '0001-accounts',
  async up(db, kind) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const table = (name: string) => {
      const made = db.schema.createTable(name)
      return kind === 'sqlite' ? made.modifyEnd(sql`strict`) : made
    }

    await table('users')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('username', 'text', (name) => name.notNull())
      .addColumn('username_key', 'text', (key) => key.notNull())
      .addColumn('username_skeleton', 'text', (skeleton) => skeleton.notNull())
      .addColumn('email', 'text', (email) => email.notNull())
      .addColumn('email_key', 'text', (key) => key.notNull())
      .addColumn('password_hash', 'text')
      .addColumn('credential_epoch', integer, (epoch) => epoch.notNull().defaultTo(0))
      .addColumn('state', 'text', (state) => state.notNull().defaultTo('active'))
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('updated_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('users_id_unique', ['id'])
      .addUniqueConstraint('users_username_key_unique', ['username_key'])
      .addUniqueConstraint('users_username_skeleton_unique', ['username_skeleton'])
      .addUniqueConstraint('users_email_key_unique', ['email_key'])
      .addCheckConstraint(
        'users_named',
        sql`id <> '' and username_key <> '' and username_skeleton <> '' and email_key <> ''`,
      )
      .addCheckConstraint('users_epoch', sql`credential_epoch >= 0`)
      .execute()

    await table('sessions')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('user_id', 'text')
      .addColumn('credential_epoch', integer, (epoch) => epoch.notNull())
      .addColumn('assurance', 'text', (methods) => methods.notNull())
      .addColumn('proven_at', integer, (at) => at.notNull())
      .addColumn('data', 'text', (values) => values.notNull())
      .addColumn('address', 'text', (address) => address.notNull())
      .addColumn('user_agent', 'text', (agent) => agent.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('last_seen_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('sessions_id_unique', ['id'])
      .addForeignKeyConstraint('sessions_user', ['user_id'], 'users', ['id'], (user) =>
        user.onDelete('cascade'),
      )
      .addCheckConstraint('sessions_named', sql`id <> ''`)
      .addCheckConstraint('sessions_data', sql`length(data) <= 4096`)
      .execute()
    await db.schema
      .createIndex('sessions_by_user')
      .on('sessions')
      .columns(['user_id', 'created_at'])
      .execute()
    await db.schema.createIndex('sessions_by_last_seen').on('sessions').column('last_seen_at').execute()
    await db.schema.createIndex('sessions_by_creation').on('sessions').column('created_at').execute()

    await table('tokens')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('purpose', 'text', (purpose) => purpose.notNull())
      .addColumn('user_id', 'text')
      .addColumn('payload', 'text', (payload) => payload.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('tokens_id_unique', ['id'])
      .addForeignKeyConstraint('tokens_user', ['user_id'], 'users', ['id'], (user) =>
        user.onDelete('cascade'),
      )
      .addCheckConstraint('tokens_named', sql`id <> '' and purpose <> ''`)
      .execute()
    await db.schema.createIndex('tokens_by_user').on('tokens').columns(['user_id', 'purpose']).execute()
    await db.schema.createIndex('tokens_by_expiry').on('tokens').column('expires_at').execute()

    await table('counters')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('state', 'text', (state) => state.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('counters_id_unique', ['id'])
      .execute()
    await db.schema.createIndex('counters_by_expiry').on('counters').column('expires_at').execute()

    await table('throttle')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('failures', integer, (failures) => failures.notNull())
      .addColumn('last_failure_at', integer, (at) => at.notNull())
      .addColumn('blocked_until', integer, (until) => until.notNull())
      .addPrimaryKeyConstraint('throttle_id_unique', ['id'])
      .addCheckConstraint('throttle_failures', sql`failures >= 0`)
      .execute()
    await db.schema.createIndex('throttle_by_failure').on('throttle').column('last_failure_at').execute()

    await table('outbox')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('recipient', 'text', (recipient) => recipient.notNull())
      .addColumn('subject', 'text', (subject) => subject.notNull())
      .addColumn('text', 'text', (text) => text.notNull())
      .addColumn('html', 'text', (html) => html.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('attempts', integer, (attempts) => attempts.notNull().defaultTo(0))
      .addColumn('next_attempt_at', integer, (at) => at.notNull())
      .addColumn('claimed_until', integer, (until) => until.notNull().defaultTo(0))
      .addColumn('sent_at', integer)
      .addColumn('last_error', 'text')
      .addPrimaryKeyConstraint('outbox_id_unique', ['id'])
      .addCheckConstraint('outbox_named', sql`id <> '' and recipient <> ''`)
      .addCheckConstraint('outbox_attempts', sql`attempts >= 0`)
      .execute()
    await db.schema
      .createIndex('outbox_due')
      .on('outbox')
      .column('next_attempt_at')
      .where(sql.ref('sent_at'), 'is', null)
      .execute()
    await db.schema
      .createIndex('outbox_sent')
      .on('outbox')
      .column('sent_at')
      .where(sql.ref('sent_at'), 'is not', null)
      .execute()
  },
}
