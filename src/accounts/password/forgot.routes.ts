// GET and POST /password/forgot: asking for a link that sets a new password.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { readFields, text } from '../fields.ts'
import { forgotPage, forgotSentPage } from './forgot.page.ts'
import { askForReset } from './forgot.ts'

const FIELDS = { username: text }
const PAGE = '/password/forgot'
const SENT = '/password/forgot/sent'

/** For people, too, who can't open anything else before they have set up a second factor. */
const OPEN = { config: { shield: { whileEnrolling: true } } } as const

export function forgotRoutes(app: FastifyInstance, backend: Backend): void {
  const { limits, password } = backend.settings
  const form = (
    request: FastifyRequest,
    username: string,
    more: { problem?: string; notice?: string } = {},
  ) => forgotPage(viewOf(request), { values: { username }, ...more })

  app.get(PAGE, OPEN, async (request) => form(request, ''))

  app.post(
    PAGE,
    {
      config: { shield: { limit: limits.mailedLinks, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) =>
        form(request, readFields(FIELDS, request.body).values.username, { notice }),
      ),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { username } = fields.values
      const problem = fields.kind === 'invalid' ? fields.problems.username : missing(username)
      if (problem !== undefined) return reply.code(422).send(form(request, username, { problem }))
      askForReset(backend, { identifier: username, by: { actor: 'owner', ...clientOf(request) } })
      return reply.redirect(SENT, 303)
    },
  )

  app.get(SENT, OPEN, async (request) =>
    forgotSentPage(viewOf(request), Math.floor(password.resetLifetime / 60)),
  )
}

function missing(username: string): string | undefined {
  return username.trim() === '' ? 'Please type your username or your e-mail address.' : undefined
}
