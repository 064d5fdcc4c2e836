// What the rest of the code knows of a database: the same few verbs on SQLite and on Postgres.
import type { Compilable, Kysely } from 'kysely'
import type { Database } from './schema.ts'

export type MaybePromise<T> = T | Promise<T>

export interface Store {
  readonly kind: 'sqlite' | 'postgres'
  /** Typed, parameterised queries. Inside `transaction` use its `tx`: this one refuses there. */
  readonly db: Kysely<Database>
  /**
   * All or nothing. Keep it short: SQLite has one writer. `work` runs again, three times in
   * all, when Postgres reports a deadlock or a serialization failure: it must have no effect outside of `tx`.
   */
  transaction<T>(work: (tx: Kysely<Database>) => Promise<T>): Promise<T>
  /**
   * A hot read: compiled once, run on a prepared statement, synchronously on SQLite. It neither waits for an open
   * transaction nor sees it (a `:memory:` database has one connection, and does see it).
   * Mark what changes from call to call with `placeholder()`; `parameters` fill these in the order of the SQL text.
   */
  prepared<Row>(
    build: (db: Kysely<Database>) => Compilable<Row>,
  ): (parameters: readonly unknown[]) => MaybePromise<Row[]>
  /** Waits for what is under way. Everything asked of the store afterwards throws. */
  close(): Promise<void>
}
