// The real clamd as a child of the test, with a configuration and a database of signatures that are made here.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CLAMD = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find((path) =>
  existsSync(path),
)

/** Why there is none; undefined: there is. */
export const NO_CLAMD =
  CLAMD === undefined ? 'clamd is missing; the Debian package clamav-daemon brings it' : undefined

/** The harmless file that every scanner finds (eicar.org). In two parts, so that none finds it here. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

export interface Daemon {
  socket: string
  stop(): Promise<void>
}

/** @param streamMaxLength MiB @param at its socket; undefined: one of its own */
export async function startClamd(streamMaxLength = 2, at?: string): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-clamd-'))
  const [socket, database] = [at ?? join(folder, 'clamd.sock'), join(folder, 'signatures')]
  mkdirSync(database)
  // Anywhere in a file.
  writeFileSync(join(database, 'test.ndb'), `Test.Eicar:0:*:${Buffer.from(EICAR).toString('hex')}\n`)
  const settings = join(folder, 'clamd.conf')
  writeFileSync(
    settings,
    `Foreground yes\nLocalSocket ${socket}\nDatabaseDirectory ${database}\nTemporaryDirectory ${folder}\n` +
      `StreamMaxLength ${streamMaxLength}M\nMaxThreads 4\nLogTime yes\nReadTimeout 20\nSelfCheck 3600\n`,
  )
  const child = spawn(CLAMD!, ['--config-file', settings], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => said.push(line))
  await listening(child, said)
  return {
    socket,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** It says so itself. */
async function listening(child: ChildProcess, said: string[]): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line)
    if (/LOCAL: Setting connection queue length|Self checking every/.test(line)) return
  }
  throw new Error(`clamd did not start:\n${said.join('\n')}`)
}
