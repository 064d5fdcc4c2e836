// The ways to prove once more who one is: one list, by which page, routes and rules go.

import { accountById } from '../account.ts'
import type { Acting } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { listPasskeys } from '../passkeys/passkeys.ts'
import { type Proof, provePassword } from '../prove.ts'
import { hasAuthenticator } from '../two-factor/authenticator.ts'
import { proveCode } from '../two-factor/prove-code.ts'

export interface Attempt {
  userId: string
  /** What was typed. */
  answer: string
  by: Acting
}

type Way = (backend: AccountsBackend, attempt: Attempt) => Promise<Proof>

/** By the name that the session keeps of what was proven. Each counts its guesses by itself. */
const WAYS = {
  password: (backend, { userId, answer, by }) => provePassword(backend, { userId, password: answer, by }),
  'authenticator-code': (backend, { userId, answer, by }) => proveCode(backend, { userId, code: answer, by }),
} as const satisfies Record<string, Way>

export type WayName = keyof typeof WAYS

export const wayNames = Object.keys(WAYS) as WayName[]

export interface Ways {
  /** What can be typed; the first is asked for first. */
  typed: WayName[]
  /** Passkeys go a way of their own, by the browser. */
  passkey: boolean
}

/** Those that this account has. */
export async function waysOf(
  { store: { db } }: Pick<AccountsBackend, 'store'>,
  userId: string,
): Promise<Ways> {
  const account = await accountById(db, userId)
  const typed: WayName[] = []
  if (account?.passwordHash != null) typed.push('password')
  if (await hasAuthenticator(db, userId)) typed.push('authenticator-code')
  return { typed, passkey: (await listPasskeys(db, userId)).length > 0 }
}

/** @throws HashingBusy */
export function confirmBy(backend: AccountsBackend, way: WayName, attempt: Attempt): Promise<Proof> {
  return WAYS[way](backend, attempt)
}
