// POST /passkeys/sign-in/begin and /finish: signing in by a passkey alone.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Backend } from '../../backend.ts'
import { visitorId } from '../../shield/csrf.ts'
import { visitOf } from '../../shield/visit.ts'
import { AFTER_LOGIN, completeSignIn } from '../login/complete.routes.ts'
import { readDeviceToken } from '../login/device.ts'
import { keepReturn } from '../login/lead-back.routes.ts'
import { RETURN_PAGE } from '../profile/leaving.routes.ts'
import { actorOf, goOn, nextPath, nothing, readCall, refuse, scriptCall } from './call.routes.ts'
import { assertionResponse } from './response.ts'
import { beginSignIn, signInByPasskey } from './sign-in.ts'

const FINISH = z.strictObject({ credential: assertionResponse, next: nextPath })
const WRONG = 'That passkey does not open an account here. Sign in another way.'

export function passkeySignInRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, keys, now } = backend

  app.post('/passkeys/sign-in/begin', scriptCall(), async (request) => {
    readCall(nothing, request)
    return beginSignIn(backend, visitorId(request))
  })

  app.post(
    '/passkeys/sign-in/finish',
    scriptCall({ limit: settings.limits.login }),
    async (request, reply) => {
      const { credential: response, next } = readCall(FINISH, request)
      const { gate } = visitOf(request)
      const device = readDeviceToken(keys, gate.jar.read(request.headers.cookie, 'device'), now())
      const visitor = visitorId(request)
      const result = await signInByPasskey(backend, { visitor, response, device, by: actorOf(request) })
      if (result.kind === 'refused') return refuse(request, reply, { fault: result.fault, words: WRONG })
      if (result.kind === 'leaving') {
        if (!(await keepReturn(request, backend, result.account.id)))
          return refuse(request, reply, { fault: 'account-state', words: WRONG })
        return goOn(reply, undefined, RETURN_PAGE)
      }
      const { account, knownDevice } = result
      if (!(await completeSignIn(request, backend, { account, proven: ['passkey'], knownDevice })))
        return refuse(request, reply, { fault: 'account-state', words: WRONG })
      return goOn(reply, next, AFTER_LOGIN)
    },
  )
}
