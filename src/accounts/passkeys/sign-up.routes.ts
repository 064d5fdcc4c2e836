// POST /passkeys/sign-up/begin and /finish: an account with a passkey and no password.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Backend } from '../../backend.ts'
import { visitorId } from '../../shield/csrf.ts'
import { flash } from '../../shield/flash.ts'
import { currentUser } from '../../shield/guards.ts'
import { text } from '../fields.ts'
import { actorOf, problem, readCall, refuse, scriptCall } from './call.routes.ts'
import { attestationResponse } from './response.ts'
import { beginSignUp, mayJoinByPasskey, type PasskeySignUpProblems, signUpByPasskey } from './sign-up.ts'

const BEGIN = z.strictObject({ username: text, email: text })
const FINISH = z.strictObject({ credential: attestationResponse })
const WRONG = 'The passkey could not be made. Please try again.'
const READY = 'Thank you. Your account is ready: please sign in with your passkey.'

/** Where the settings allow no such account there is no such address either. */
export function passkeySignUpRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend
  if (!mayJoinByPasskey(settings)) return

  app.post(
    '/passkeys/sign-up/begin',
    scriptCall({ limit: settings.limits.register }),
    async (request, reply) => {
      const fields = readCall(BEGIN, request)
      if (currentUser(request) !== null)
        return problem(reply, 422, 'You are signed in.', { next: '/dashboard' })
      const begun = await beginSignUp(backend, { visitor: visitorId(request), ...fields })
      return begun.kind === 'options' ? begun.options : invalid(reply, begun.problems)
    },
  )

  app.post(
    '/passkeys/sign-up/finish',
    scriptCall({ limit: settings.limits.register }),
    async (request, reply) => {
      const { credential: response } = readCall(FINISH, request)
      const result = await signUpByPasskey(backend, {
        visitor: visitorId(request),
        response,
        by: actorOf(request),
      })
      switch (result.kind) {
        case 'invalid':
          return invalid(reply, result.problems)
        case 'refused':
          return refuse(request, reply, { fault: result.fault, status: 422, words: WRONG })
        case 'signed-up':
          request.log.info({ event: 'signed-up' }, 'somebody signed up')
          flash(request, 'success', READY)
          return reply.send({ next: '/login' })
      }
    },
  )
}

/** The fields by name, so that the page can lead there. */
function invalid(reply: FastifyReply, problems: PasskeySignUpProblems) {
  return problem(reply, 422, Object.values(problems).join(' '), { fields: Object.keys(problems) })
}
