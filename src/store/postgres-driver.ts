// Kysely's Postgres driver, with errors that mean the same as SQLite's and give no row away.
import { type DatabaseConnection, PostgresDriver } from 'kysely'
import type pg from 'pg'
import { StoreBusy, StoreUnreachable } from './busy.ts'
import type { Inside } from './inside.ts'

/** postgresql.org/docs/current/errcodes-appendix.html: lock_not_available, query_canceled, too_many_connections. */
const BUSY = new Set(['55P03', '57014', '53300'])
/** The system's, and admin_shutdown, crash_shutdown, cannot_connect_now; class 08 is connection exception. */
const AWAY = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ENOENT 57P01 57P02 57P03'.split(
    ' ',
  ),
)
/** What `pg` says, without a code, when a connection ended under a query. */
const ENDED = /^Connection terminated|not queryable$/
/** With these nothing can have been written; whether a broken write or commit was, nobody knows. */
const WRITES_NOTHING = /^\s*(?:select|begin|start transaction|set)\b/i
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
    const connection = await super.acquireConnection().catch((error) => {
      throw translated(error, '')
    })
    if (!this.#known.has(connection)) {
      this.#known.add(connection)
      const executeQuery = connection.executeQuery.bind(connection)
      connection.executeQuery = (query, options) =>
        executeQuery<never>(query, options).catch((error) => {
          throw translated(error, query.sql)
        })
    }
    return connection
  }

  /** The store ends its pool itself, since Kysely calls this only after a first query. */
  override async destroy(): Promise<void> {}
}

export function refuseClosed(pool: pg.Pool): void {
  if (pool.ending) throw new Error('The store is closed.')
}

/**
 * Postgres tells whole rows in `detail` and `where` ("Failing row contains (…)"), and loggers print them.
 * @param statement what failed; empty: there was no connection to send one on
 */
export function translated(error: unknown, statement: string): unknown {
  if (!(error instanceof Error)) return error
  for (const tellsRows of ['detail', 'where', 'internalQuery']) Reflect.deleteProperty(error, tellsRows)
  const code = 'code' in error ? String(error.code) : ''
  if (BUSY.has(code) || error.message === POOL_EMPTY) {
    return new StoreBusy(`Postgres was busy for too long: ${error.message}.`, { cause: error })
  }
  const away = AWAY.has(code) || /^08/.test(code) || ENDED.test(error.message)
  if (away && (statement === '' || WRITES_NOTHING.test(statement))) {
    return new StoreUnreachable(`Postgres is not there: ${error.message || code}.`, { cause: error })
  }
  return error
}
