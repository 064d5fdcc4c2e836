// What second factors need, and which devices are known: authenticator keys, recovery codes, passkeys, remembered devices, sessions bound to a device.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Accounts from before it have no second factor, and go on as they were. */
export const secondFactors: Migration = {
  name: '0003-second-factors',
  async up(db, kind) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const ofUser = (name: string) => {
      const made = db.schema
        .createTable(name)
        .addColumn('user_id', 'text', (id) => id.notNull())
        .addForeignKeyConstraint(`${name}_user`, ['user_id'], 'users', ['id'], (user) =>
          user.onDelete('cascade'),
        )
      return kind === 'sqlite' ? made.modifyEnd(sql`strict`) : made
    }
    const byUser = (table: string) =>
      db.schema.createIndex(`${table}_by_user`).on(table).column('user_id').execute()

    const users = db.schema.alterTable('users')
    await users.addColumn('second_factor', integer, (has) => has.notNull().defaultTo(0)).execute()
    await users.addColumn('factor_due_at', integer).execute()
    await users.addColumn('devices_since', integer, (at) => at.notNull().defaultTo(0)).execute()
    await db.schema
      .alterTable('sessions')
      .addColumn('binding', 'text', (binding) => binding.notNull().defaultTo(''))
      .execute()

    await ofUser('authenticators')
      .addColumn('state', 'text', (state) => state.notNull())
      .addColumn('secret', 'text', (secret) => secret.notNull())
      .addColumn('last_step', integer, (step) => step.notNull().defaultTo(0))
      .addColumn('created_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('authenticators_user_id_and_state_unique', ['user_id', 'state'])
      .execute()

    await ofUser('recovery_codes')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('used_at', integer)
      .addPrimaryKeyConstraint('recovery_codes_id_unique', ['id'])
      .execute()
    await byUser('recovery_codes')

    await ofUser('passkeys')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('public_key', 'text', (key) => key.notNull())
      .addColumn('counter', integer, (count) => count.notNull())
      .addColumn('transports', 'text', (list) => list.notNull())
      .addColumn('name', 'text', (name) => name.notNull())
      .addColumn('backup_eligible', integer, (may) => may.notNull())
      .addColumn('backed_up', integer, (is) => is.notNull())
      .addColumn('aaguid', 'text', (model) => model.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('last_used_at', integer)
      .addPrimaryKeyConstraint('passkeys_id_unique', ['id'])
      .execute()
    await byUser('passkeys')

    await ofUser('remembered_devices')
      .addColumn('id', 'text', (id) => id.notNull())
      .addColumn('credential_epoch', integer, (epoch) => epoch.notNull())
      .addColumn('address', 'text', (address) => address.notNull())
      .addColumn('user_agent', 'text', (agent) => agent.notNull())
      .addColumn('created_at', integer, (at) => at.notNull())
      .addColumn('last_used_at', integer, (at) => at.notNull())
      .addColumn('expires_at', integer, (at) => at.notNull())
      .addPrimaryKeyConstraint('remembered_devices_id_unique', ['id'])
      .execute()
    await byUser('remembered_devices')
  },
}
