// A sign-in half done: what was proven so far, kept for a few minutes under a token of its own. Never a session.
import type { Kysely } from 'kysely'
import type { ProofMethod } from '../../backend.ts'
import { hashToken, newToken } from '../../crypto/token.ts'
import { consumeOnce, guardedIncrement } from '../../store/once.ts'
import type { Database } from '../../store/schema.ts'
import { type Account, type AccountWithHash, accountById } from '../account.ts'

const PURPOSE = 'login-challenge'
/** How long the second step may take. Seconds. */
export const CHALLENGE_LIFETIME = 10 * 60
/** Codes tried with one challenge; after that the password is asked for again. */
const MAX_TRIES = 10

interface Payload {
  credentialEpoch: number
  proven: ProofMethod[]
  knownDevice: boolean
}

export interface Challenge extends Payload {
  account: AccountWithHash
}

/** Returns the token, for a cookie alone. */
export async function beginChallenge(
  db: Kysely<Database>,
  { account, proven, knownDevice }: { account: Account; proven: ProofMethod[]; knownDevice: boolean },
  now: number,
): Promise<string> {
  const token = newToken()
  const payload: Payload = { credentialEpoch: account.credentialEpoch, proven, knownDevice }
  await db
    .insertInto('tokens')
    .values({
      id: hashToken(token),
      purpose: PURPOSE,
      user_id: account.id,
      payload: JSON.stringify(payload),
      created_at: now,
      expires_at: now + CHALLENGE_LIFETIME * 1000,
    })
    .execute()
  return token
}

/** Looks without using it up; undefined when over, or its account is no longer as it was. */
export async function findChallenge(
  db: Kysely<Database>,
  token: string,
  now: number,
): Promise<Challenge | undefined> {
  const row = await db
    .selectFrom('tokens')
    .select(['user_id', 'payload'])
    .where('id', '=', hashToken(token))
    .where('purpose', '=', PURPOSE)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && stillGood(db, row)
}

/** Counts one try; false when there were too many. */
export async function countTry(db: Kysely<Database>, token: string, now: number): Promise<boolean> {
  const expiresAt = now + CHALLENGE_LIFETIME * 1000
  const counter = { id: `login-challenge ${hashToken(token)}`, max: MAX_TRIES, now, expiresAt }
  return (await guardedIncrement(db, counter)).granted
}

/** Uses it up: of any number of callers one gets it. */
export async function consumeChallenge(
  tx: Kysely<Database>,
  token: string,
  now: number,
): Promise<Challenge | undefined> {
  const row = await consumeOnce(tx, PURPOSE, hashToken(token), now)
  return row && stillGood(tx, row)
}

async function stillGood(
  db: Kysely<Database>,
  row: { user_id: string | null; payload: string },
): Promise<Challenge | undefined> {
  const payload = JSON.parse(row.payload) as Payload
  const account = row.user_id === null ? undefined : await accountById(db, row.user_id)
  const same = account?.credentialEpoch === payload.credentialEpoch
  // One that its owner has left is let through: both steps are asked of somebody who comes back, too.
  return account !== undefined && same && account.state === 'active' ? { ...payload, account } : undefined
}
