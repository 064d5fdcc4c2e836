// The tables, as the code sees them. Times are integers: milliseconds since 1970, UTC.
import type { Generated } from 'kysely'

export interface Database {
  users: UsersTable
  sessions: SessionsTable
  tokens: TokensTable
  counters: CountersTable
  throttle: ThrottleTable
  outbox: OutboxTable
}

/** One account. `id` is random and never used again, so a session can't pass to a later account. */
export interface UsersTable {
  id: string
  /** As its owner typed it, NFC. */
  username: string
  /** RFC 8265 UsernameCaseMapped form: what is compared. Unique. */
  username_key: string
  /** UTS #39 skeleton of the key: look-alikes collide here. Unique. */
  username_skeleton: string
  email: string
  /** Case-folded address: what is compared. Unique. */
  email_key: string
  /** PHC string, or null for an account without a password. */
  password_hash: string | null
  /** Raised by every change of credentials; sessions and tokens of an older epoch are dead. */
  credential_epoch: Generated<number>
  state: Generated<'active' | 'suspended'>
  created_at: number
  updated_at: number
}

/** A signed-in visit, or (user_id null) a visitor for whom a host app keeps values. */
export interface SessionsTable {
  /** SHA-256 of the token in the cookie, base64url. */
  id: string
  user_id: string | null
  credential_epoch: number
  /** JSON list of the methods proven: `["password"]`. */
  assurance: string
  /** When the methods were last proven. */
  proven_at: number
  /** A host app's own small values, JSON, 4 KiB at most. */
  data: string
  address: string
  user_agent: string
  created_at: number
  last_seen_at: number
}

/** A single-use token sent to somebody; the row holds what it confirms. */
export interface TokensTable {
  /** SHA-256 of the token, base64url. */
  id: string
  purpose: string
  user_id: string | null
  /** JSON: the very address, the very account state. */
  payload: string
  created_at: number
  expires_at: number
}

/** A rate limit's state. `id` is a hash of route, limit and address or account. */
export interface CountersTable {
  id: string
  state: string
  expires_at: number
}

/** Failed guesses at one account, kept apart for known and unknown devices. */
export interface ThrottleTable {
  id: string
  failures: number
  last_failure_at: number
  blocked_until: number
}

/** Mail waiting to be sent, written in the transaction of what it tells of. */
export interface OutboxTable {
  id: string
  recipient: string
  subject: string
  text: string
  html: string
  created_at: number
  attempts: Generated<number>
  next_attempt_at: number
  claimed_until: Generated<number>
  sent_at: number | null
  last_error: string | null
}
