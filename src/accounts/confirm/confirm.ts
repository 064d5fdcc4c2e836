// The ways to prove once more who one is: one list, by which page, routes and rules go.
import type { Acting } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { type Proof, provePassword } from '../prove.ts'

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
} as const satisfies Record<string, Way>

export type WayName = keyof typeof WAYS

export const wayNames = Object.keys(WAYS) as WayName[]

/** @throws HashingBusy */
export function confirmBy(backend: AccountsBackend, way: WayName, attempt: Attempt): Promise<Proof> {
  return WAYS[way](backend, attempt)
}
