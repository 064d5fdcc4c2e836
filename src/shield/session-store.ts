// What the shield needs of whoever keeps sessions; the database's room fits it without knowing the shield.
import type { AssuranceMethod } from './assurance.ts'

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
  /** Whether a second factor is set up: then no session comes to be without it. */
  secondFactor?: boolean
  /** From when on one has to be set up, milliseconds since 1970; null: not known. */
  factorDueAt?: number | null
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
  /** JSON: the key of the device that the session is bound to; '' where it isn't. */
  binding: string
}

export interface NewSession extends Omit<SessionRecord, 'user'> {
  userId: string | null
  credentialEpoch: number
  /** Whether two factors were proven: an account that has a second one gets no session without. */
  twoFactor: boolean
}

/** What the shield needs of whoever keeps sessions. */
export interface SessionStore {
  /** One indexed read; undefined when unknown or when the account was suspended, deleted or its credentials changed. */
  find(id: string): MaybePromise<SessionRecord | undefined>
  /**
   * False, with nothing written, when the account is not active, its epoch has moved on, or it has a second factor that
   * was not proven. The oldest above the maximum end.
   */
  insert(session: NewSession, maxPerAccount: number): MaybePromise<boolean>
  /**
   * Puts a session in the place of `former`, at once: false, with nothing written, when that one has ended or has been
   * replaced, or `insert` would say so.
   */
  replace(former: string, session: NewSession): MaybePromise<boolean>
  touch(id: string, now: number, address: string): MaybePromise<void>
  /** Compare and swap: false when another request wrote first. */
  swapValues(id: string, before: string, after: string): MaybePromise<boolean>
  /** The same for what the session is bound to. */
  swapBinding(id: string, before: string, after: string): MaybePromise<boolean>
  remove(id: string): MaybePromise<void>
  removeAllOf(userId: string, except?: string): MaybePromise<number>
  /** Ends what no clock would accept any more. */
  sweep(idleBefore: number, createdBefore: number): MaybePromise<number>
}
