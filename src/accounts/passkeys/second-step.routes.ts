// POST /passkeys/second-step/begin and /finish: a passkey after the password.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Backend } from '../../backend.ts'
import { visitorId } from '../../shield/csrf.ts'
import { visitOf } from '../../shield/visit.ts'
import { AFTER_LOGIN, completeSignIn } from '../login/complete.routes.ts'
import { keepReturn } from '../login/lead-back.routes.ts'
import { RETURN_PAGE } from '../profile/leaving.routes.ts'
import { actorOf, goOn, nextPath, nothing, problem, readCall, refuse, scriptCall } from './call.routes.ts'
import { assertionResponse } from './response.ts'
import { beginPasskeyStep, takePasskeyStep } from './second-step.ts'

const FINISH = z.strictObject({ credential: assertionResponse, next: nextPath })
const WRONG = 'That passkey is not one of this account.'
const NONE = 'This account has no passkey. Use a code.'
const OVER = 'That took too long, or there were too many tries. Please sign in again.'

export function passkeyStepRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend

  app.post('/passkeys/second-step/begin', scriptCall(), async (request, reply) => {
    readCall(nothing, request)
    const half = { challenge: challengeToken(request), visitor: visitorId(request) }
    const begun = await beginPasskeyStep(backend, half)
    switch (begun.kind) {
      case 'over':
        return over(request, reply)
      case 'none':
        return problem(reply, 422, NONE)
      case 'options':
        return begun.options
    }
  })

  app.post(
    '/passkeys/second-step/finish',
    scriptCall({ limit: settings.limits.confirm }),
    async (request, reply) => {
      const { credential: response, next } = readCall(FINISH, request)
      const half = { challenge: challengeToken(request), visitor: visitorId(request) }
      const result = await takePasskeyStep(backend, { ...half, response, by: actorOf(request) })
      switch (result.kind) {
        case 'over':
          return over(request, reply)
        case 'refused':
          return refuse(request, reply, { fault: result.fault, words: WRONG })
        case 'proven':
          if (result.account.deletesAt !== null)
            return (await keepReturn(request, backend, result.account.id))
              ? reply.send({ next: RETURN_PAGE })
              : over(request, reply)
          if (!(await completeSignIn(request, backend, result))) return over(request, reply)
          return goOn(reply, next, AFTER_LOGIN)
      }
    },
  )
}

function challengeToken(request: FastifyRequest): string {
  return visitOf(request).gate.jar.read(request.headers.cookie, 'challenge') ?? ''
}

function over(request: FastifyRequest, reply: FastifyReply) {
  visitOf(request).dropCookie('challenge')
  return problem(reply, 422, OVER, { next: '/login' })
}
