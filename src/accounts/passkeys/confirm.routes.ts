// POST /passkeys/confirm/begin and /finish: proving once more who one is. ASVS V7.5.3.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Backend } from '../../backend.ts'
import { csrfToken, visitorId } from '../../shield/csrf.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { renewSession } from '../../shield/session.ts'
import { noteActivity } from '../activity/activity.ts'
import { pathToVisit } from '../login/complete.routes.ts'
import { actorOf, nextPath, nothing, problem, readCall, refuse, scriptCall } from './call.routes.ts'
import { beginConfirming, provePasskey } from './confirm.ts'
import { assertionResponse } from './response.ts'

const FINISH = z.strictObject({ credential: assertionResponse, next: nextPath })
const WRONG = 'That passkey is not one of your account.'
const NONE = 'Your account has no passkey.'

export function passkeyConfirmRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend
  const call = (limit?: string) =>
    scriptCall({ whileEnrolling: true, ...(limit !== undefined && { limit }) }, requireUser)

  app.post('/passkeys/confirm/begin', call(), async (request, reply) => {
    readCall(nothing, request)
    const userId = signedInUser(request).id
    const options = await beginConfirming(backend, { userId, visitor: visitorId(request) })
    return options ?? problem(reply, 422, NONE)
  })

  app.post('/passkeys/confirm/finish', call(settings.limits.confirm), async (request, reply) => {
    const { credential: response, next } = readCall(FINISH, request)
    const userId = signedInUser(request).id
    const by = actorOf(request)
    const proof = await provePasskey(backend, { userId, visitor: visitorId(request), response, by })
    if (proof.kind === 'refused') return refuse(request, reply, { fault: proof.fault, words: WRONG })
    // Ended meanwhile, perhaps on the page of sessions: what is dead is not brought back.
    if (!(await renewSession(request, { user: proof.account, assurance: ['passkey'] })))
      throw new Refusal('sign-in-needed')
    await noteActivity(backend, { userId, kind: 'confirmed', by })
    return reply.send({ next: pathToVisit(next) ?? '/dashboard', csrf: csrfToken(request) })
  })
}
