// Proving once more who one is, by a code of the authenticator app of the account that is signed in.
import { accountById } from '../account.ts'
import { type Acting, noteActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import type { Proof } from '../prove.ts'
import { clearGuesses, reserveGuess, throttleId } from '../throttle.ts'
import { acceptCode } from './authenticator.ts'

/** A step counts once, here and at sign-in together; wrong codes are counted with those at sign-in. */
export async function proveCode(
  backend: AccountsBackend,
  { userId, code, by }: { userId: string; code: string; by: Acting },
): Promise<Proof> {
  const { store, keys, settings, now } = backend
  const counter = throttleId(keys, { secondFactorOf: userId })
  const guess = await reserveGuess(store.db, counter, settings.throttle, now())
  if (guess.kind === 'throttled') return guess
  const right = await store.transaction((tx) => acceptCode(tx, keys, { userId, code, now: now() }))
  const account = await accountById(store.db, userId)
  if (account === undefined || account.state !== 'active' || !right) {
    if (account !== undefined) await noteActivity(backend, { userId, kind: 'confirm-failed', by })
    return { kind: 'refused' }
  }
  await clearGuesses(store.db, [counter])
  return { kind: 'proven', account }
}
