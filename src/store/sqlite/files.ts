// Creates the database file so that only its owner can read it, from its first byte on.
import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolders } from '../../config/folder.ts'

const OWNER_ONLY_FILE = 0o600
const OWNER_ONLY_FOLDER = 0o700
const OTHERS = 0o077
/** SQLite gives the last two the mode of the first when it makes them. */
const SUFFIXES = ['', '-wal', '-shm']

/**
 * A folder that is already there keeps its mode: it may be `/tmp` or a home, and not ours to close.
 * @throws Error in plain words when the folder is missing or the file can't be made.
 */
export function prepareFiles(path: string, ownFolder: string | undefined): void {
  if (ownFolder !== undefined) makeFolder(ownFolder)
  createFile(path)
  for (const suffix of SUFFIXES) closeToOthers(path + suffix)
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder, OWNER_ONLY_FOLDER)
  } catch (error) {
    throw new Error(`The data folder ${folder} can't be made (${codeOf(error)}).`, { cause: error })
  }
}

/**
 * Never opens a file that exists: closing it again would drop the locks that SQLite holds on it in this process
 * (sqlite.org/howtocorrupt.html, 2.2).
 */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY_FILE))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return
    if (code === 'ENOENT') {
      throw new Error(`The folder ${dirname(path)} for the database doesn't exist.`, { cause: error })
    }
    throw new Error(`The database file ${path} can't be made (${code}).`, { cause: error })
  }
}

/** Other tools leave 0644 behind. On Windows modes say nothing, and chmod there changes only read-only. */
function closeToOthers(path: string): void {
  if (process.platform === 'win32') return
  const file = statSync(path, { throwIfNoEntry: false })
  if (!file?.isFile() || (file.mode & OTHERS) === 0) return
  try {
    chmodSync(path, OWNER_ONLY_FILE)
  } catch (error) {
    throw new Error(
      `${path} can be read by others and its mode can't be changed (${codeOf(error)}): chmod 600 it.`,
      { cause: error },
    )
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error)
}
