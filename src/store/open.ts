// Opens the database that the setting names.
import { readLocation } from './location.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite/store.ts'
import type { Store } from './store.ts'

export type { MaybePromise, Store } from './store.ts'

/** How long a query waits for another process or transaction before it gives up as StoreBusy, in milliseconds. */
const LOCK_WAIT = 5_000

/**
 * @param database the setting `database`: '' (a file in `data`), `sqlite:PATH`, `sqlite::memory:` or `postgres://…`
 * @throws Error in plain words when the setting is wrong or the database can't be opened.
 */
export async function openStore(
  database: string,
  options: { data: string; lockWait?: number },
): Promise<Store> {
  const location = readLocation(database, options.data)
  const lockWait = options.lockWait ?? LOCK_WAIT
  return location.kind === 'sqlite' ? openSqlite(location, lockWait) : openPostgres(location.url, lockWait)
}
