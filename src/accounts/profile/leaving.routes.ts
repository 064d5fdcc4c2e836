// GET and POST /profile/delete, GET and POST /profile/return: leaving, and coming back.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { memberFormRefusals } from '../../shield/form-refusals.ts'
import { requireRecentProof, signedInUser } from '../../shield/guards.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { Refusal } from '../../shield/refusal.ts'
import { endSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { readFields, text } from '../fields.ts'
import { leavePage, returnPage } from './leaving.page.ts'
import { comeBack, leave, peekReturn } from './leaving.ts'

const FIELDS = { username: text }
const PAGE = '/profile/delete'
export const RETURN_PAGE = '/profile/return'
const OTHER_NAME = 'That is not your username.'

export function leavingRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, now } = backend
  const { deleteAfter } = settings.account

  const form = (request: FastifyRequest, typed = '', problem?: string) => {
    const { username, emailVerified: byMail = false } = signedInUser(request)
    const until = deleteAfter === 0 ? undefined : new Date(now() + deleteAfter * 1000)
    return leavePage(viewOf(request), { username, until, byMail, typed, problem })
  }

  app.get(PAGE, { preHandler: requireRecentProof }, async (request) => form(request))

  app.post(
    PAGE,
    {
      onRequest: formsOnly,
      preHandler: requireRecentProof,
      errorHandler: memberFormRefusals((request, words) =>
        form(request, readFields(FIELDS, request.body).values.username, words),
      ),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { username } = fields.values
      if (fields.kind === 'invalid')
        return reply.code(422).send(form(request, username, fields.problems.username))
      const by = { actor: 'owner', ...clientOf(request) } as const
      const { id: userId } = signedInUser(request)
      const left = await leave(backend, { userId, username, by })
      switch (left.kind) {
        case 'wrong-name':
          return reply.code(422).send(form(request, username, OTHER_NAME))
        case 'no-account':
          throw new Refusal('sign-in-needed')
        case 'gone':
          visitOf(request).dropCookie('device')
          flash(request, 'success', 'Your account is deleted.')
          break
        case 'leaving':
          flash(request, 'success', `Your account will be deleted on ${dayOf(left.deletesAt)}. ${WAY_BACK}`)
          break
      }
      await endSession(request, reply)
      return reply.redirect('/', 303)
    },
  )

  app.get(
    RETURN_PAGE,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request) => {
      const token = linkTokenOf(request)
      const deletesAt = token && (await peekReturn(backend, token))
      if (!deletesAt) throw new Refusal('link-invalid')
      return returnPage(viewOf(request), { until: new Date(deletesAt) })
    },
  )

  app.post(
    RETURN_PAGE,
    { config: { shield: { limit: settings.limits.confirm, whileEnrolling: true } }, onRequest: formsOnly },
    async (request, reply) => {
      const token = linkTokenOf(request)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const back = token !== undefined && (await comeBack(backend, { token, by }))
      dropLinkToken(request)
      if (!back) throw new Refusal('link-invalid')
      flash(request, 'success', 'Welcome back. Your account stays; please sign in.')
      return reply.redirect('/login', 303)
    },
  )
}

const WAY_BACK = 'Until then you can come back by signing in.'

/** Flash messages are text, and have no clock of the reader's own. */
function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toUTCString()
}
