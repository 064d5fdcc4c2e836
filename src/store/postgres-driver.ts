// Kysely's Postgres driver, with errors that mean the same as SQLite's and give no row away.
import { type DatabaseConnection, PostgresDriver } from 'kysely'
import type pg from 'pg'
import { StoreBusy } from './busy.ts'
import type { Inside } from './inside.ts'

/** postgresql.org/docs/current/errcodes-appendix.html: lock_not_available, query_canceled, too_many_connections. */
const BUSY = new Set(['55P03', '57014', '53300'])
/** What `pg` says, without a code, when the pool had no connection in time. */
const POOL_EMPTY = 'timeout exceeded when trying to connect'

export class PostgresStoreDriver extends PostgresDriver {
  readonly #pool: pg.Pool
  readonly #inside: Inside
  readonly #known = new WeakSet<DatabaseConnection>()

  constructor(pool: pg.Pool, inside: Inside) {
    super({ pool })
    this.#pool = pool
    this.#inside = inside
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#inside.refuse()
    refuseClosed(this.#pool)
    const connection = await super.acquireConnection().catch(throwTranslated)
    if (!this.#known.has(connection)) {
      this.#known.add(connection)
      const executeQuery = connection.executeQuery.bind(connection)
      connection.executeQuery = (query, options) => executeQuery<never>(query, options).catch(throwTranslated)
    }
    return connection
  }

  /** The store ends its pool itself, since Kysely calls this only after a first query. */
  override async destroy(): Promise<void> {}
}

export function refuseClosed(pool: pg.Pool): void {
  if (pool.ending) throw new Error('The store is closed.')
}

function throwTranslated(error: unknown): never {
  throw translated(error)
}

/** Postgres tells whole rows in `detail` and `where` ("Failing row contains (…)"), and loggers print them. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  for (const tellsRows of ['detail', 'where', 'internalQuery']) Reflect.deleteProperty(error, tellsRows)
  const code = 'code' in error ? String(error.code) : ''
  if (BUSY.has(code) || error.message === POOL_EMPTY) {
    return new StoreBusy(`Postgres was busy for too long: ${error.message}.`, { cause: error })
  }
  return error
}
