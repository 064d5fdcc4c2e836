// Slows down guessing at one account, then pauses it, and keeps the owner's own devices out of it.
import { type Kysely, sql } from 'kysely'
import type { KeyRing } from '../crypto/keys.ts'
import { hmacSha256 } from '../crypto/sealed.ts'
import type { Database } from '../store/schema.ts'

const SECOND = 1000
/**
 * An account is counted in four places: by name, by address, on its owner's known devices, and where somebody who is
 * signed in proves it again. NIST SP 800-63B-4 3.2.2 allows 100 failures on one account in all, so that each place
 * pauses at a quarter of the cap.
 */
const COUNTERS_PER_ACCOUNT = 4

export interface ThrottleRules {
  /** Failures before the first wait. */
  free: number
  /** Seconds; doubled by each further failure … */
  firstWait: number
  /** … up to this. */
  maxWait: number
  /** Failures on one account, by all ways together, after which it pauses. */
  cap: number
  /** Seconds of that pause. */
  capWait: number
  /** Seconds of quiet, from the end of the last wait on, after which the count starts anew. */
  forget: number
}

export type Reservation =
  | { kind: 'granted'; id: string; failures: number }
  /** @property retryAfter whole seconds, 1 at least */
  | { kind: 'throttled'; retryAfter: number }

/**
 * What guesses are counted by: the account on a device its owner has signed in with, or within a session, else the name
 * as it was typed. Codes of a second factor are another authenticator, and have a count of their own.
 */
export type Target =
  | { knownDeviceOf: string }
  | { confirmOf: string }
  | { secondFactorOf: string }
  | { typed: string }

/**
 * The counter's id. An HMAC, since people type passwords into the wrong field, and a plain hash of those could be guessed
 * back. Names without an account count like any other, so that a wait tells nothing.
 */
export function throttleId(keys: KeyRing, target: Target): string {
  return hmacSha256(keys.purpose('throttle')[0]!, textOf(target)).toString('base64url')
}

function textOf(target: Target): string {
  if ('typed' in target) return `typed ${target.typed}`
  if ('confirmOf' in target) return `confirm ${target.confirmOf}`
  if ('secondFactorOf' in target) return `second factor ${target.secondFactorOf}`
  return `device ${target.knownDeviceOf}`
}

/**
 * Counts a guess as failed before it is looked at, in one statement, so that of any number of parallel guesses only the
 * free ones pass. A success clears the count afterwards. A refused guess writes nothing.
 * @param now milliseconds since 1970
 */
export async function reserveGuess(
  db: Kysely<Database>,
  id: string,
  rules: ThrottleRules,
  now: number,
): Promise<Reservation> {
  const forgotten = sql`throttle.blocked_until + ${bigint(rules.forget * SECOND)} <= ${bigint(now)}`
  const failures = sql<number>`(case when ${forgotten} then 1 else throttle.failures + 1 end)`
  const row = await db
    .insertInto('throttle')
    .values({
      id,
      failures: 1,
      last_failure_at: now,
      blocked_until: sql`${bigint(now)} + ${waitAfter(bigint(1), rules)}`,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          failures,
          last_failure_at: now,
          blocked_until: sql`${bigint(now)} + ${waitAfter(failures, rules)}`,
        })
        .where('throttle.blocked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst()
  if (row !== undefined) return { kind: 'granted', id, failures: row.failures }
  return { kind: 'throttled', retryAfter: await secondsLeft(db, id, now) }
}

function bigint(number: number) {
  return sql<number>`cast(${number} as bigint)`
}

/** Milliseconds to wait after so many failures, as SQL: 0, then firstWait × 2^n up to maxWait, then capWait. */
function waitAfter(failures: ReturnType<typeof bigint>, rules: ThrottleRules) {
  const cap = Math.max(1, Math.floor(rules.cap / COUNTERS_PER_ACCOUNT))
  const first = Math.max(1, rules.free)
  const doublings = Math.ceil(Math.log2(Math.max(1, rules.maxWait / rules.firstWait)))
  return sql<number>`(case
    when ${failures} >= ${bigint(cap)} then ${bigint(rules.capWait * SECOND)}
    when ${failures} < ${bigint(first)} then 0
    when ${failures} >= ${bigint(first + doublings)} then ${bigint(rules.maxWait * SECOND)}
    else ${bigint(rules.firstWait * SECOND)} << cast(${failures} - ${bigint(first)} as integer) end)`
}

async function secondsLeft(db: Kysely<Database>, id: string, now: number): Promise<number> {
  const row = await db.selectFrom('throttle').select('blocked_until').where('id', '=', id).executeTakeFirst()
  return Math.max(1, Math.ceil(((row?.blocked_until ?? now) - now) / SECOND))
}

/** Gives a reserved guess back that was never looked at, for instance since the hashing queue was full. */
export async function returnGuess(
  db: Kysely<Database>,
  { id, failures }: { id: string; failures: number },
  now: number,
): Promise<void> {
  await db
    .updateTable('throttle')
    .set((is) => ({
      failures: is('failures', '-', 1),
      // Another guess may have been counted meanwhile; its wait stands.
      blocked_until: sql<number>`case when failures = ${bigint(failures)} then ${bigint(now)} else blocked_until end`,
    }))
    .where('id', '=', id)
    .where('failures', '>', 0)
    .execute()
}

/** Forgets the failures after a success (NIST SP 800-63B-4 3.2.2). */
export async function clearGuesses(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('throttle').where('id', 'in', ids).execute()
}

/** Removes counts that are forgotten anyway, whichever wait they had. Returns how many rows went. */
export async function sweepThrottle(
  db: Kysely<Database>,
  rules: ThrottleRules,
  now: number,
): Promise<number> {
  const longest = Math.max(rules.maxWait, rules.capWait) + rules.forget
  const result = await db
    .deleteFrom('throttle')
    .where('last_failure_at', '<', now - longest * SECOND)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
