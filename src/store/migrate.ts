// Brings a database to the tables of this version: shows what is missing, adds it, changes nothing else.
import { type Kysely, sql } from 'kysely'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import type { Store } from './store.ts'

export interface MigrationStatus {
  /** In the order in which they came, `at` in milliseconds. */
  applied: { name: string; at: number }[]
  pending: string[]
  /** In the database, and not in this version. */
  unknown: string[]
}

interface Ledger {
  portcullis_migrations: { name: string; applied_at: number }
}

/** Any number; every process that migrates one Postgres database locks the same. */
const ADVISORY_LOCK = 7_031_118_114
/** Several processes that start at once wait for the first. Milliseconds. */
const LOCK_WAIT = 60_000

export async function migrationStatus(store: Store, known = migrations): Promise<MigrationStatus> {
  const ledger = ledgerOf(store.db)
  return compare(known, (await hasLedger(ledger, store.kind)) ? await readLedger(ledger) : [])
}

/**
 * Applies what is pending in one transaction, all or nothing, and returns the names.
 * @throws Error when the database knows migrations that this version doesn't, or lacks an earlier one
 */
export async function applyMigrations(store: Store, now = Date.now(), known = migrations): Promise<string[]> {
  return store.transaction(async (tx) => {
    const ledger = ledgerOf(tx)
    // On SQLite the transaction itself is the lock.
    if (store.kind === 'postgres') await lockPostgres(ledger)
    await makeLedger(ledger, store.kind)
    const status = compare(known, await readLedger(ledger))
    refuseForeign(status)
    for (const { name, up } of known.filter((migration) => status.pending.includes(migration.name))) {
      await up(ledger, store.kind)
      await ledger.insertInto('portcullis_migrations').values({ name, applied_at: now }).execute()
    }
    return status.pending
  })
}

/** The ledger's own table is no business of the other code, so `Database` leaves it out. */
function ledgerOf(db: Kysely<never> | Store['db']): Kysely<Ledger> {
  return db as unknown as Kysely<Ledger>
}

async function lockPostgres(db: Kysely<Ledger>): Promise<void> {
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', ${String(LOCK_WAIT)}, true)`.execute(
    db,
  )
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(db)
}

async function hasLedger(db: Kysely<Ledger>, kind: Store['kind']): Promise<boolean> {
  const query =
    kind === 'sqlite'
      ? sql`select name from sqlite_schema where name = 'portcullis_migrations'`
      : sql`select 1 where to_regclass('portcullis_migrations') is not null`
  return (await query.execute(db)).rows.length > 0
}

async function makeLedger(db: Kysely<Ledger>, kind: Store['kind']): Promise<void> {
  await db.schema
    .createTable('portcullis_migrations')
    .ifNotExists()
    .addColumn('name', 'text', (name) => name.primaryKey().notNull())
    .addColumn('applied_at', kind === 'sqlite' ? 'integer' : 'bigint', (at) => at.notNull())
    .execute()
}

async function readLedger(db: Kysely<Ledger>) {
  const rows = await db.selectFrom('portcullis_migrations').selectAll().orderBy('name').execute()
  return rows.map((row) => ({ name: row.name, at: row.applied_at }))
}

function compare(migrations: readonly Migration[], applied: MigrationStatus['applied']): MigrationStatus {
  const known = migrations.map((migration) => migration.name)
  const done = new Set(applied.map((migration) => migration.name))
  return {
    applied,
    pending: known.filter((name) => !done.has(name)),
    unknown: applied.map((migration) => migration.name).filter((name) => !known.includes(name)),
  }
}

function refuseForeign({ applied, pending, unknown }: MigrationStatus): void {
  if (unknown.length > 0) {
    throw new Error(
      `The database has migrations that this version doesn't know (${unknown.join(', ')}): it was opened by a newer one. Use that, or restore a backup.`,
    )
  }
  const gap = pending.find((name) => applied.some((migration) => migration.name > name))
  if (gap) throw new Error(`The database lacks the migration ${gap} although later ones were applied.`)
}
