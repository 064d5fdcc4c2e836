// The outbox: mail is written in the transaction of what it tells of, claimed by one worker, and sent afterwards.
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { newToken } from '../crypto/token.ts'
import type { Database, OutboxTable } from '../store/schema.ts'
import type { Message } from './letter.ts'
import { oneLine } from './line.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Waits after the first, second … failure; the last one again and again. The nine of ten attempts make 24 hours. */
const WAITS = [1, 3, 9, 27, 80, 240, 360].map((minutes) => minutes * MINUTE)

/** Rows hold addresses: they go a week after sending, and a month after writing whatever became of them (ASVS V14.2.7). */
const SENT_KEPT = 7 * DAY
const ALL_KEPT = 30 * DAY
/** Rows a sweep deletes at once, so that it never holds SQLite's only writer for long. */
const SWEEP_BATCH = 1_000

/** What is left of a mail's text when nobody needs it any more: it may hold links that open something. */
const BLANK = { text: '', html: '' }

const MAX_SUBJECT = 200
const MAX_ERROR = 300
/** 128 bits, in every Message-ID: nobody guesses the id of another mail. */
const ID_BYTES = 16

/** `next_attempt_at` of a mail that is sent or given up: the last moment that a Date can hold. Keeps such rows out of
 * the index range in which due mail is looked up. */
export const NEVER = 8_640_000_000_000_000

export interface NewMail extends Message {
  /** One bare address: `name@example.org`. */
  to: string
}

/** A mail that this worker alone may send until `claimedUntil` (milliseconds since 1970). */
export interface ClaimedMail extends NewMail {
  id: string
  createdAt: number
  /** This attempt's number, from 1. Counted when claimed, so that a crash counts too. */
  attempts: number
  claimedUntil: number
}

/** A row as the development page shows it. */
export interface OutboxMail extends NewMail {
  id: string
  createdAt: number
  attempts: number
  state: 'waiting' | 'sent' | 'dead'
  lastError: string | null
}

/**
 * Puts a mail into the outbox, in the caller's transaction: rolled back, it was never written. Whether the address
 * can be reached is found out when sending, so that a caller's answer depends on nothing of it.
 * @param now milliseconds since 1970
 */
export async function queueMail(db: Kysely<Database>, mail: NewMail, now: number): Promise<void> {
  await db
    .insertInto('outbox')
    .values({
      id: newToken(ID_BYTES),
      recipient: mail.to,
      subject: oneLine(mail.subject, MAX_SUBJECT),
      text: storable(mail.text),
      html: storable(mail.html),
      created_at: now,
      next_attempt_at: now,
      sent_at: null,
      last_error: null,
    })
    .execute()
}

/** Neither database's UTF-8 holds a lone surrogate, and Postgres no NUL. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** Whether `claimDueMail` would find something. Writes nothing. */
export async function isMailDue(db: Kysely<Database>, now: number): Promise<boolean> {
  return (await dueMail(db, now)) !== undefined
}

/** In the order of its index alone, so that the first of ten thousand is found as quickly as the last. */
function dueMail(db: Kysely<Database>, now: number): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('outbox')
    .select('id')
    .where('sent_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .where('claimed_until', '<=', now)
    .orderBy('next_attempt_at')
    .limit(1)
    .executeTakeFirst()
}

/**
 * Takes the mail that has waited longest, or undefined when none is due. One statement decides: of two workers
 * that pick the same row, the second finds it claimed when it gets the row's lock.
 * @param now milliseconds since 1970
 * @param lease milliseconds for which no other worker gets this mail; longer than any sending takes
 */
export async function claimDueMail(
  db: Kysely<Database>,
  now: number,
  lease: number,
): Promise<ClaimedMail | undefined> {
  for (;;) {
    const next = await dueMail(db, now)
    if (next === undefined) return undefined
    const row = await db
      .updateTable('outbox')
      .set((eb) => ({ claimed_until: now + lease, attempts: eb('attempts', '+', 1) }))
      .where('id', '=', next.id)
      .where('sent_at', 'is', null)
      .where('next_attempt_at', '<=', now)
      .where('claimed_until', '<=', now)
      .returningAll()
      .executeTakeFirst()
    // Lost to another worker, who has the mail now: each round is somebody's progress, so this ends.
    if (row === undefined) continue
    return { ...mailOf(row), attempts: row.attempts, claimedUntil: row.claimed_until }
  }
}

