// Runs one suite on SQLite and on a real Postgres, with an empty, migrated database for each `open()`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { sql } from 'kysely'
import { applyMigrations } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

export interface OpenDatabase {
  /** A database of its own, migrated. Closed and removed when the suite ends. */
  (): Promise<Store>
  /** The same without migrations. */
  bare(): Promise<Store>
  /** A further store on the database of another one, as a second process would open it. */
  also(store: Store): Promise<Store>
  /** What the setting `database` says for it. */
  setting(store: Store): string
}

const SWITCH = 'PORTCULLIS_TEST_POSTGRES'
const ON_POSTGRES =
  process.env[SWITCH] === 'off' ? { skip: `${SWITCH}=off: not tried on Postgres` } : { skip: false }

/** One server for all suites of this process, started by the first. A failure to start fails each of them. */
let postgres: ReturnType<typeof startWithTemplate> | undefined
let databases = 0

after(async () => {
  const running = await postgres?.catch(() => undefined)
  await running?.admin.close()
  await running?.server.stop()
})

export function eachDatabase(name: string, suite: (open: OpenDatabase) => void): void {
  describe(`${name}, on SQLite`, () => suite(opener(newFile)))
  onPostgres(name, suite)
}

export function onPostgres(name: string, suite: (open: OpenDatabase) => void): void {
  describe(`${name}, on Postgres`, ON_POSTGRES, () => suite(opener(newDatabase)))
}

interface NewDatabase {
  setting: string
  remove: () => void
}

function opener(create: (migrated: boolean) => Promise<NewDatabase>): OpenDatabase {
  const settings = new Map<Store, string>()
  const leftovers: (() => void)[] = []

  after(async () => {
    await Promise.all([...settings.keys()].map((store) => store.close()))
    for (const remove of leftovers) remove()
  })

  async function openAt(setting: string): Promise<Store> {
    const store = await openStore(setting, { data: tmpdir() })
    settings.set(store, setting)
    return store
  }

  async function openNew(migrated: boolean): Promise<Store> {
    const { setting, remove } = await create(migrated)
    leftovers.push(remove)
    return openAt(setting)
  }

  return Object.assign(() => openNew(true), {
    bare: () => openNew(false),
    also: (store: Store) => openAt(settings.get(store)!),
    setting: (store: Store) => settings.get(store)!,
  })
}

async function newFile(migrated: boolean): Promise<NewDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'))
  const setting = `sqlite:${join(folder, 'test.db')}`
  if (migrated) await migrate(setting)
  return { setting, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function newDatabase(migrated: boolean): Promise<NewDatabase> {
  postgres ??= startWithTemplate()
  const { server, admin } = await postgres
  const name = `test_${databases++}`
  await createDatabase(admin, name, migrated ? TEMPLATE : 'template0')
  return { setting: server.url(name), remove: () => undefined }
}

/** Copying a migrated database is ten times as quick as migrating each. */
const TEMPLATE = 'migrated'

async function startWithTemplate(): Promise<{ server: PostgresServer; admin: Store }> {
  const server = await startPostgres()
  const admin = await openStore(server.url('postgres'), { data: tmpdir() })
  await createDatabase(admin, TEMPLATE, 'template0')
  await migrate(server.url(TEMPLATE))
  return { server, admin }
}

async function createDatabase(admin: Store, name: string, template: string): Promise<void> {
  await sql`create database ${sql.id(name)} template ${sql.id(template)} strategy file_copy`.execute(admin.db)
}

async function migrate(setting: string): Promise<void> {
  const store = await openStore(setting, { data: tmpdir() })
  await applyMigrations(store)
  await store.close()
}
