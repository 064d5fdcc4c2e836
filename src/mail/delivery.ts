// Delivering what is due, one mail after the other, and what becomes of each.
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../store/schema.ts'
import { type ClaimedMail, claimDueMail, isMailDue, markFailed, markSent, unclaim } from './queue.ts'
import { inTurn, type WorkerLease } from './turn.ts'

const SECOND = 1000
/** How long a mail belongs to the worker that claimed it: longer than any attempt takes (smtp.ts: one minute). */
const CLAIM = 300 * SECOND

/** What became of one attempt. `error` is for the row, `code` for the log: it names no person. */
export type Delivery =
  | { kind: 'sent' }
  /** The server will never take this mail. */
  | { kind: 'refused'; code: string; error: string }
  /** The server may take this mail later. */
  | { kind: 'deferred'; code: string; error: string }
  /** The server can't be used now, for any mail. */
  | { kind: 'unreachable'; code: string; error: string }

/** `signal` cuts the attempt off. */
export type Send = (mail: ClaimedMail, signal: AbortSignal) => Promise<Delivery>

export interface MailLog {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export interface DeliveryOptions {
  store: { readonly db: Kysely<Database> }
  /** Keeps other processes from sending at the same time. */
  lease: WorkerLease
  /** Absent: nothing is sent, mail stays in the outbox (development without `mail.smtp`). */
  send?: Send | undefined
  /** Milliseconds since 1970. */
  now: () => number
  /** Setting `mail.maxAttempts`. */
  maxAttempts: number
  log: MailLog
  /** True keeps the text of sent mail, for the development page only. */
  keepText?: boolean | undefined
}

/** Ways to end a round before nothing is left. */
export interface Stop {
  /** Takes no further mail. */
  stopped: () => boolean
  /** Cuts off the mail in flight. */
  signal: AbortSignal
}

const UNSTOPPED: Stop = { stopped: () => false, signal: new AbortController().signal }

/**
 * Sends every mail that is due, until none is left, it is told to stop, or the server can't be used. Does nothing while
 * another worker has the turn: that one goes on until nothing is left, too.
 * @throws what the database throws
 */
export async function deliverDueMail(options: DeliveryOptions, stop: Stop = UNSTOPPED): Promise<void> {
  const { send, store, lease, now } = options
  if (send === undefined || stop.stopped()) return
  // Idle looks, one every few seconds in each process, write nothing.
  if (!(await isMailDue(store.db, now()))) return
  await inTurn(lease, now, async (turn) => {
    let usable = true
    while (usable && !stop.stopped() && (await turn.lasts())) {
      const mail = await claimDueMail(store.db, now(), CLAIM)
      if (mail === undefined) return
      // The process may have stood still since (a suspended machine), and another one may be sending by now.
      if (!turn.isOurs()) return await unclaim(store.db, mail)
      usable = await deliver(mail, send, options, stop.signal)
      // A mail that is given up without asking the server takes no time: pages must come in between.
      await otherWork()
    }
  })
}

/** False when the server can't be used now. */
async function deliver(
  mail: ClaimedMail,
  send: Send,
  { store, now, maxAttempts, log, keepText = false }: DeliveryOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const delivery = await attempt(send, mail, maxAttempts, signal)
  if (delivery.kind === 'sent') {
    await markSent(store.db, mail, now(), { keepText })
    log.info({ mail: mail.id, attempt: mail.attempts }, 'mail sent')
    return true
  }
  const { kind, code, error } = delivery
  const failure = { error, permanent: kind === 'refused', maxAttempts, keepText }
  const state = await markFailed(store.db, mail, now(), failure)
  if (state === 'dead') log.error({ mail: mail.id, attempt: mail.attempts, code }, 'mail given up')
  else log.warn({ mail: mail.id, attempt: mail.attempts, code }, 'mail not sent, will try again')
  return kind !== 'unreachable'
}

async function attempt(
  send: Send,
  mail: ClaimedMail,
  maxAttempts: number,
  signal: AbortSignal,
): Promise<Delivery> {
  // Every attempt so far ended with the process: one more could end the next process too.
  if (mail.attempts > maxAttempts) {
    return { kind: 'refused', code: 'ATTEMPTS', error: 'no attempt came to an end' }
  }
  try {
    return await send(mail, signal)
  } catch (error) {
    return {
      kind: 'deferred',
      code: 'UNEXPECTED',
      error: error instanceof Error ? error.message : String(error),
    }
  }
}
