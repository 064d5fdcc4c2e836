// The database that a command works on: told apart when it is not there yet, opened, closed in any case.
import { existsSync } from 'node:fs'
import { prepareStore } from '../backend.ts'
import { isInMemory } from '../config/database.ts'
import { loadSettings } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { readLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open.ts'
import { type Result, wrong } from './result.ts'

type Where = Pick<Settings, 'database' | 'data'>

/** The path of the SQLite file, while there is none. Asking makes nothing. */
export function missingFile({ database, data }: Where): string | undefined {
  const location = readLocation(database, data)
  if (location.kind !== 'sqlite' || isInMemory(database) || existsSync(location.path)) return undefined
  return location.path
}

/** What a command that changes accounts can't work on: it would be gone with the process. */
export function problemOfMemory({ database }: Where): string | undefined {
  return isInMemory(database)
    ? 'the database is in memory (`sqlite::memory:`): each process has its own, and this one ends now'
    : undefined
}

/**
 * Opens the database and brings its tables up to date where `serve` would. A missing file is not made: most often the
 * command was run in another folder than the server.
 */
export async function withExistingStore(work: (store: Store) => Promise<Result>): Promise<Result> {
  const settings = loadSettings()
  const inMemory = problemOfMemory(settings)
  if (inMemory !== undefined) return wrong(inMemory)
  const missing = missingFile(settings)
  if (missing !== undefined) {
    return wrong(`there is no database at ${missing}; is \`data\` the folder that the server uses?`)
  }
  const store = await openStore(settings.database, { data: settings.data })
  try {
    await prepareStore(store)
    return await work(store)
  } finally {
    await store.close()
  }
}
