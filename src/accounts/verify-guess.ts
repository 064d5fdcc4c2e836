// Looks at one guess that has been counted: every wrong one costs the same hash, whatever is wrong with it.
import { HashingBusy, isReadableHash } from '../crypto/password.ts'
import type { AccountWithHash } from './account.ts'
import type { AccountsBackend } from './needs.ts'
import { isTooLong } from './password-policy.ts'
import { type Reservation, returnGuess } from './throttle.ts'

/** True when the account is active and the password is its own. Every other case costs the same hash. */
export async function verifyGuess(
  { hasher, settings, store, now, log }: AccountsBackend,
  guess: Reservation & { kind: 'granted' },
  account: AccountWithHash | undefined,
  password: string,
): Promise<boolean> {
  const tooLong = isTooLong(password, settings.password.maxLength)
  const stored = account?.state === 'active' && !tooLong ? account.passwordHash : null
  if (stored !== null && !isReadableHash(stored)) {
    log.warn(
      { user: account?.id },
      'the stored password hash is of an unknown kind; nobody can sign in with it',
    )
  }
  try {
    return await hasher.verify(stored, tooLong ? '' : password)
  } catch (error) {
    if (error instanceof HashingBusy) await returnGuess(store.db, guess, now())
    throw error
  }
}
