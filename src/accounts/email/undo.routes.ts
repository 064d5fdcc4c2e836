// GET and POST /email/undo: the old address comes back, and everybody is signed out.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { deadLinkPage } from '../../html/link-page.ts'
import { formsOnly } from '../../shield/body.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { mailedPage } from './mailed.page.ts'
import { UNDO_PATH, undoPage } from './undo.page.ts'
import { peekUndoLink, undoChange } from './undo.ts'

const GONE = 410
const DONE = '/email/undo/done'
const UNDONE = [
  'Your old address counts again, and everybody is signed out.',
  'Whoever changed it may know your password, so it opens nothing any more. We have mailed you a link: please choose a new one by it now.',
]

export function undoRoutes(app: FastifyInstance, backend: Backend): void {
  app.get(
    UNDO_PATH,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const undo = await peekUndoLink(backend, linkTokenOf(request) ?? '')
      if (undo !== undefined) return undoPage(viewOf(request), { undo })
      dropLinkToken(request)
      return reply.code(GONE).send(deadLink(request))
    },
  )

  app.post(
    UNDO_PATH,
    {
      config: { shield: { limit: backend.settings.limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => undoPage(viewOf(request), { notice })),
    },
    async (request, reply) => {
      const by = { actor: 'owner', ...clientOf(request) } as const
      const outcome = await undoChange(backend, { token: linkTokenOf(request) ?? '', by })
      switch (outcome) {
        case 'link-invalid':
          dropLinkToken(request)
          return reply.code(GONE).send(deadLink(request))
        case 'taken':
          return reply.code(GONE).send(taken(request))
        case 'undone':
          dropLinkToken(request)
          // No session: the person signs in with a new password, so that no second factor is passed by.
          return reply.redirect(DONE, 303)
      }
    },
  )

  app.get(DONE, { config: { shield: { whileEnrolling: true } } }, async (request) =>
    mailedPage(viewOf(request), UNDONE),
  )
}

function deadLink(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), {
    next: { href: '/password/forgot', label: 'Choose a new password' },
  })
}

function taken(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), {
    title: 'This address belongs to another account now',
    words:
      'Somebody who reads mail at this address has confirmed it for another account since. Nothing was changed. If you did not do that, please tell the people who run this site.',
    next: { href: '/password/forgot', label: 'Choose a new password' },
  })
}
