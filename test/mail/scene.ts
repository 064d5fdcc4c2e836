// What the tests of sending share: a database, a clock that they move, a log that they read, a real mail server.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { MailLog, Send } from '../../src/mail/delivery.ts'
import { queueMail, recentMail } from '../../src/mail/queue.ts'
import { smtpSender } from '../../src/mail/smtp.ts'
import type { MailWorkerOptions } from '../../src/mail/worker.ts'
import { sqlLease } from '../../src/store/lease.ts'
import { applyMigrations } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { type MailServer, type MailServerOptions, startMailServer } from './server.ts'

export const START = Date.UTC(2026, 0, 1)
/** Seconds; longer than any test, so that only a nudge or the test's own timers bring the worker to look. */
export const NEVER_POLL = 100_000

export interface Scene {
  store: Store
  /** A clock that the test moves. */
  clock: { now: number }
  log: MailLog & { lines: string[] }
  options(url: string): MailWorkerOptions & { send: Send }
  queue(...to: string[]): Promise<void>
  states(): Promise<Record<string, string>>
}

function collectedLog(): MailLog & { lines: string[] } {
  const lines: string[] = []
  const write = (level: string) => (facts: object, message: string) => {
    const { err, ...rest } = facts as { err?: Error }
    lines.push(JSON.stringify({ level, message, ...rest, err: err && `${err.stack}` }))
  }
  return { lines, info: write('info'), warn: write('warn'), error: write('error') }
}

export async function scene(t: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-mail-'))
  const database = `sqlite:${join(folder, 'test.db')}`
  const store = await openStore(database, { data: folder })
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await applyMigrations(store)
  const clock = { now: START }
  const log = collectedLog()
  return {
    store,
    clock,
    log,
    options: (url) => ({
      store,
      lease: sqlLease(store, 'mail'),
      send: smtpSender({ url, from: '', siteName: 'Tower', origin: 'https://tower.test' }),
      now: () => clock.now,
      pollInterval: NEVER_POLL,
      maxAttempts: 10,
      log,
    }),
    async queue(...to) {
      for (const one of to) {
        await queueMail(
          store.db,
          { to: one, subject: 'Hello', text: 'secret link', html: '<p>secret link</p>' },
          clock.now,
        )
      }
    },
    states: async () =>
      Object.fromEntries((await recentMail(store.db, 100)).map(({ to, state }) => [to, state])),
  }
}

/** A mail server that is closed when the test ends. */
export async function serverFor(
  t: TestContext,
  options: MailServerOptions = {},
  port = 0,
): Promise<MailServer> {
  const server = await startMailServer(options, port)
  t.after(() => server.close())
  return server
}
