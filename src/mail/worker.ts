// The worker: sends what the outbox holds, one mail after the other, and outlives whatever goes wrong.
import type { Kysely } from 'kysely'
import type { Database } from '../store/schema.ts'
import { type ClaimedMail, claimDueMail, markFailed, markSent, sweepOutbox } from './queue.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

/** How long a mail belongs to the worker that claimed it: longer than any attempt takes (smtp.ts: one minute). */
const LEASE = 300 * SECOND
const SWEEP_EVERY = HOUR

/** What became of one attempt. `error` is for the row, `code` for the log: it names no person. */
export type Delivery =
  | { kind: 'sent' }
  /** The server will never take this mail. */
  | { kind: 'refused'; code: string; error: string }
  /** The server may take this mail later. */
  | { kind: 'deferred'; code: string; error: string }
  /** The server can't be used now, for any mail. */
  | { kind: 'unreachable'; code: string; error: string }

export type Send = (mail: ClaimedMail) => Promise<Delivery>

export interface MailLog {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export interface MailWorkerOptions {
  store: { readonly db: Kysely<Database> }
  /** Absent: nothing is sent, mail stays in the outbox (development without `mail.smtp`). */
  send?: Send | undefined
  /** Milliseconds since 1970. */
  now: () => number
  /** Seconds between looks at the outbox: setting `mail.pollInterval`. */
  pollInterval: number
  /** Setting `mail.maxAttempts`. */
  maxAttempts: number
  log: MailLog
  /** True keeps the text of sent mail, for the development page only. */
  keepText?: boolean | undefined
}

export interface MailWorker {
  /** Look now: call it after the transaction that queued a mail. Returns at once. */
  nudge(): void
  /** Takes no further mail, waits for the one in flight. */
  stop(): Promise<void>
}

/** Starts sending in the background. Its timer keeps no process alive. */
export function startMailWorker(options: MailWorkerOptions): MailWorker {
  let stopped = false
  let nudged = false
  let sweepAt = 0
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    nudged = true
    running ??= work().finally(() => {
      running = undefined
      if (stopped) return
      if (nudged) look()
      else timer = setTimeout(look, options.pollInterval * SECOND).unref()
    })
  }

  async function work(): Promise<void> {
    clearTimeout(timer)
    nudged = false
    try {
      await deliverDueMail(options, () => stopped)
      await sweepWhenDue()
    } catch (error) {
      options.log.error({ err: error }, 'the outbox could not be read or written')
    }
  }

  async function sweepWhenDue(): Promise<void> {
    if (stopped || options.now() < sweepAt) return
    sweepAt = options.now() + SWEEP_EVERY
    await sweepOutbox(options.store.db, options.now())
  }

  look()
  return {
    nudge: () => {
      if (!stopped) look()
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/**
 * Sends every mail that is due, until none is left, `stopped()` says so, or the server can't be used.
 * @throws what the database throws
 */
export async function deliverDueMail(
  { store, send, now, maxAttempts, log, keepText = false }: Omit<MailWorkerOptions, 'pollInterval'>,
  stopped: () => boolean = () => false,
): Promise<void> {
  if (send === undefined) return
  while (!stopped()) {
    const mail = await claimDueMail(store.db, now(), LEASE)
    if (mail === undefined) return
    const delivery = await attempt(send, mail, maxAttempts)
    if (delivery.kind === 'sent') {
      await markSent(store.db, mail, now(), { keepText })
      log.info({ mail: mail.id, attempt: mail.attempts }, 'mail sent')
      continue
    }
    const { kind, code, error } = delivery
    const failure = { error, permanent: kind === 'refused', maxAttempts, keepText }
    const state = await markFailed(store.db, mail, now(), failure)
    if (state === 'dead') log.error({ mail: mail.id, attempt: mail.attempts, code }, 'mail given up')
    else log.warn({ mail: mail.id, attempt: mail.attempts, code }, 'mail not sent, will try again')
    if (kind === 'unreachable') return
  }
}

async function attempt(send: Send, mail: ClaimedMail, maxAttempts: number): Promise<Delivery> {
  // Every attempt so far ended with the process: one more could end the next process too.
  if (mail.attempts > maxAttempts) {
    return { kind: 'refused', code: 'ATTEMPTS', error: 'no attempt came to an end' }
  }
  try {
    return await send(mail)
  } catch (error) {
    return {
      kind: 'deferred',
      code: 'UNEXPECTED',
      error: error instanceof Error ? error.message : String(error),
    }
  }
}
