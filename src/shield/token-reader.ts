// What the shield needs of whoever reads bearer tokens; the API's room fits it without knowing the shield.
import type { AssuranceMethod } from './assurance.ts'
import type { MaybePromise } from './session-store.ts'

/** Who a token stands for, and what it may do. */
export interface Principal {
  /** `access`: minutes old, of somebody who has signed in. `personal`: made by its owner for a program, good for long. */
  readonly kind: 'access' | 'personal'
  readonly user: { readonly id: string; readonly username: string; readonly roles: readonly string[] }
  /** The session behind an access token, or the personal token. */
  readonly id: string
  readonly scopes: readonly string[]
  /** What was proven at the sign-in; nothing for a personal token. */
  readonly assurance: readonly AssuranceMethod[]
  /** When that was, milliseconds since 1970. */
  readonly provenAt: number
}

export interface TokenReader {
  /** Undefined for whatever is not good, and why is told nobody. */
  read(token: string): MaybePromise<Principal | undefined>
  /** Asks the database: whether the session or token still stands, and its account as it was. */
  isStillGood(principal: Principal): MaybePromise<boolean>
  /** `acr` of a sign-in with two factors, for the challenge of RFC 9470. */
  readonly twoFactorsName: string
}
