// What the setting `database` says about where data are kept; store/ opens it.
import { dirname, resolve } from 'node:path'

const SQLITE = /^sqlite:([^?]+)(\?synchronous=(normal|full|extra))?$/

export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database)
}

export function isInMemory(database: string): boolean {
  return sqlitePath(database) === ':memory:'
}

/** The path of `sqlite:PATH`, with or without an option behind it. */
export function sqlitePath(database: string): string | undefined {
  return SQLITE.exec(database)?.[1]
}

/** The folder that SQLite writes into (its file and journal), or undefined when nothing is kept on this disk. */
export function databaseFolder({ database, data }: { database: string; data: string }): string | undefined {
  if (database === '') return data
  const path = sqlitePath(database)
  return path === undefined || path === ':memory:' ? undefined : dirname(resolve(path))
}
