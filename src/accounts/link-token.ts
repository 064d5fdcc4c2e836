// Tokens in mailed links: 256 random bits, kept as a hash together with what they confirm, used once.
import type { Kysely } from 'kysely'
import { hashToken, newToken } from '../crypto/token.ts'
import { consumeOnce, guardedIncrement, type TokensRow } from '../store/once.ts'
import type { Database } from '../store/schema.ts'

const HOUR = 3_600_000 // milliseconds
/** Nobody's mailbox is filled by strangers who ask for links in somebody's name (ASVS V2.4.1). */
const MAILS_AN_HOUR = 3

export const linkPurposes = [
  'signup',
  'verify',
  'reset',
  'email-change',
  'email-undo',
  'disown',
  'return',
  'factor-removal',
  'factor-removal-stop',
] as const

export type LinkPurpose = (typeof linkPurposes)[number]

export interface NewLink {
  purpose: LinkPurpose
  /** null: for somebody who has no account yet. */
  userId: string | null
  /** What it confirms: compared and swapped when it is used. */
  payload: Readonly<Record<string, string | number | null>>
  /** Seconds. */
  lifetime: number
  /** Milliseconds since 1970. */
  now: number
  /** True: older ones of the account and purpose keep working beside it. */
  amongOthers?: boolean
}

/** Writes a token and returns it, for the mail alone. An account's newest one of a purpose takes the place of the others. */
export async function issueLink(tx: Kysely<Database>, link: NewLink): Promise<string> {
  const token = newToken()
  const row = {
    id: hashToken(token),
    payload: JSON.stringify(link.payload),
    created_at: link.now,
    expires_at: link.now + link.lifetime * 1000,
  }
  await tx
    .insertInto('tokens')
    .values({
      ...row,
      purpose: link.purpose,
      user_id: link.userId,
      slot: link.amongOthers === true ? null : 'newest',
    })
    .onConflict((conflict) => conflict.columns(['user_id', 'purpose', 'slot']).doUpdateSet(row))
    .execute()
  return token
}

export interface Link<Payload> {
  userId: string | null
  payload: Payload
  /** Milliseconds since 1970: from then on it doesn't work. */
  expiresAt: number
}

/** Looks without using it: for the page behind a link, which mail scanners open too. */
export async function peekLink<Payload>(
  db: Kysely<Database>,
  purpose: LinkPurpose,
  token: string,
  now: number,
): Promise<Link<Payload> | undefined> {
  const row = await db
    .selectFrom('tokens')
    .selectAll()
    .where('id', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && linkOf<Payload>(row)
}

/** Uses it: of any number of callers one gets it. */
export async function consumeLink<Payload>(
  tx: Kysely<Database>,
  purpose: LinkPurpose,
  token: string,
  now: number,
): Promise<Link<Payload> | undefined> {
  const row = await consumeOnce(tx, purpose, hashToken(token), now)
  return row && linkOf<Payload>(row)
}

/** Makes links of these purposes worthless, for instance since what they would change has changed. */
export async function revokeLinks(
  tx: Kysely<Database>,
  userId: string,
  purposes: readonly LinkPurpose[],
): Promise<void> {
  await tx.deleteFrom('tokens').where('user_id', '=', userId).where('purpose', 'in', purposes).execute()
}

function linkOf<Payload>(row: TokensRow): Link<Payload> {
  return { userId: row.user_id, payload: JSON.parse(row.payload) as Payload, expiresAt: row.expires_at }
}

/** Whether an account may be sent one more link mail of this purpose; counts it if so. */
export async function mayMail(
  tx: Kysely<Database>,
  purpose: LinkPurpose,
  userId: string,
  now: number,
): Promise<boolean> {
  const allowance = { id: mailCounter(purpose, userId), max: MAILS_AN_HOUR, now, expiresAt: now + HOUR }
  return (await guardedIncrement(tx, allowance)).granted
}

/** The row of `counters` in which they are counted. */
export function mailCounter(purpose: string, userId: string): string {
  return `link-mail ${purpose} ${userId}`
}
