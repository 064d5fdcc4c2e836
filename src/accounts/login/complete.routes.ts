// The end of every sign-in, whichever way it went: the session, the line in the activity, the device's own cookie.
import type { FastifyRequest } from 'fastify'
import type { Backend, ProofMethod } from '../../backend.ts'
import { isFreshTwoFactor } from '../../shield/assurance.ts'
import { ownPath } from '../../shield/redirect.ts'
import { startSession } from '../../shield/session.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import type { Account } from '../account.ts'
import { callOffFactorRemoval } from '../two-factor/removal.ts'
import { DEVICE_LIFETIME, deviceToken } from './device.ts'
import { noteSignIn } from './sign-in.ts'

export const AFTER_LOGIN = '/dashboard'
/** It takes posts alone, and would undo what has just been done. */
const WAY_OUT = /^\/logout(?:[?#]|$)/

/** Where somebody may be led on to after proving who they are; undefined for what is no page of ours. */
export function pathToVisit(next: unknown): string | undefined {
  const target = ownPath(next)
  return target === undefined || WAY_OUT.test(target) ? undefined : target
}

export interface Completed {
  account: Account
  /** Everything proven in this sign-in. */
  proven: readonly ProofMethod[]
  knownDevice: boolean
}

/**
 * Mints the session. False when the account was suspended or changed meanwhile, or needs a second factor that was not
 * proven: then nobody is signed in.
 */
export async function completeSignIn(
  request: FastifyRequest,
  backend: Backend,
  { account, proven, knownDevice }: Completed,
): Promise<boolean> {
  const { keys, now } = backend
  const visit = visitOf(request)
  const by = { actor: 'owner', ...clientOf(request) } as const
  if (!(await startSession(request, { user: account, assurance: proven }))) return false
  visit.dropCookie('challenge')
  await noteSignIn(backend, { userId: account.id, knownDevice, by })
  // Whoever still has the second factor has not lost it.
  if (isFreshTwoFactor(proven)) await callOffFactorRemoval(backend, { userId: account.id, by })
  visit.setCookie('device', deviceToken(keys, account.id, now()), DEVICE_LIFETIME)
  request.log.info({ event: 'signed-in', user: account.id, address: visit.address, proven }, 'signed in')
  return true
}
