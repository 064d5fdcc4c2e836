// What the shield needs of whoever keeps sessions; the database's room fits it without knowing the shield.

export type MaybePromise<T> = T | Promise<T>

export interface SessionUser {
  id: string
  username: string
  email: string
  /** Whether its owner has proved to read mail there. */
  emailVerified?: boolean
  /** What to show in place of the user name; '' for none. */
  displayName?: string
  roles?: readonly string[]
}

export interface SessionRecord {
  /** SHA-256 of the token, base64url. */
  id: string
  /** null: an anonymous visitor for whom a host app keeps values. */
  user: SessionUser | null
  assurance: readonly AssuranceMethod[]
  provenAt: number
  /** JSON. */
  values: string
  address: string
  userAgent: string
  createdAt: number
  lastSeenAt: number
}

export interface NewSession extends Omit<SessionRecord, 'user'> {
  userId: string | null
  credentialEpoch: number
}

/** What the shield needs of whoever keeps sessions. */
export interface SessionStore {
  /** One indexed read; undefined when unknown or when the account was suspended, deleted or its credentials changed. */
  find(id: string): MaybePromise<SessionRecord | undefined>
  /** False, with nothing written, when the account is not active or its epoch has moved on. The oldest above the maximum end. */
  insert(session: NewSession, maxPerAccount: number): MaybePromise<boolean>
  /**
   * Puts a session in the place of `former`, at once: false, with nothing written, when that one has ended or has been
   * replaced, or `insert` would say so.
   */
  replace(former: string, session: NewSession): MaybePromise<boolean>
  touch(id: string, now: number, address: string): MaybePromise<void>
  /** Compare and swap: false when another request wrote first. */
  swapValues(id: string, before: string, after: string): MaybePromise<boolean>
  remove(id: string): MaybePromise<void>
  removeAllOf(userId: string, except?: string): MaybePromise<number>
  /** Ends what no clock would accept any more. */
  sweep(idleBefore: number, createdBefore: number): MaybePromise<number>
}

/** What a person has proven; later parts add to it. */
export type AssuranceMethod = 'password'
