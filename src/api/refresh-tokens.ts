// Refresh tokens as rows: random, hashed at rest, each good for one exchange.
import type { Kysely } from 'kysely'
import type { Settings } from '../config/settings.ts'
import { openAtRest, sealAtRest } from '../crypto/at-rest.ts'
import type { KeyRing } from '../crypto/keys.ts'
import { hashToken, newToken } from '../crypto/token.ts'
import type { Database } from '../store/schema.ts'

/** Lets a secret scanner know what it has found. */
const PREFIX = 'pcr_'
/** The prefix and 256 random bits. What looks otherwise costs no look-up. */
const SHAPE = /^pcr_[A-Za-z0-9_-]{43}$/

export function newRefreshToken(): string {
  return PREFIX + newToken()
}

export function looksLikeRefreshToken(text: string): boolean {
  return SHAPE.test(text)
}

/** Good for `api.refreshLifetime`, and no longer than its session may last in all. @param since when that was opened */
export async function insertRefreshToken(
  tx: Kysely<Database>,
  { refreshLifetime, sessionLifetime }: Settings['api'],
  { token, sessionId, since, now }: { token: string; sessionId: string; since: number; now: number },
): Promise<void> {
  await tx
    .insertInto('refresh_tokens')
    .values({
      id: hashToken(token),
      session_id: sessionId,
      created_at: now,
      expires_at: Math.min(now + refreshLifetime * 1000, since + sessionLifetime * 1000),
    })
    .execute()
}

/** The next token in the row of the one before, for a client that has lost the answer. */
export function sealSuccessor(keys: KeyRing, id: string, successor: string): string {
  return sealAtRest(keys, placeOf(id), Buffer.from(successor))
}

export function openSuccessor(keys: KeyRing, id: string, sealed: string): string | undefined {
  return openAtRest(keys, placeOf(id), sealed)?.toString()
}

function placeOf(id: string) {
  return { table: 'refresh_tokens', column: 'successor', row: id }
}
