// Where a file stands while it arrives: a folder of this process alone, and what processes that were killed left behind.
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { newToken } from '../crypto/token.ts'

const OWNER_ONLY_FOLDER = 0o700
const OWNER_ONLY = 0o600
/** Milliseconds. A folder of another machine, whose processes nobody here can ask for, is left alone for so long. */
const STALE = 24 * 3_600_000
/** Machine, process, and what tells it from an earlier process of the same number. */
const FOLDER_NAME = /^([\w.-]{1,255})~(\d{1,10})~[\w-]{22}$/

/** Of this process: one of the same number that is not among them is of a process that has ended. */
const alive = new Set<string>()

export interface Temporary {
  /** A path that no file has yet, in a folder that nobody else opens. */
  place(): Promise<string>
  /** A new file, mode 0600; an existing one is never opened. */
  create(): Promise<{ path: string; handle: FileHandle }>
  /** Removes what processes left that are gone. Returns how many folders went. */
  sweep(now: number): Promise<number>
  close(): Promise<void>
}

/** Nothing is made on the disk before the first file comes. */
export function temporaryFolder(parent: string): Temporary {
  const machine = hostname().replace(/[^\w.-]/g, '_') || 'machine'
  const name = `${machine}~${process.pid}~${newToken(16)}`
  const folder = join(parent, name)
  alive.add(name)

  async function place(): Promise<string> {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER })
    return join(folder, newToken(16))
  }

  return {
    place,
    async create() {
      const path = await place()
      // `wx` is O_CREAT and O_EXCL: neither a file nor a link that stands there is followed.
      return { path, handle: await open(path, 'wx', OWNER_ONLY) }
    },
    async sweep(now) {
      const left = (await entries(parent)).filter((entry) => !alive.has(entry))
      let swept = 0
      for (const entry of left) {
        const path = join(parent, entry)
        if (!(await isLeftBehind(path, FOLDER_NAME.exec(entry), machine, now))) continue
        await rm(path, { recursive: true, force: true })
        swept++
      }
      return swept
    },
    async close() {
      alive.delete(name)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function isLeftBehind(
  path: string,
  named: RegExpExecArray | null,
  machine: string,
  now: number,
): Promise<boolean> {
  if (named === null) return false
  const [, owner, pid] = named
  // Its own number on an earlier run, in a container say, where each process is the first.
  if (owner === machine) return Number(pid) === process.pid || !isRunning(Number(pid))
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
  return now - mtimeMs > STALE
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
