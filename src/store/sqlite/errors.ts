// SQLite's result codes, and what we say about them.
import { StoreBusy } from '../busy.ts'

/** sqlite.org/rescode.html: the low byte is the primary code. */
const BUSY = 5
const READONLY = 8
const CANTOPEN = 14
const NOTADB = 26
const CORRUPT = 11

interface SqliteError extends Error {
  code: 'ERR_SQLITE_ERROR'
  errcode: number
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

export function isLocked(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

export function lockedError(lockWait: number, cause: unknown): StoreBusy {
  return new StoreBusy(`The database was locked by another process for longer than ${lockWait} ms.`, {
    cause,
  })
}

/** Says why a file can't be used as our database. */
export function openingError(path: string, cause: unknown): Error {
  if (cause instanceof StoreBusy) return cause
  switch (primaryCode(cause)) {
    case NOTADB:
      return new Error(`${path} is not an SQLite database.`, { cause })
    case CORRUPT:
      return new Error(`${path} is damaged: restore a backup.`, { cause })
    case READONLY:
      return new Error(`The database ${path} can't be written to.`, { cause })
    case CANTOPEN:
      return new Error(
        `The database ${path} can't be opened: it and its folder must be readable and writable.`,
        {
          cause,
        },
      )
    default:
      return new Error(`The database ${path} can't be opened: ${(cause as Error).message}`, { cause })
  }
}

function primaryCode(error: unknown): number | undefined {
  return isSqliteError(error) ? error.errcode & 0xff : undefined
}
