// Reads the `database` setting: an SQLite file, SQLite in memory, or a Postgres address.
import { resolve } from 'node:path'

const SYNCHRONOUS = ['normal', 'full'] as const
export type Synchronous = (typeof SYNCHRONOUS)[number]

export type Location =
  | { kind: 'sqlite'; path: string; synchronous: Synchronous; ownFolder?: string }
  | { kind: 'postgres'; url: string }

const DEFAULT_FILE = 'portcullis.db'

/**
 * `''` is `portcullis.db` in the data folder, which is then ours to create; else `sqlite:PATH`, `sqlite::memory:`
 * (both with `?synchronous=normal|full`) or `postgres://…`.
 * @throws Error that never repeats the setting, since it may hold a password.
 */
export function readLocation(database: string, data: string): Location {
  if (/^postgres(ql)?:\/\//i.test(database)) return { kind: 'postgres', url: database }
  if (database === '') {
    return {
      kind: 'sqlite',
      path: resolve(data, DEFAULT_FILE),
      synchronous: 'normal',
      ownFolder: resolve(data),
    }
  }
  if (database.startsWith('sqlite:')) return readSqlite(database.slice('sqlite:'.length))
  throw new Error(
    'The setting `database` must be empty (a file in the data folder), sqlite:PATH, sqlite::memory: or postgres://USER@HOST/DATABASE.',
  )
}

function readSqlite(rest: string): Location {
  const [, path = '', option] = /^(.*?)(?:\?(.*))?$/s.exec(rest) ?? []
  if (path === '' || path.includes('\0')) {
    throw new Error('The setting `database` names no file after `sqlite:`.')
  }
  return {
    kind: 'sqlite',
    path: path === ':memory:' ? path : resolve(path),
    synchronous: readSynchronous(option),
  }
}

function readSynchronous(option: string | undefined): Synchronous {
  if (option === undefined) return 'normal'
  const level = SYNCHRONOUS.find((known) => option === `synchronous=${known}`)
  if (level) return level
  throw new Error(
    `After ? the setting \`database\` knows only ${SYNCHRONOUS.map((known) => `synchronous=${known}`).join(', ')}.`,
  )
}
