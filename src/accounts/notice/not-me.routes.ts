// GET and POST /not-me: throwing everybody out after a sign-in that was not one's own.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { refusals } from '../../shield/refusal.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { changedSincePage, notMeOverPage, notMePage, thrownOutPage } from './not-me.page.ts'
import { disownSignIn, judgeDisownLink } from './not-me.ts'

const PAGE = '/not-me'
const DONE = '/not-me/done'

export function notMeRoutes(app: FastifyInstance, backend: Backend): void {
  app.get(
    PAGE,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const token = linkTokenOf(request)
      const judged = token === undefined ? 'link-invalid' : await judgeDisownLink(backend, token)
      switch (judged) {
        case 'good':
          return notMePage(viewOf(request))
        case 'changed-since':
          return changedSincePage(viewOf(request))
        case 'link-invalid':
          return over(request, reply)
      }
    },
  )

  app.post(
    PAGE,
    {
      config: { shield: { limit: backend.settings.limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => notMePage(viewOf(request), { notice })),
    },
    async (request, reply) => {
      const token = linkTokenOf(request)
      if (token === undefined) return over(request, reply)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await disownSignIn(backend, { token, by })
      dropLinkToken(request)
      switch (result.kind) {
        case 'thrown-out':
          backend.nudgeMail()
          request.log.warn(
            { event: 'sign-in-disowned', user: result.userId },
            'a sign-in was not its owner’s',
          )
          return reply.redirect(DONE, 303)
        case 'changed-since':
          return changedSincePage(viewOf(request))
        case 'link-invalid':
          return over(request, reply)
      }
    },
  )

  app.get(DONE, { config: { shield: { whileEnrolling: true } } }, async (request) =>
    thrownOutPage(viewOf(request)),
  )
}

function over(request: FastifyRequest, reply: FastifyReply) {
  dropLinkToken(request)
  return reply.code(refusals['link-invalid'].status).send(notMeOverPage(viewOf(request)))
}
