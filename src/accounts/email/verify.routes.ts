// GET and POST /email/verify, POST /email/verify/resend: confirming the address of an account.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { deadLinkPage } from '../../html/link-page.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { currentUser, requireUser, signedInUser } from '../../shield/guards.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { addressPage, VERIFY_PATH, verifyPage } from './verify.page.ts'
import { confirmAddress, peekVerifyLink, resendVerifyLink } from './verify.ts'

const GONE = 410

export function verifyRoutes(app: FastifyInstance, backend: Backend): void {
  const { limits } = backend.settings

  app.get(
    VERIFY_PATH,
    { config: { shield: { whileEnrolling: true } }, preHandler: takeLinkToken },
    async (request, reply) => {
      const token = linkTokenOf(request)
      if (token === undefined) {
        const { email, emailVerified = false } = signedInUser(request)
        return addressPage(viewOf(request), { email, verified: emailVerified })
      }
      const account = await peekVerifyLink(backend, token)
      if (account !== undefined) return verifyPage(viewOf(request), { account })
      dropLinkToken(request)
      return reply.code(GONE).send(deadLink(request))
    },
  )

  app.post(
    VERIFY_PATH,
    {
      config: { shield: { limit: limits.confirm, whileEnrolling: true } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, notice) => verifyPage(viewOf(request), { notice })),
    },
    async (request, reply) => {
      const by = { actor: 'owner', ...clientOf(request) } as const
      const outcome = await confirmAddress(backend, { token: linkTokenOf(request) ?? '', by })
      dropLinkToken(request)
      switch (outcome) {
        case 'link-invalid':
          return reply.code(GONE).send(deadLink(request))
        case 'confirmed':
          flash(request, 'success', 'Thank you. Your e-mail address is confirmed.')
          return reply.redirect(currentUser(request) === null ? '/login' : '/dashboard', 303)
      }
    },
  )

  app.post(
    '/email/verify/resend',
    { config: { shield: { limit: limits.mailedLinks } }, onRequest: formsOnly, preHandler: requireUser },
    async (request, reply) => {
      const outcome = await resendVerifyLink(backend, signedInUser(request).id)
      switch (outcome) {
        case 'mailed':
          flash(request, 'success', 'The link is on its way to your address.')
          break
        case 'confirmed':
          flash(request, 'info', 'Your address is confirmed already.')
          break
        case 'enough':
          flash(request, 'error', 'You have had several of these mails within an hour. Please try later.')
          break
      }
      return reply.redirect(VERIFY_PATH, 303)
    },
  )
}

/** Whoever is signed in, or signs in, can have another one. */
function deadLink(request: FastifyRequest) {
  const next =
    currentUser(request) === null
      ? { href: `/login?next=${encodeURIComponent(VERIFY_PATH)}`, label: 'Sign in' }
      : { href: VERIFY_PATH, label: 'See how your address stands' }
  return deadLinkPage(viewOf(request), { next })
}
