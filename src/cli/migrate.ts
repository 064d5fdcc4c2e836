// `portcullis migrate`: shows the migrations of the database, and applies those that are missing.
import { loadSettings } from '../config/load.ts'
import { applyMigrations, type MigrationStatus, migrationStatus } from '../store/migrate.ts'
import { openStore, type Store } from '../store/open.ts'
import { missingFile } from './database.ts'
import { print, printJson } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'

export async function migrate({ options }: Call): Promise<Result> {
  const settings = loadSettings()
  const showOnly = options.has('status')
  // Showing makes no file: an empty database in memory tells the same of one that is not there.
  const database = showOnly && missingFile(settings) !== undefined ? 'sqlite::memory:' : settings.database
  const store = await openStore(database, { data: settings.data })
  try {
    const appliedNow = showOnly ? [] : await applyMigrations(store)
    const status = await migrationStatus(store)
    if (options.has('json')) printJson(asJson(store, status, appliedNow))
    else print(asText(status, appliedNow))
    return status.unknown.length === 0 ? DONE : wrong(words(status))
  } finally {
    await store.close()
  }
}

function asJson({ kind }: Store, { applied, pending, unknown }: MigrationStatus, appliedNow: string[]) {
  return {
    database: kind,
    applied: applied.map(({ name, at }) => ({ name, at: new Date(at).toISOString() })),
    appliedNow,
    pending,
    unknown,
  }
}

function asText({ applied, pending, unknown }: MigrationStatus, appliedNow: string[]): string {
  const rows = applied.map(({ name, at }) => {
    const when = appliedNow.includes(name) ? 'applied now' : `applied ${new Date(at).toISOString()}`
    return `${name}   ${when}${unknown.includes(name) ? ', unknown to this version' : ''}`
  })
  const missing = pending.map((name) => `${name}   missing`)
  const end = pending.length > 0 ? `${pending.length} missing.` : 'Nothing is missing.'
  return [...rows, ...missing, end].join('\n')
}

function words({ unknown }: MigrationStatus): string {
  return `the database was opened by a newer version, which added ${unknown.join(', ')}`
}
