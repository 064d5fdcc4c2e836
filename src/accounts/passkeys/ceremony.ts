// One WebAuthn ceremony: a challenge that is good once, for five minutes, for one visitor and one purpose.
import type { Kysely } from 'kysely'
import { hashToken, newToken } from '../../crypto/token.ts'
import { consumeOnce } from '../../store/once.ts'
import type { Database } from '../../store/schema.ts'

/** Seconds. Long enough to find the security key. */
export const CEREMONY_LIFETIME = 5 * 60
/** Begun and not ended, by one visitor and for one purpose: as many tabs as anybody signs in with. The oldest end. */
const MOST_OPEN = 5

export type Purpose = 'sign-in' | 'second-step' | 'confirm' | 'add' | 'add-silently' | 'sign-up'

/** What it was begun for, such as the account: compared with how things are when it ends. */
export type About = Readonly<Record<string, string>>

export interface Ceremony {
  purpose: Purpose
  /** The session's id, or an anonymous visitor's. */
  visitor: string
  /** Milliseconds since 1970. */
  now: number
}

/** Returns the challenge: 32 random bytes as base64url. What is kept is its hash, so that a copy of the database answers none. */
export async function beginCeremony(
  db: Kysely<Database>,
  { purpose, visitor, now }: Ceremony,
  about: About = {},
): Promise<string> {
  const challenge = newToken()
  const id = hashToken(challenge)
  const slot = hashToken(visitor)
  await db
    .insertInto('tokens')
    .values({
      id,
      purpose: `passkey-${purpose}`,
      // Of nobody, even where somebody is signed in: an account has one token of a slot, and a visitor has several tabs.
      user_id: null,
      slot,
      payload: JSON.stringify(about),
      created_at: now,
      expires_at: now + CEREMONY_LIFETIME * 1000,
    })
    .execute()
  await db
    .deleteFrom('tokens')
    .where('user_id', 'is', null)
    .where('purpose', '=', `passkey-${purpose}`)
    .where('slot', '=', slot)
    .where('id', '!=', id)
    .where('id', 'not in', (newest) =>
      newest
        .selectFrom('tokens')
        .select('id')
        .where('user_id', 'is', null)
        .where('purpose', '=', `passkey-${purpose}`)
        .where('slot', '=', slot)
        .where('id', '!=', id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MOST_OPEN - 1),
    )
    .execute()
  return challenge
}

/** Ends it: of any number of callers one gets what it was begun for, and nobody else's visitor does. */
export async function endCeremony(
  db: Kysely<Database>,
  { purpose, visitor, now }: Ceremony,
  challenge: string,
): Promise<About | undefined> {
  const row = await consumeOnce(db, `passkey-${purpose}`, hashToken(challenge), now)
  return row?.slot === hashToken(visitor) ? (JSON.parse(row.payload) as About) : undefined
}
