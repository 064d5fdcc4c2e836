// Guards for routes, the host's own too: `{ preHandler: requireUser }`.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFreshTwoFactor } from './assurance.ts'
import { Refusal, type RefusalCode } from './refusal.ts'
import type { SessionUser } from './session-store.ts'
import { badToken } from './token-guard.ts'
import { visitOf } from './visit.ts'

type Done = (error?: Error) => void

/** Lets signed-in people pass; others are led to the sign-in page and back, or get 401 where JSON is wanted. */
export function requireUser(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  done(visitOf(request).session?.user ? undefined : new Refusal('sign-in-needed'))
}

/** Lets people pass who have this role; others get 403, or the sign-in page when nobody is signed in. */
export function requireRole(role: string) {
  return function requireThatRole(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
    const user = currentUser(request)
    done(
      user === null ? new Refusal('sign-in-needed') : refusedUnless(user.roles?.includes(role), 'forbidden'),
    )
  }
}

/**
 * Lets people pass who have proved who they are within `confirm.maxAge` (ASVS V7.5.1); others are asked once more, and
 * led on to where they were going, with the form they sent.
 */
export function requireRecentProof(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  const fresh = hasRecentProof(request)
  done(currentUser(request) ? refusedUnless(fresh, 'confirmation-needed') : new Refusal('sign-in-needed'))
}

/**
 * Whether whoever is signed in has proved it within `confirm.maxAge`; where a second factor is set up, with that too, in this
 * session and not by a remembered device: else a password alone could change the very factors that it is not enough for.
 */
export function hasRecentProof(request: FastifyRequest): boolean {
  const { session, gate } = visitOf(request)
  // `<`: the last valid instant is one millisecond before the limit.
  const recent = session !== null && gate.now() - session.provenAt < gate.settings.confirm.maxAge * 1000
  return recent && !owesSecondFactor(request)
}

/** Whether the second factor was passed by when this session began, since the device is remembered. */
export function owesSecondFactor(request: FastifyRequest): boolean {
  const { session } = visitOf(request)
  return session?.user?.secondFactor === true && !isFreshTwoFactor(session.assurance)
}

/**
 * Lets people pass whose e-mail address is confirmed, where `email.verification` asks for it: with `optional` everybody
 * who is signed in passes.
 */
export function requireVerifiedEmail(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  const user = currentUser(request)
  const free = visitOf(request).gate.settings.email.verification === 'optional'
  done(
    user === null
      ? new Refusal('sign-in-needed')
      : refusedUnless(free || user.emailVerified, 'email-unverified'),
  )
}

/** Lets people pass who signed in with two factors, this time and not on a remembered device. ASVS V6.3.3, V8.4.2. */
export function requireTwoFactors(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  const { session } = visitOf(request)
  const proven = session !== null && isFreshTwoFactor(session.assurance)
  done(session?.user ? refusedUnless(proven, 'second-factor-needed') : new Refusal('sign-in-needed'))
}

function refusedUnless(passes: boolean | undefined, code: RefusalCode): Refusal | undefined {
  return passes ? undefined : new Refusal(code, { giveBack: true })
}

/**
 * Asks once more whether whoever was let in by the headers still may: a file can take minutes to arrive, and a session or token
 * that was ended meanwhile opens nothing more (ASVS V7.4.1).
 * @throws Refusal
 */
export async function refuseWhatHasEnded(request: FastifyRequest): Promise<void> {
  const visit = visitOf(request)
  const { gate, session, principal } = visit
  if (principal !== null && !(await gate.tokens!.isStillGood(principal))) throw badToken()
  if (session === null || session.user === null) return
  const now = await gate.sessions.find(session.id)
  if (now?.user?.id === session.user.id) return
  visit.session = null
  throw new Refusal('sign-in-needed')
}

/** Who is signed in, or null. */
export function currentUser(request: FastifyRequest): SessionUser | null {
  return visitOf(request).session?.user ?? null
}

/** For handlers behind `requireUser`. @throws Refusal `sign-in-needed` when the guard was forgotten. */
export function signedInUser(request: FastifyRequest): SessionUser {
  const user = currentUser(request)
  if (user === null) throw new Refusal('sign-in-needed')
  return user
}
