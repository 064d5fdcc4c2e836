// How many mails an address may get that somebody else asks for: few, so that strangers fill nobody's mailbox.
import type { Kysely } from 'kysely'
import type { KeyRing } from '../../crypto/keys.ts'
import { hmacSha256 } from '../../crypto/sealed.ts'
import { guardedIncrement } from '../../store/once.ts'
import type { Database } from '../../store/schema.ts'
import { type LinkPurpose, mayMail } from '../link-token.ts'

const DAY = 86_400_000 // milliseconds
const ATTEMPT_MAILS_A_DAY = 3

/**
 * Whether an address may get one more link mail of this purpose within the hour, whoever asks for it; counts it if so.
 * For addresses that need not be an account's. Counted under an HMAC, so that the table of counts holds no addresses.
 */
export function mayMailAddress(
  tx: Kysely<Database>,
  keys: KeyRing,
  { purpose, emailKey, now }: { purpose: LinkPurpose; emailKey: string; now: number },
): Promise<boolean> {
  const address = hmacSha256(keys.purpose('address counter')[0]!, emailKey).toString('base64url')
  return mayMail(tx, purpose, address, now)
}

/** Whether an owner may be told once more today that somebody tried to use their address; counts it if so. */
export async function mayTellOfAttempt(tx: Kysely<Database>, ownerId: string, now: number): Promise<boolean> {
  const allowance = { id: attemptCounter(ownerId), max: ATTEMPT_MAILS_A_DAY, now, expiresAt: now + DAY }
  return (await guardedIncrement(tx, allowance)).granted
}

/** The row of `counters` in which they are counted. */
export function attemptCounter(ownerId: string): string {
  return `attempt-mail ${ownerId}`
}
