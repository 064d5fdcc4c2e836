// GET and POST /password/reset: choosing a new password by a mailed link.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { refusals } from '../../shield/refusal.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { readFields, secretText } from '../fields.ts'
import { resetOverPage, resetPage } from './reset.page.ts'
import { accountOfResetLink, resetPassword } from './reset.ts'

const FIELDS = { password: secretText }
const PAGE = '/password/reset'

export function resetRoutes(app: FastifyInstance, backend: Backend): void {
  const { limits, password: lengths } = backend.settings
  const form = (
    request: FastifyRequest,
    more: { username?: string | undefined; problem?: string | undefined; notice?: string } = {},
  ) => resetPage(viewOf(request), { ...lengths, ...more })

  app.get(
    PAGE,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const token = linkTokenOf(request)
      const account = token === undefined ? undefined : await accountOfResetLink(backend, token)
      return account === undefined ? over(request, reply) : form(request, { username: account.username })
    },
  )

  app.post(
    PAGE,
    {
      config: { shield: { limit: limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => form(request, { notice })),
    },
    async (request, reply) => {
      const token = linkTokenOf(request)
      if (token === undefined) return over(request, reply)
      const fields = readFields(FIELDS, request.body)
      if (fields.kind === 'invalid') {
        return reply.code(422).send(form(request, { problem: fields.problems.password }))
      }
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await resetPassword(backend, { token, password: fields.values.password, by })
      switch (result.kind) {
        case 'invalid':
          return reply.code(422).send(form(request, { problem: result.problem }))
        case 'link-invalid':
          return over(request, reply)
        case 'reset':
          dropLinkToken(request)
          backend.nudgeMail()
          request.log.info({ event: 'password-reset', user: result.userId }, 'a password was reset')
          flash(request, 'success', 'Your new password is set. Please sign in with it.')
          return reply.redirect('/login', 303)
      }
    },
  )
}

function over(request: FastifyRequest, reply: FastifyReply) {
  dropLinkToken(request)
  return reply.code(refusals['link-invalid'].status).send(resetOverPage(viewOf(request)))
}
