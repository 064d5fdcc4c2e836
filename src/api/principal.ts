// Who a request over the API speaks for, and what it may do: the same shape for both kinds of token.
import type { ProofMethod } from '../backend.ts'

/** What a token may be good for, and how that is said to the account's owner. */
export const scopes = {
  read: 'Read what the account can see',
  write: 'Change what the account can change',
  account:
    'Manage the account itself: its sessions and tokens. For signed-in apps alone, never for a personal token',
} as const

export type Scope = keyof typeof scopes

/** What a personal access token may have. With `account` a leaked one could make itself successors. */
export const personalScopes = ['read', 'write'] as const satisfies readonly Scope[]
export type PersonalScope = (typeof personalScopes)[number]

/** What a sign-in over the API has. */
export const signInScopes: readonly Scope[] = ['read', 'write', 'account']

export interface Principal {
  kind: 'access' | 'personal'
  user: { id: string; username: string; roles: readonly string[] }
  /** Access token: the sign-in it is of (`sid`). Personal token: its public part. */
  id: string
  scopes: readonly Scope[]
  /** Empty for a personal token: nobody proves anything with it but to have it. */
  assurance: readonly ProofMethod[]
  /** Milliseconds since 1970; 0 for a personal token. */
  provenAt: number
}
