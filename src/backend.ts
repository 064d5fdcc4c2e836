// Opens database, keys, counters, hashing and mail once, and closes them once; passed by hand to all rules.
import { secretsInForce } from './config/secret.ts'
import type { Settings } from './config/settings.ts'
import { type KeyRing, keyRing } from './crypto/keys.ts'
import { createHasher, type Hasher } from './crypto/password.ts'
import { type Later, startLater } from './later.ts'
import type { Counters } from './limits/counters.ts'
import { memoryCounters } from './limits/memory.ts'
import type { MailLog } from './mail/delivery.ts'
import { smtpSender } from './mail/smtp.ts'
import { type MailWorker, startMailWorker } from './mail/worker.ts'
import { type SqlCounters, sqlCounters } from './store/counters.ts'
import { sqlLease } from './store/lease.ts'
import { applyMigrations, migrationStatus } from './store/migrate.ts'
import { openStore, type Store } from './store/open.ts'
import { sqlSessions } from './store/sessions.ts'

/** Seconds that stopping waits for the mail in flight; a mail cut off is sent again with the same Message-ID. */
const MAIL_GRACE = 5

/** What a session can be opened with, in the shield's words; `portcullis.ts` is where the compiler compares the two. */
export type ProofMethod =
  | 'password'
  | 'authenticator-code'
  | 'recovery-code'
  | 'passkey'
  | 'remembered-device'

/** One happening in the activity of an account; the accounts' room says what stands in it. */
export interface PassedOn {
  readonly userId: string
  readonly seq: number
  readonly kind: string
  readonly at: number
  readonly actor: string
  readonly address: string
  readonly userAgent: string
  readonly detail: Readonly<Record<string, string | number>>
  readonly mac: string
}

export interface Backend {
  readonly settings: Settings
  readonly store: Store
  readonly keys: KeyRing
  readonly hasher: Hasher
  readonly sessions: ReturnType<typeof sqlSessions<ProofMethod>>
  readonly counters: Counters
  /** Set where `limits.store` is `sql`; the janitor sweeps it. */
  readonly sqlCounters: SqlCounters | undefined
  readonly now: () => number
  readonly log: MailLog
  onActivity(event: PassedOn): void
  later: Later['add']
  /** Resolves when what was left for later is done. */
  settled: Later['settled']
  nudgeMail(): void
  /** Sends what the outbox holds, until it is stopped. Without `mail.smtp` nothing is sent and the outbox keeps it. */
  startMail(): MailWorker
  close(): Promise<void>
}

export interface BackendOptions {
  now?: () => number
  log?: MailLog
  /** A host's own use of account activity: called after each event has been written. */
  onActivity?: ((event: PassedOn) => void) | undefined
}

/** @throws Error in words when the database, the secret or a mail setting can't be used */
export async function openBackend(settings: Settings, options: BackendOptions = {}): Promise<Backend> {
  const now = options.now ?? Date.now
  const log = options.log ?? silent
  const keys = keyRing(secretsInForce(settings))
  const store = await openStore(settings.database, { data: settings.data })
  const { password, limits } = settings
  const sqlCounts = limits.store === 'sql' ? sqlCounters(store) : undefined
  const later = startLater(log)
  let mail: MailWorker | undefined
  return {
    settings,
    store,
    keys,
    hasher: createHasher({
      parameters: password,
      concurrency: password.concurrency,
      queue: password.queue,
      pepper: password.pepper ? keys.purpose('password pepper') : [],
    }),
    sessions: sqlSessions<ProofMethod>(store),
    counters: sqlCounts ?? memoryCounters(limits.maxKeys),
    sqlCounters: sqlCounts,
    now,
    log,
    onActivity(event) {
      log.info({ activity: event }, 'activity')
      try {
        options.onActivity?.(event)
      } catch (error) {
        log.error({ err: error }, 'the hook for account activity failed')
      }
    },
    later: later.add,
    settled: later.settled,
    nudgeMail: () => mail?.nudge(),
    startMail() {
      mail = mailWorker({ settings, store, now, log })
      return mail
    },
    async close() {
      await later.settled()
      await store.close()
    },
  }
}

/**
 * Brings the tables up to date on SQLite, where nobody else would. A Postgres may serve older processes at the same
 * time, so that there an operator decides.
 * @throws Error telling the command to run
 */
export async function prepareStore(store: Store): Promise<void> {
  if (store.kind === 'sqlite') {
    await applyMigrations(store)
    return
  }
  const { pending } = await migrationStatus(store)
  if (pending.length > 0) {
    throw new Error(`the database lacks ${pending.length} migration(s): run \`portcullis migrate\` first`)
  }
}

function mailWorker({
  settings,
  store,
  now,
  log,
}: Pick<Backend, 'settings' | 'store' | 'now' | 'log'>): MailWorker {
  const { mail, siteName, origin, mode } = settings
  const worker = startMailWorker({
    store,
    lease: sqlLease(store, 'mail'),
    send: mail.smtp === '' ? undefined : smtpSender({ url: mail.smtp, from: mail.from, siteName, origin }),
    now,
    pollInterval: mail.pollInterval,
    maxAttempts: mail.maxAttempts,
    log,
    keepText: mode === 'development',
  })
  return { nudge: worker.nudge, stop: () => worker.stop(MAIL_GRACE * 1000) }
}

const silent: MailLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
