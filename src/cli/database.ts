// The database that a command works on: told apart when it is not there yet, opened, closed in any case.
import { existsSync } from 'node:fs'
import { type Backend, openBackend, prepareStore } from '../backend.ts'
import { isInMemory } from '../config/database.ts'
import { loadSettings } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { readLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open.ts'
import { type Result, wrong } from './result.ts'

/** The path of the SQLite file, while there is none. Asking makes nothing. */
export function missingFile({ database, data }: Pick<Settings, 'database' | 'data'>): string | undefined {
  const location = readLocation(database, data)
  if (location.kind !== 'sqlite' || isInMemory(database) || existsSync(location.path)) return undefined
  return location.path
}

/** Why a command can't work on accounts there; undefined when it can. */
export function whyNoAccounts(settings: Settings): string | undefined {
  if (isInMemory(settings.database)) {
    return 'the database is in memory (`sqlite::memory:`): each process has its own, and this one ends now'
  }
  // A missing file is not made: most often the command was run in another folder than the server.
  const missing = missingFile(settings)
  if (missing === undefined) return undefined
  return `there is no database at ${missing}; is \`data\` the folder that the server uses?`
}

/** Opens the database and brings its tables up to date where `serve` would. */
export async function withExistingStore(work: (store: Store) => Promise<Result>): Promise<Result> {
  const settings = loadSettings()
  const obstacle = whyNoAccounts(settings)
  if (obstacle !== undefined) return wrong(obstacle)
  const store = await openStore(settings.database, { data: settings.data })
  try {
    await prepareStore(store)
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The same with the keys of the settings in force, for commands whose doing is written into an account's activity. */
export async function withExistingBackend(work: (backend: Backend) => Promise<Result>): Promise<Result> {
  const settings = loadSettings()
  const obstacle = whyNoAccounts(settings)
  if (obstacle !== undefined) return wrong(obstacle)
  const backend = await openBackend(settings)
  try {
    await prepareStore(backend.store)
    return await work(backend)
  } finally {
    await backend.close()
  }
}
