// GET and POST /register/confirm: the account is made by the link that went to its address.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { deadLinkPage } from '../../html/link-page.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { readFields, text } from '../fields.ts'
import { CONFIRM_PATH, confirmSignupPage } from './confirm-signup.page.ts'
import { confirmSignup, peekSignupLink } from './confirm-signup.ts'
import { USERNAME_TAKEN } from './signup.ts'

const FIELDS = { username: text }
const GONE = 410

export function confirmSignupRoutes(app: FastifyInstance, backend: Backend): void {
  app.get(
    CONFIRM_PATH,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const account = await peekSignupLink(backend, linkTokenOf(request) ?? '')
      if (account !== undefined) return confirmSignupPage(viewOf(request), { account })
      dropLinkToken(request)
      return reply.code(GONE).send(deadLink(request))
    },
  )

  app.post(
    CONFIRM_PATH,
    {
      config: { shield: { limit: backend.settings.limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => {
        const { username } = readFields(FIELDS, request.body).values
        const again = username === '' ? undefined : { username, problem: notice }
        return confirmSignupPage(viewOf(request), again ? { again } : { notice })
      }),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { username } = fields.values
      if (fields.kind === 'invalid') {
        const again = { username, problem: fields.problems.username ?? '' }
        return reply.code(422).send(confirmSignupPage(viewOf(request), { again }))
      }
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await confirmSignup(backend, { token: linkTokenOf(request) ?? '', username, by })
      switch (result.kind) {
        case 'username-taken':
        case 'username-invalid': {
          const problem = result.kind === 'username-invalid' ? result.problem : USERNAME_TAKEN
          const again = { username: result.username, problem }
          return reply.code(422).send(confirmSignupPage(viewOf(request), { again }))
        }
        case 'email-taken':
          dropLinkToken(request)
          return reply.code(GONE).send(hasAccount(request))
        case 'link-invalid':
          dropLinkToken(request)
          return reply.code(GONE).send(deadLink(request))
        case 'created':
          dropLinkToken(request)
          request.log.info({ event: 'signed-up' }, 'somebody signed up')
          flash(request, 'success', 'Thank you. Your account is ready: please sign in.')
          return reply.redirect('/login', 303)
      }
    },
  )
}

function deadLink(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), {
    words: 'It was used already, or is too old. If you have no account yet, please register again.',
    next: { href: '/register', label: 'Create account' },
  })
}

function hasAccount(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), {
    title: 'You have an account already',
    words:
      'There is an account with this e-mail address by now, so no other one was made. Sign in with it, or have the password reset there.',
    next: { href: '/login', label: 'Sign in' },
  })
}
