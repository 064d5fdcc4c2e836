// The store on Postgres, by way of the driver `pg`, which is loaded only when the setting asks for it.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type pg from 'pg'
import { Inside } from './inside.ts'
import { PostgresStoreDriver, refuseClosed, translated } from './postgres-driver.ts'
import { compileRead } from './prepared.ts'
import type { Database } from './schema.ts'
import type { Store } from './store.ts'

/** Per process; Postgres allows 100 in all unless told otherwise. */
const MAX_CONNECTIONS = 10
/** Milliseconds. All of them can be set in the address instead, say `?statement_timeout=30000`. */
const STATEMENT_TIMEOUT = 10_000
const IDLE_IN_TRANSACTION_TIMEOUT = 10_000
const IDLE_CONNECTION_LIFE = 30_000
/** Seconds. A new connection now and then finds a server that took over. */
const CONNECTION_LIFE = 3_600
/** postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01'])
const TRIES = 3
/** Milliseconds, half of it at random. Who comes again at once often takes the row before the waiting winner wakes. */
const PAUSE = 100
/** pg_type.oid of int8, which `pg` gives as text by default. */
const INT8 = 20

/**
 * @param lockWait milliseconds to wait for a row, a table or a free connection
 * @throws Error in plain words, without the password, when the package or the server is not there
 */
export async function openPostgres(url: string, lockWait: number): Promise<Store> {
  const { Pool, types } = (await loadDriver()).default
  const pool = new Pool({
    connectionString: url,
    application_name: 'portcullis',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: lockWait,
    lock_timeout: lockWait,
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
    idleTimeoutMillis: IDLE_CONNECTION_LIFE,
    maxLifetimeSeconds: CONNECTION_LIFE,
    keepAlive: true,
    // For this pool alone: a host application may read int8 its own way.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? readInt8 : types.getTypeParser(oid, format)) },
  })
  // A connection that the server ends while no query runs on it would end this process, unless somebody listens:
  // the pool when it is idle, the client when a transaction holds it. The next query tells, or gets a new connection.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const inside = new Inside()
  const db = new Kysely<Database>({ dialect: postgresDialect(pool, inside) })
  await probe(db, url).catch(async (error) => {
    await pool.end()
    throw error
  })
  let closing: Promise<void> | undefined

  return {
    kind: 'postgres',
    db,

    transaction: (work) => tryAgain(() => db.transaction().execute((tx) => inside.run(() => work(tx)))),

    prepared<Row>(build: Parameters<Store['prepared']>[0]) {
      const query = compileRead(build(db))
      const name = `portcullis_${createHash('sha256').update(query.sql).digest('hex').slice(0, 32)}`
      return async function readPrepared(parameters: readonly unknown[]) {
        inside.refuse()
        refuseClosed(pool)
        const { rows } = await pool
          .query({ name, text: query.sql, values: query.fill(parameters) })
          .catch((error) => {
            throw translated(error, query.sql)
          })
        return rows as Row[]
      }
    },

    close() {
      // A transaction that never ends is left to the server's time-out.
      closing ??= Promise.race([pool.end(), sleep(lockWait, undefined, { ref: false })])
      return closing
    },
  }
}

async function tryAgain<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const { code } = Object(error) as { code?: string }
      if (tries === TRIES || code === undefined || !WORTH_ANOTHER_TRY.has(code)) throw error
      await sleep(PAUSE * (0.5 + Math.random() / 2))
    }
  }
}

async function loadDriver() {
  try {
    return await import('pg')
  } catch (cause) {
    throw new Error('A Postgres database needs the package `pg`: npm install pg', { cause })
  }
}

function readInt8(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number))
    throw new RangeError('An integer of the database is too large for a number.')
  return number
}

function postgresDialect(pool: pg.Pool, inside: Inside): Dialect {
  return {
    createDriver: () => new PostgresStoreDriver(pool, inside),
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}

/** Opens a first connection, so that a wrong address stops the start and not the first visitor. */
async function probe(db: Kysely<Database>, url: string): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`select current_setting('server_encoding') as encoding`
    .execute(db)
    .catch((cause) => {
      throw new Error(`Postgres at ${whereabouts(url)} can't be opened: ${reasonOf(cause)}`, { cause })
    })
  const encoding = rows[0]?.encoding
  if (encoding !== 'UTF8') {
    throw new Error(`The database at ${whereabouts(url)} has the encoding ${encoding}; it must have UTF8.`)
  }
}

/** Host, port and database only: the rest of an address may be secret. */
function whereabouts(url: string): string {
  if (!URL.canParse(url)) return 'the address of the setting `database`'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** A host name with several addresses fails with one error for each and no message. */
function reasonOf(error: Error & { code?: string }): string {
  return error.message || error.code || String(error)
}
