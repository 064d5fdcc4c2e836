// What a migration is: a name that sorts, and a way up. There is no way down; a backup is.
import type { Kysely } from 'kysely'

export interface Migration {
  /** The file's name: NNNN-what-it-adds. */
  readonly name: string
  /** Runs in a transaction with everything else that is pending. */
  // biome-ignore lint/suspicious/noExplicitAny: a migration sees the tables of its own day, not those of schema.ts
  up(db: Kysely<any>, kind: 'sqlite' | 'postgres'): Promise<void>
}
