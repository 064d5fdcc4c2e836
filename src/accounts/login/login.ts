// Signing in by name or address and password: the answer and its cost are the same for accounts that don't exist.
import type { ProofMethod } from '../../backend.ts'
import { HashingBusy } from '../../crypto/password.ts'
import { type Account, type AccountWithHash, findAccount, lookUpBy } from '../account.ts'
import { type Acting, noteActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { clearGuesses, reserveGuess, throttleId } from '../throttle.ts'
import { mayRemember } from '../two-factor/policy.ts'
import { isRemembered } from '../two-factor/remembered-devices.ts'
import { verifyGuess } from '../verify-guess.ts'
import { beginChallenge } from './challenge.ts'
import { type Device, isKnownDevice } from './device.ts'

export interface LogInFields {
  /** User name or e-mail address, as typed. */
  identifier: string
  password: string
  /** Whose device this is, by a token that the routes have verified; null for an unknown one. */
  device: Device | null
  /** The token of a device on which the second factor was proven lately, if the browser sent one. */
  remembered?: string | undefined
  by: Acting
}

export type LogIn =
  /** `credentialEpoch` goes into the session, which is dead as soon as the account has a newer one. */
  | { kind: 'signed-in'; account: Account; proven: ProofMethod[]; knownDevice: boolean }
  /** Right, and a second factor is asked for: `challenge` is the token of what is proven so far. */
  | { kind: 'second-step'; challenge: string }
  /** Right, but the address is not confirmed and `email.verification` requires it. */
  | { kind: 'unverified'; account: Account }
  /** Right, but its owner has left, and may come back until `deletesAt`. */
  | { kind: 'leaving'; account: Account; deletesAt: number }
  /** Unknown, suspended, without a password, or wrong: nobody is told which (ASVS V6.3.8). */
  | { kind: 'refused' }
  /** Too many guesses at this account, known or not. @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }

/** Makes no session: that is the routes' part, with what is signed in here. @throws HashingBusy */
export async function logIn(backend: AccountsBackend, fields: LogInFields): Promise<LogIn> {
  const { store, settings, now } = backend
  const identifier = fields.identifier.trim()
  const account = await findAccount(store.db, identifier)
  const counter = counterOf(backend, identifier, account, fields.device)
  const guess = await reserveGuess(store.db, counter, settings.throttle, now())
  if (guess.kind === 'throttled') return guess

  const matches = await verifyGuess(backend, guess, account, fields.password)
  if (account === undefined || !matches) {
    if (account !== undefined) {
      // Later: the time of the answer must not tell that there is an account whose activity can be written.
      const failure = { userId: account.id, kind: 'sign-in-failed', by: fields.by } as const
      backend.later(() => noteActivity(backend, failure))
    }
    return { kind: 'refused' }
  }

  // Not the other name's counter: a wait that ends there would tell which address goes with which name.
  await clearGuesses(store.db, [counter])
  await rehashIfNeeded(backend, account, fields.password)
  if (settings.email.verification === 'required' && account.emailVerifiedAt === null)
    return { kind: 'unverified', account }
  const knownDevice = isOwnersDevice(account, fields.device)
  if (!account.secondFactor)
    return leavingOr({ kind: 'signed-in', account, proven: ['password'], knownDevice })
  if (await remembers(backend, account, fields.remembered))
    return leavingOr({ kind: 'signed-in', account, proven: ['password', 'remembered-device'], knownDevice })
  const half = { account, proven: ['password' as const], knownDevice }
  return { kind: 'second-step', challenge: await beginChallenge(store.db, half, now()) }
}

/** Coming back from a deletion takes all that signing in takes. */
function leavingOr(signedIn: LogIn & { kind: 'signed-in' }): LogIn {
  const { account } = signedIn
  return account.deletesAt === null ? signedIn : { kind: 'leaving', account, deletesAt: account.deletesAt }
}

async function remembers(
  { store, settings, now }: AccountsBackend,
  account: Account,
  token: string | undefined,
): Promise<boolean> {
  return token !== undefined && mayRemember(settings) && isRemembered(store.db, account, token, now())
}

/**
 * What the limit by account counts under: what was typed, or, on a device its owner has signed in with before, a key of
 * its own, so that strangers who use up the first leave the second alone.
 */
export async function limitSubject(
  { store }: AccountsBackend,
  identifier: string,
  device: LogInFields['device'],
): Promise<string> {
  const typed = lookUpBy(identifier.trim()).join(' ')
  if (device === null) return typed
  const account = await findAccount(store.db, identifier.trim())
  return isOwnersDevice(account, device) ? `known device ${account.id}` : typed
}

/**
 * The counter for what was typed, and not for the account behind it: else waiting at a name would tell which address
 * goes with it. On a device that its owner has signed in with before, the account has a counter of its own, which
 * strangers can't reach.
 */
function counterOf(
  { keys }: AccountsBackend,
  identifier: string,
  account: AccountWithHash | undefined,
  device: LogInFields['device'],
): string {
  if (isOwnersDevice(account, device)) return throttleId(keys, { knownDeviceOf: account.id })
  const [column, key] = lookUpBy(identifier)
  return throttleId(keys, { typed: `${column} ${key === '' ? identifier : key}` })
}

function isOwnersDevice(
  account: AccountWithHash | undefined,
  device: LogInFields['device'],
): account is AccountWithHash {
  return isKnownDevice(account, device)
}

/** Brings an old hash up to the parameters in force, unless the password has been changed meanwhile. */
async function rehashIfNeeded(
  { hasher, store }: AccountsBackend,
  { id, passwordHash }: AccountWithHash,
  password: string,
): Promise<void> {
  if (passwordHash === null || !hasher.needsRehash(passwordHash)) return
  try {
    await store.db
      .updateTable('users')
      .set({ password_hash: await hasher.hash(password) })
      .where('id', '=', id)
      .where('password_hash', '=', passwordHash)
      .execute()
  } catch (error) {
    // The next sign-in does it; this one has already succeeded.
    if (!(error instanceof HashingBusy)) throw error
  }
}
