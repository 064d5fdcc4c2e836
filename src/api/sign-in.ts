// Signing in over the API: the same rules, counts and second step as on the pages, and tokens at the end.
import type { Account } from '../accounts/account.ts'
import type { Acting } from '../accounts/activity/activity.ts'
import { deviceToken, readDeviceToken } from '../accounts/login/device.ts'
import { type LogInFields, limitSubject, logIn } from '../accounts/login/login.ts'
import { callOffFactorRemoval } from '../accounts/two-factor/removal.ts'
import { takeSecondStep } from '../accounts/two-factor/second-step.ts'
import type { ProofMethod } from '../backend.ts'
import type { ApiBackend } from './needs.ts'
import { startApiSession, type Tokens } from './sessions.ts'

export type SignInOutcome =
  | { kind: 'signed-in'; tokens: Tokens; device: string }
  | { kind: 'second-step'; challenge: string }
  /** Unknown, suspended, wrong, or changed meanwhile. */
  | { kind: 'refused' }
  /** What follows is told after the right password alone. */
  | { kind: 'unverified' | 'leaving' | 'factor-needed' }
  /** @property retryAfter seconds */
  | { kind: 'throttled'; retryAfter: number }

export interface Credentials {
  username: string
  password: string
  device?: string | undefined
}

/** What the limit by account counts under: the very counts of the page. */
export function signInSubject(backend: ApiBackend, { username, device }: Credentials): Promise<string> {
  return limitSubject(backend, username, deviceOf(backend, device))
}

/** @throws HashingBusy */
export async function signIn(
  backend: ApiBackend,
  { username, password, device }: Credentials,
  by: Acting,
): Promise<SignInOutcome> {
  const fields = { identifier: username, password, device: deviceOf(backend, device), by }
  const result = await logIn(backend, fields)
  return result.kind === 'signed-in' ? complete(backend, result, by) : result
}

/** A device that the account's owner has signed in with has a count of guesses of its own, which strangers can't reach. */
function deviceOf({ keys, now }: ApiBackend, token: string | undefined): LogInFields['device'] {
  return readDeviceToken(keys, token, now())
}

export type SecondStepOutcome =
  | SignInOutcome
  | { kind: 'wrong' }
  /** Used, too old, tried too often, or its account has changed. */
  | { kind: 'over' }

export async function finishSignIn(
  backend: ApiBackend,
  step: { challenge: string; code: string },
  by: Acting,
): Promise<SecondStepOutcome> {
  const result = await takeSecondStep(backend, { ...step, by })
  return result.kind === 'proven' ? complete(backend, result, by) : result
}

async function complete(
  backend: ApiBackend,
  { account, proven }: { account: Account; proven: readonly ProofMethod[] },
  by: Acting,
): Promise<SignInOutcome> {
  const started = await startApiSession(backend, { account, proven, by })
  if (started.kind !== 'started') return { kind: started.kind }
  // Whoever still has the second factor has not lost it.
  if (proven.length > 1) await callOffFactorRemoval(backend, { userId: account.id, by })
  const { keys, now } = backend
  return { kind: 'signed-in', tokens: started, device: deviceToken(keys, account.id, now()) }
}
