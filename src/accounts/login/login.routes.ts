// GET and POST /login, POST /logout: where sessions begin and end.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { View } from '../../html/layout.ts'
import { compileLimits } from '../../limits/parse.ts'
import { formsOnly } from '../../shield/body.ts'
import { answerError, SIGN_IN_CHALLENGE, wantsPage } from '../../shield/errors.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { currentUser, signedInUser } from '../../shield/guards.ts'
import { limitBy } from '../../shield/limits.ts'
import { Refusal } from '../../shield/refusal.ts'
import { endSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { noteActivity } from '../activity/activity.ts'
import { mailedPage } from '../email/mailed.page.ts'
import { resendVerifyLink } from '../email/verify.ts'
import { readFields, secretText, text } from '../fields.ts'
import { signInButton } from '../passkeys/passkey-button.page.ts'
import { pauseInWords } from '../pause-in-words.ts'
import { RETURN_PAGE } from '../profile/leaving.routes.ts'
import { CHALLENGE_LIFETIME } from './challenge.ts'
import { AFTER_LOGIN, completeSignIn, pathToVisit } from './complete.routes.ts'
import { readDeviceToken } from './device.ts'
import { keepReturn } from './lead-back.routes.ts'
import { loginPage } from './login.page.ts'
import { limitSubject, logIn } from './login.ts'

const FIELDS = { username: text, password: secretText, next: text }
const SECOND_STEP = '/login/second-step'
/** Out always works, whatever else a session may not open. */
const leaving = {
  config: { shield: { whileEnrolling: true } },
  onRequest: formsOnly,
  errorHandler: signedOutAlready,
} as const
const UNVERIFIED = [
  'Before you can sign in, please confirm your e-mail address. We have mailed you a link: open it, press the button there, then sign in again.',
  'If nothing arrives, look among the spam. You get few such mails within an hour, and only the newest link works.',
]
const WRONG = 'That name and password do not belong together.'

export function loginRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, keys, now } = backend
  const accountLimits = compileLimits(settings.limits.loginAccount)

  const form = (request: FastifyRequest, username: string, problem?: string, next?: string) =>
    loginForm(viewOf(request), username, problem, pathToVisit(next))

  app.get('/login', async (request, reply) => {
    const { next } = request.query as { next?: unknown }
    if (currentUser(request) !== null) return reply.redirect(pathToVisit(next) ?? AFTER_LOGIN, 303)
    return form(request, '', undefined, pathToVisit(next))
  })

  app.post(
    '/login',
    {
      config: { shield: { limit: settings.limits.login } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, words) => {
        const { username, next } = readFields(FIELDS, request.body).values
        return form(request, username, words, next)
      }),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { username, password, next } = fields.values
      if (fields.kind === 'invalid') {
        const problem = Object.values(fields.problems)[0]
        return reply.code(422).send(form(request, username, problem, next))
      }
      const visit = visitOf(request)
      const device = readDeviceToken(keys, visit.gate.jar.read(request.headers.cookie, 'device'), now())
      const remembered = visit.gate.jar.read(request.headers.cookie, 'remember')
      await limitBy(request, 'login account', accountLimits, await limitSubject(backend, username, device))
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await logIn(backend, { identifier: username, password, device, remembered, by })
      switch (result.kind) {
        case 'throttled':
          request.log.warn(
            { event: 'sign-in-throttled', address: visit.address },
            'guesses at an account are paused',
          )
          reply.header('retry-after', String(Math.ceil(result.retryAfter)))
          return reply.code(429).send(form(request, username, pauseInWords(result.retryAfter), next))
        case 'refused':
          request.log.warn({ event: 'sign-in-refused', address: visit.address }, 'a sign-in was refused')
          return refused(reply, form(request, username, WRONG, next))
        case 'second-step':
          visit.setCookie('challenge', result.challenge, CHALLENGE_LIFETIME)
          return reply.redirect(leadingOn(SECOND_STEP, next), 303)
        case 'leaving': {
          if (!(await keepReturn(request, backend, result.account.id)))
            return refused(reply, form(request, username, WRONG, next))
          return reply.redirect(RETURN_PAGE, 303)
        }
        case 'unverified':
          // Told after the right password alone. There is no session: only the owner of the address gets any further.
          await resendVerifyLink(backend, result.account.id)
          return reply.code(403).send(mailedPage(viewOf(request), UNVERIFIED))
        case 'signed-in': {
          const { account, knownDevice } = result
          // Suspended or changed since the password was checked: as if it had been wrong.
          if (!(await completeSignIn(request, backend, { account, proven: result.proven, knownDevice }))) {
            return refused(reply, form(request, username, WRONG, next))
          }
          return reply.redirect(pathToVisit(next) ?? AFTER_LOGIN, 303)
        }
      }
    },
  )

  app.post('/logout', leaving, async (request, reply) => {
    const user = signedInUser(request)
    await endSession(request, reply)
    const by = { actor: 'owner', ...clientOf(request) } as const
    await noteActivity(backend, { userId: user.id, kind: 'signed-out', by })
    request.log.info({ event: 'signed-out', user: user.id }, 'signed out')
    flash(request, 'success', 'You are signed out.')
    return reply.redirect('/', 303)
  })
}

/** A form from before the sign-out, pressed again in another tab: what it asks for has happened. */
function signedOutAlready(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const stale = error instanceof Refusal && error.extras.giveBack === true
  if (!stale || currentUser(request) !== null || !wantsPage(request))
    return answerError(error, request, reply)
  return reply.redirect('/', 303)
}

function loginForm(view: View, username: string, problem: string | undefined, next: string | undefined) {
  return loginPage(view, { values: { username }, problem, next, passkey: signInButton(view, next) })
}

function refused(reply: FastifyReply, page: unknown) {
  return reply.code(401).header('www-authenticate', SIGN_IN_CHALLENGE).send(page)
}

function leadingOn(path: string, next: string): string {
  const target = pathToVisit(next)
  return target === undefined ? path : `${path}?next=${encodeURIComponent(target)}`
}
