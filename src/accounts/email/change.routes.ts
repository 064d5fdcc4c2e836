// GET and POST /email/change, GET and POST /email/change/confirm: another address for an account. ASVS V7.5.1.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { deadLinkPage } from '../../html/link-page.ts'
import { formsOnly } from '../../shield/body.ts'
import { answerError } from '../../shield/errors.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { currentUser, requireRecentProof, signedInUser } from '../../shield/guards.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { renewSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { readFields, text } from '../fields.ts'
import { CHANGE_PATH, CONFIRM_PATH, changePage, confirmChangePage } from './change.page.ts'
import { askForChange } from './change.ts'
import { type Changed, confirmChange, peekChangeLink } from './confirm-change.ts'

const FIELDS = { email: text }
const GONE = 410
const HOUR = 3_600 // seconds
const ENOUGH = 'You have asked for several of these mails within an hour. Please try later.'

export function changeRoutes(app: FastifyInstance, backend: Backend): void {
  const { limits } = backend.settings

  const form = (
    request: FastifyRequest,
    wanted: string,
    more: { problem?: string; notice?: string } = {},
  ) => {
    const { email, emailVerified = false } = signedInUser(request)
    return changePage(viewOf(request), { email, verified: emailVerified, wanted, ...more })
  }

  const giveBack = formRefusals((request, notice) => form(request, typed(request), { notice }))

  app.get(CHANGE_PATH, { preHandler: requireRecentProof }, async (request) => form(request, ''))

  app.post(
    CHANGE_PATH,
    {
      config: { shield: { limit: limits.mailedLinks } },
      onRequest: formsOnly,
      preHandler: requireRecentProof,
      errorHandler: (error, request, reply) =>
        currentUser(request) === null ? answerError(error, request, reply) : giveBack(error, request, reply),
    },
    async (request, reply) => {
      const fields = readFields(FIELDS, request.body)
      const { email } = fields.values
      if (fields.kind === 'invalid')
        return reply.code(422).send(form(request, email, { problem: fields.problems.email ?? '' }))
      const asked = await askForChange(backend, { userId: signedInUser(request).id, email, by: by(request) })
      switch (asked.kind) {
        case 'invalid':
          return reply.code(422).send(form(request, email, { problem: asked.problem }))
        case 'enough':
          reply.header('retry-after', String(HOUR))
          return reply.code(429).send(form(request, email, { problem: ENOUGH }))
        case 'asked':
          flash(
            request,
            'info',
            'Please look into the mail of the new address. Until you open the link there, the old one counts.',
          )
          return reply.redirect(CHANGE_PATH, 303)
      }
    },
  )

  app.get(
    CONFIRM_PATH,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const change = await peekChangeLink(backend, linkTokenOf(request) ?? '')
      if (change !== undefined) return confirmChangePage(viewOf(request), { change })
      dropLinkToken(request)
      return reply.code(GONE).send(deadLink(request))
    },
  )

  app.post(
    CONFIRM_PATH,
    {
      config: { shield: { limit: limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => confirmChangePage(viewOf(request), { notice })),
    },
    async (request, reply) => {
      const token = linkTokenOf(request) ?? ''
      const sessionId = visitOf(request).session?.id
      const changed = await confirmChange(backend, { token, sessionId, by: by(request) })
      dropLinkToken(request)
      switch (changed.kind) {
        case 'link-invalid':
          return reply.code(GONE).send(deadLink(request))
        case 'taken':
          return reply.code(GONE).send(taken(request))
        case 'changed':
          flash(request, 'success', 'Your e-mail address is changed.')
          return reply.redirect((await goesOn(request, changed)) ? '/dashboard' : '/login', 303)
      }
    },
  )
}

const by = (request: FastifyRequest) => ({ actor: 'owner', ...clientOf(request) }) as const

function typed(request: FastifyRequest): string {
  return readFields(FIELDS, request.body).values.email
}

/** The session of whoever changes their own address goes on, with a new token; nothing is proven by it. */
async function goesOn(
  request: FastifyRequest,
  { userId, credentialEpoch }: Changed & { kind: 'changed' },
): Promise<boolean> {
  if (currentUser(request)?.id !== userId) return currentUser(request) !== null
  return renewSession(request, { user: { credentialEpoch }, assurance: [] })
}

function deadLink(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), { next: { href: CHANGE_PATH, label: 'Ask for a new one' } })
}

/** Told to whoever reads mail there, and to nobody else. */
function taken(request: FastifyRequest) {
  return deadLinkPage(viewOf(request), {
    title: 'This address has an account by now',
    words: 'Since we mailed you the link, another account has got this address. Yours keeps the one it has.',
    next: { href: CHANGE_PATH, label: 'Choose another address' },
  })
}
