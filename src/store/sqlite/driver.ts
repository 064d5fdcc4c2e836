// Lends Kysely the one write connection, to one user at a time, and waits for other processes without stopping this one.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { Inside } from '../inside.ts'
import type { Connection } from './connection.ts'
import { isLocked, lockedError } from './errors.ts'
import type { Mutex } from './mutex.ts'

/** Pauses between two tries at a lock, in milliseconds; each is halved at random so that processes part. */
const FIRST_PAUSE = 5
const LONGEST_PAUSE = 100

export class SqliteDriver implements Driver {
  readonly #mutex: Mutex
  readonly #inside: Inside
  readonly #writer: Writer

  constructor(connection: Connection, mutex: Mutex, inside: Inside, lockWait: number) {
    this.#mutex = mutex
    this.#inside = inside
    this.#writer = new Writer(connection, lockWait)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#inside.refuse()
    await this.#mutex.acquire()
    return this.#writer
  }

  /** The write lock at once: a transaction that starts by reading could lose it to another process half-way. */
  async beginTransaction(): Promise<void> {
    await this.#writer.run('begin immediate')
  }

  async commitTransaction(): Promise<void> {
    await this.#writer.run('commit')
  }

  async rollbackTransaction(): Promise<void> {
    await this.#writer.rollBack()
  }

  async releaseConnection(): Promise<void> {
    this.#mutex.release()
  }

  /** The store closes its connections itself, since Kysely calls this only after a first query. */
  async destroy(): Promise<void> {}
}

class Writer implements DatabaseConnection {
  readonly #connection: Connection
  readonly #lockWait: number

  constructor(connection: Connection, lockWait: number) {
    this.#connection = connection
    this.#lockWait = lockWait
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.run(sql, parameters)
    return {
      rows: rows as R[],
      ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
    }
  }

  /** A statement alone or a BEGIN that meets a lock has done nothing yet, and can be tried again. */
  async run(sql: string, parameters: readonly unknown[] = []) {
    if (this.#connection.database.isTransaction) return this.#connection.execute(sql, parameters)
    return whenUnlocked(() => this.#connection.execute(sql, parameters), this.#lockWait)
  }

  /** A full disk ends a transaction by itself; a second end would hide the first error. */
  async rollBack(): Promise<void> {
    if (this.#connection.database.isTransaction) this.#connection.database.exec('rollback')
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#connection.iterate(sql, parameters)) yield { rows: [row as R] }
  }
}

/** @throws StoreBusy after `lockWait` milliseconds */
export async function whenUnlocked<T>(attempt: () => T, lockWait: number): Promise<T> {
  const deadline = performance.now() + lockWait
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return attempt()
    } catch (error) {
      if (!isLocked(error)) throw error
      if (performance.now() >= deadline) throw lockedError(lockWait, error)
      await sleep(pause * (0.5 + Math.random() / 2))
    }
  }
}
