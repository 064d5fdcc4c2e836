// GET and POST /password/change, and /.well-known/change-password: changing the password while signed in.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { hasRecentProof, requireUser, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { renewSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { accountById } from '../account.ts'
import { readFields, secretText } from '../fields.ts'
import { DEVICE_LIFETIME, deviceToken } from '../login/device.ts'
import { pauseInWords } from '../pause-in-words.ts'
import { type ChangeForm, changePage } from './change.page.ts'
import { changePassword } from './change.ts'

const FIELDS = { 'old-password': secretText, password: secretText }
const PAGE = '/password/change'
const WRONG = 'This is not your password until now.'

export function changeRoutes(app: FastifyInstance, backend: Backend): void {
  const { limits, password: lengths } = backend.settings
  const { keys, now } = backend
  const form = (
    request: FastifyRequest,
    hasPassword: boolean,
    { problems = {}, notice }: { problems?: ChangeForm['problems']; notice?: string } = {},
  ) => {
    const { username } = signedInUser(request)
    return changePage(viewOf(request), { ...lengths, username, hasPassword, problems, notice })
  }

  /** An account without a password has none to ask for: a proof by other means must be recent. */
  async function provableByPassword(request: FastifyRequest): Promise<boolean> {
    const account = await accountById(backend.store.db, signedInUser(request).id)
    if (account === undefined) throw new Refusal('sign-in-needed')
    if (account.passwordHash !== null) return true
    if (!hasRecentProof(request)) throw new Refusal('confirmation-needed', { giveBack: true })
    return false
  }

  app.get(PAGE, { preHandler: requireUser }, async (request) =>
    form(request, await provableByPassword(request)),
  )

  app.post(
    PAGE,
    {
      config: { shield: { limit: limits.confirm } },
      onRequest: formsOnly,
      preHandler: requireUser,
      errorHandler: formRefusals((request, notice) => form(request, true, { notice })),
    },
    async (request, reply) => {
      const hasPassword = await provableByPassword(request)
      const fields = readFields(FIELDS, request.body)
      const again = (status: number, problems: ChangeForm['problems']) =>
        reply.code(status).send(form(request, hasPassword, { problems }))
      if (fields.kind === 'invalid') return again(422, fields.problems)
      const { id: userId } = signedInUser(request)
      const result = await changePassword(backend, {
        userId,
        sessionId: visitOf(request).session!.id,
        oldPassword: fields.values['old-password'],
        newPassword: fields.values.password,
        by: { actor: 'owner', ...clientOf(request) },
      })
      switch (result.kind) {
        case 'invalid':
          return again(422, { password: result.problem })
        case 'refused':
          return again(422, { 'old-password': WRONG })
        case 'throttled':
          reply.header('retry-after', String(Math.ceil(result.retryAfter)))
          return again(429, { 'old-password': pauseInWords(result.retryAfter) })
        case 'no-session':
          throw new Refusal('sign-in-needed')
        case 'changed': {
          backend.nudgeMail()
          request.log.info({ event: 'password-changed', user: userId }, 'a password was changed')
          const assurance = hasPassword ? (['password'] as const) : []
          const goesOn = await renewSession(request, { user: result.account, assurance })
          // Other devices are strangers from now on; this one has just shown the password.
          if (goesOn) visitOf(request).setCookie('device', deviceToken(keys, userId, now()), DEVICE_LIFETIME)
          flash(
            request,
            'success',
            goesOn
              ? 'Your password is changed. Wherever else you were signed in, you are signed out.'
              : 'Your password is changed. Please sign in with it.',
          )
          return reply.redirect(goesOn ? '/dashboard' : '/login', 303)
        }
      }
    },
  )

  // W3C, A Well-Known URL for Changing Passwords: password managers lead people there.
  app.get('/.well-known/change-password', async (_request, reply) => reply.redirect(PAGE, 303))
}