function mailOf(
  row: { [K in 'id' | 'recipient' | 'subject' | 'text' | 'html' | 'created_at']: OutboxTable[K] },
) {
  const { id, recipient: to, subject, text, html, created_at: createdAt } = row
  return { id, to, subject, text, html, createdAt }
}

/** Gives a mail back that was not tried: nothing counts. */
export async function unclaim(db: Kysely<Database>, mail: ClaimedMail): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({ claimed_until: 0, attempts: eb('attempts', '-', 1) }))
    .where('id', '=', mail.id)
    .where('sent_at', 'is', null)
    .where('claimed_until', '=', mail.claimedUntil)
    .execute()
}

/**
 * Notes that a mail went out, even when the lease had run out meanwhile: it has been sent.
 * @param keepText false blanks the text
 */
export async function markSent(
  db: Kysely<Database>,
  mail: ClaimedMail,
  now: number,
  { keepText }: { keepText: boolean },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      sent_at: now,
      next_attempt_at: NEVER,
      claimed_until: 0,
      last_error: null,
      ...(keepText ? {} : BLANK),
    })
    .where('id', '=', mail.id)
    .execute()
}

export interface Failure {
  /** What went wrong, without credentials. */
  error: string
  /** True when a further attempt can't succeed. */
  permanent: boolean
  maxAttempts: number
  keepText: boolean
}

/**
 * Notes a failure and sets the next attempt, or gives the mail up (`dead`). Says nothing about a mail that another
 * worker holds since the lease ran out.
 */
export async function markFailed(
  db: Kysely<Database>,
  mail: ClaimedMail,
  now: number,
  failure: Failure,
): Promise<'waiting' | 'dead'> {
  const dead = failure.permanent || mail.attempts >= failure.maxAttempts
  await db
    .updateTable('outbox')
    .set({
      claimed_until: 0,
      next_attempt_at: dead ? NEVER : now + waitAfter(mail.attempts),
      last_error: oneLine(failure.error, MAX_ERROR),
      ...(dead && !failure.keepText ? BLANK : {}),
    })
    .where('id', '=', mail.id)
    .where('sent_at', 'is', null)
    .where('claimed_until', '=', mail.claimedUntil)
    .execute()
  return dead ? 'dead' : 'waiting'
}

/** Milliseconds until the next attempt, after `attempts` have failed. */
function waitAfter(attempts: number): number {
  return WAITS[Math.min(attempts, WAITS.length) - 1]!
}

/** The newest `count` mails, for the development page. */
export async function recentMail(db: Kysely<Database>, count: number): Promise<OutboxMail[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(count)
    .execute()
  return rows.map((row) => ({
    ...mailOf(row),
    attempts: row.attempts,
    state: row.sent_at !== null ? 'sent' : row.next_attempt_at === NEVER ? 'dead' : 'waiting',
    lastError: row.last_error,
  }))
}

/** Removes mail past its time, in batches with turns for others in between, until `stopped()`. */
export async function sweepOutbox(
  db: Kysely<Database>,
  now: number,
  stopped: () => boolean = () => false,
): Promise<void> {
  for (let gone = SWEEP_BATCH; gone === SWEEP_BATCH && !stopped(); ) {
    gone = await sweepBatch(db, now)
    await otherWork()
  }
}

async function sweepBatch(db: Kysely<Database>, now: number): Promise<number> {
  const result = await db
    .deleteFrom('outbox')
    .where('id', 'in', (from) =>
      from
        .selectFrom('outbox')
        .select('id')
        .where((eb) => eb.or([eb('sent_at', '<', now - SENT_KEPT), eb('created_at', '<', now - ALL_KEPT)]))
        .limit(SWEEP_BATCH),
    )
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
