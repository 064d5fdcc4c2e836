// Migrations: what a database lacks, how it gets it, and what stops them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { applyMigrations, migrationStatus } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import type { Migration } from '../../src/store/migrations/migration.ts'
import { eachDatabase } from './databases.ts'

const NAMES = migrations.map((migration) => migration.name)
const FOLDER = new URL('../../src/store/migrations/', import.meta.url)
const FILES = readdirSync(FOLDER).filter((file) => /^\d/.test(file))

describe('the list of migrations', () => {
  test('holds each file of the folder under its name, in order', () => {
    assert.deepEqual(
      NAMES,
      FILES.sort().map((file) => file.replace('.ts', '')),
    )
  })

  test('only adds: no migration drops, renames or retypes anything', () => {
    for (const file of FILES) {
      const text = readFileSync(new URL(file, FOLDER), 'utf8')
      assert.doesNotMatch(text, /drop|rename|setDataType|modifyColumn|alterColumn|truncate|deleteFrom/i, file)
    }
  })
})

const later: Migration = {
  name: '9999-later',
  async up(db) {
    await db.schema.alterTable('counters').addColumn('note', 'text').execute()
  },
}

const empty = (name: string): Migration => ({ name, async up() {} })

eachDatabase('migrations', (open) => {
  test('an empty database lacks all of them, gets them once, and says when', async () => {
    const store = await open.bare()
    assert.deepEqual(await migrationStatus(store), { applied: [], pending: NAMES, unknown: [] })
    assert.deepEqual(await applyMigrations(store, 1_000), NAMES)
    const applied = NAMES.map((name) => ({ name, at: 1_000 }))
    assert.deepEqual(await migrationStatus(store), { applied, pending: [], unknown: [] })
    assert.deepEqual(await applyMigrations(store, 2_000), [])
    assert.deepEqual((await migrationStatus(store)).applied, applied)
  })

  test('four processes that start at once apply each of them once', async () => {
    const first = await open.bare()
    const stores = [first, await open.also(first), await open.also(first), await open.also(first)]
    const applied = await Promise.all(stores.map((store) => applyMigrations(store)))
    assert.deepEqual(applied.flat(), NAMES)
  })

  test('a database of a newer version is refused, and named', async () => {
    const store = await open()
    await sql`insert into portcullis_migrations values ('9999-from-the-future', 1)`.execute(store.db)
    assert.deepEqual((await migrationStatus(store)).unknown, ['9999-from-the-future'])
    await assert.rejects(
      applyMigrations(store),
      /doesn't know \(9999-from-the-future\): it was opened by a newer/,
    )
  })

  test('a later migration is added to what stands, rows included', async () => {
    const store = await open()
    await sql`insert into counters values ('kept', '1', 5)`.execute(store.db)
    assert.deepEqual(await applyMigrations(store, 2_000, [...migrations, later]), ['9999-later'])
    assert.deepEqual((await sql`select * from counters`.execute(store.db)).rows, [
      { id: 'kept', state: '1', expires_at: 5, note: null },
    ])
  })

  test('a database that lacks an earlier one is refused', async () => {
    const store = await open.bare()
    await applyMigrations(store, 1_000, [empty('0002-second')])
    await assert.rejects(
      applyMigrations(store, 2_000, [empty('0001-first'), empty('0002-second')]),
      /lacks the migration 0001-first although later ones were applied/,
    )
  })

  test('a migration that fails leaves nothing behind', async () => {
    const store = await open.bare()
    await sql`create table outbox (id text)`.execute(store.db)
    await assert.rejects(applyMigrations(store), /outbox/)
    const tables = await store.db.introspection.getTables()
    assert.deepEqual(
      tables.map((table) => table.name),
      ['outbox'],
    )
  })
})
