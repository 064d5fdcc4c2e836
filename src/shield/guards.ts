// Guards for routes, the host's own too: `{ preHandler: requireUser }`.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'
import type { SessionUser } from './session-store.ts'
import { visitOf } from './visit.ts'

/** Lets signed-in people pass; others are led to the sign-in page and back, or get 401 where JSON is wanted. */
export function requireUser(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  done(visitOf(request).session?.user ? undefined : new Refusal('sign-in-needed'))
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
