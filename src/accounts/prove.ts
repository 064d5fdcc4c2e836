// Proving once more who one is, by the password of the account that is signed in.
import { type AccountWithHash, accountById } from './account.ts'
import { type Acting, noteActivity } from './activity/activity.ts'
import type { AccountsBackend } from './needs.ts'
import { clearGuesses, reserveGuess, throttleId } from './throttle.ts'
import { verifyGuess } from './verify-guess.ts'

export type Proof =
  | { kind: 'proven'; account: AccountWithHash }
  | { kind: 'refused' }
  /** @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }

/**
 * Whether this is the account's password. Guesses are counted apart from those at sign-in, so that whoever holds a
 * stolen session guesses no faster, and can't lock the owner out. A failure stands in the activity. @throws HashingBusy
 */
export async function provePassword(
  backend: AccountsBackend,
  { userId, password, by }: { userId: string; password: string; by: Acting },
): Promise<Proof> {
  const { store, keys, settings, now } = backend
  const counter = throttleId(keys, { confirmOf: userId })
  const guess = await reserveGuess(store.db, counter, settings.throttle, now())
  if (guess.kind === 'throttled') return guess
  const account = await accountById(store.db, userId)
  const matches = await verifyGuess(backend, guess, account, password)
  if (account === undefined || !matches) {
    if (account !== undefined) await noteActivity(backend, { userId, kind: 'confirm-failed', by })
    return { kind: 'refused' }
  }
  await clearGuesses(store.db, [counter])
  return { kind: 'proven', account }
}
