// The tables, as the code sees them. Times are integers: milliseconds since 1970, UTC.
import type { Generated } from 'kysely'

export interface Database {
  users: UsersTable
  sessions: SessionsTable
  tokens: TokensTable
  counters: CountersTable
  throttle: ThrottleTable
  outbox: OutboxTable
  activity: ActivityTable
  activity_heads: ActivityHeadsTable
  leases: LeasesTable
  authenticators: AuthenticatorsTable
  recovery_codes: RecoveryCodesTable
  passkeys: PasskeysTable
  remembered_devices: RememberedDevicesTable
  signing_keys: SigningKeysTable
  api_sessions: ApiSessionsTable
  refresh_tokens: RefreshTokensTable
  personal_tokens: PersonalTokensTable
  uploads: UploadsTable
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
  /** When its owner last proved to read mail at `email`; null: never. */
  email_verified_at: number | null
  /** What others see in place of the user name; '' for none. */
  display_name: Generated<string>
  /** JSON list of role names: `["admin"]`. */
  roles: Generated<string>
  last_sign_in_at: number | null
  /** When the account goes for good, since its owner left; null: it stays. */
  deletes_at: number | null
  /** 1: a session needs two factors. */
  second_factor: Generated<number>
  /** From when on one has to be set up, where the policy asks for it; null: nobody has been told yet. */
  factor_due_at: number | null
  /** Devices that were known before this moment are strangers again. */
  devices_since: Generated<number>
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
  /** JSON: the device's key, where the session is bound to one; '' where it isn't. */
  binding: Generated<string>
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
  /** An account has one token of a purpose and slot: a newer one takes its place. null: any number. */
  slot: string | null
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

/** What happened to an account: append-only, each row's `mac` made over the row before it. */
export interface ActivityTable {
  user_id: string
  /** 1, 2, 3 … for each account. */
  seq: number
  kind: string
  at: number
  /** `owner`, `operator` (command line), `system`, or `admin:ID`. */
  actor: string
  address: string
  user_agent: string
  /** JSON object of texts and numbers. */
  detail: string
  /** Which key made the mac: a short name, never the key. */
  key: string
  mac: string
}

/** Where an account's activity begins and ends, sealed, so that rows can't be taken off either end unseen. */
export interface ActivityHeadsTable {
  user_id: string
  /** The oldest row that is still kept. */
  first_seq: number
  /** The mac of the row before it, '' where there was none. */
  before_mac: string
  last_seq: number
  last_mac: string
  key: string
  seal: string
}

/** Work that one process does at a time. */
export interface LeasesTable {
  name: string
  holder: string
  expires_at: number
}

/** A key for authenticator codes (RFC 6238). `pending` until its first code was right. */
export interface AuthenticatorsTable {
  user_id: string
  state: 'pending' | 'active'
  /** Sealed for this row and column. */
  secret: string
  /** The latest time step that was accepted: none is accepted twice. */
  last_step: Generated<number>
  created_at: number
}

export interface RecoveryCodesTable {
  /** SHA-256 of account and code, base64url. */
  id: string
  user_id: string
  created_at: number
  used_at: number | null
}

/** A WebAuthn credential. */
export interface PasskeysTable {
  /** Credential id, base64url. */
  id: string
  user_id: string
  /** COSE key, base64url. */
  public_key: string
  counter: number
  /** JSON list: `["internal","hybrid"]`. */
  transports: string
  name: string
  /** 1: it may be copied to its owner's other devices. */
  backup_eligible: number
  backed_up: number
  /** The authenticator's model, a UUID. */
  aaguid: string
  created_at: number
  last_used_at: number | null
}

/** A device on which the second factor is not asked for, for a while. */
export interface RememberedDevicesTable {
  /** SHA-256 of the token in the cookie, base64url. */
  id: string
  user_id: string
  credential_epoch: number
  address: string
  user_agent: string
  created_at: number
  last_used_at: number
  expires_at: number
}

/** A key that signs access tokens. Published from its making on, until the last token it signed has expired. */
export interface SigningKeysTable {
  /** The `kid`. */
  id: string
  /** JOSE name: `EdDSA` (with Ed25519) or `ES256`. */
  algorithm: string
  /** JSON. */
  public_jwk: string
  /** PKCS #8, sealed for this row and column. */
  private_key: string
  created_at: number
  signs_from: number
  signs_until: number
}

/** A sign-in over the API: a family of refresh tokens. Ended by deleting the row. */
export interface ApiSessionsTable {
  /** Random: the `sid` of its access tokens. */
  id: string
  user_id: string
  credential_epoch: number
  /** JSON list of the methods proven. */
  assurance: string
  /** When they were proven. */
  proven_at: number
  address: string
  user_agent: string
  created_at: number
  last_used_at: number
}

export interface RefreshTokensTable {
  /** SHA-256 of the token, base64url. */
  id: string
  session_id: string
  created_at: number
  expires_at: number
  /** When it was exchanged for the next one; null: it is the newest. */
  used_at: number | null
  /** The next one, sealed for this row, for a client that lost the answer; '' before. */
  successor: Generated<string>
}

/** A named token for scripts. */
export interface PersonalTokensTable {
  /** The public part, random. */
  id: string
  user_id: string
  credential_epoch: number
  /** SHA-256 of the secret part, base64url. */
  secret_hash: string
  name: string
  /** JSON list. */
  scopes: string
  created_at: number
  expires_at: number
  last_used_at: number | null
}

/** A file that somebody keeps, or is about to. Its bytes stand under `id` where files are kept. */
export interface UploadsTable {
  /** Random, and not to be guessed; who asks has to be its owner all the same. */
  id: string
  /** null: its account is gone, and its bytes go next. */
  user_id: string | null
  /** `avatar`: the picture of its owner. */
  purpose: 'file' | 'avatar'
  /** `receiving`: `bytes` are set aside. `storing`: on its way to its place. `waiting`: for a scanner. `gone`: its bytes go next. */
  state: 'receiving' | 'storing' | 'waiting' | 'stored' | 'gone'
  /** What its owner called it, cleaned; shown, and never a path. */
  name: string
  /** `image`, `pdf` or `text`; '' while it arrives. */
  kind: string
  /** Media type, by its content. */
  type: string
  bytes: number
  /** Of what is kept, base64url. */
  sha256: string
  width: number | null
  height: number | null
  created_at: number
  /** While it is not there yet: when it counts as given up. */
  expires_at: number | null
}
