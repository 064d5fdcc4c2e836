// GET /dashboard: a signed-in person's own page.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { visitOf } from '../../shield/visit.ts'
import { passkeyOffers } from '../passkeys/offer.routes.ts'
import { dashboardPage } from './dashboard.page.ts'

export function dashboardRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend
  const offerPasskey = passkeyOffers(backend)
  app.get('/dashboard', { preHandler: requireUser }, async (request) => {
    const { username, email, displayName = '', emailVerified = false } = signedInUser(request)
    const { createdAt } = visitOf(request).session!
    const view = viewOf(request)
    return dashboardPage(view, {
      username,
      displayName,
      email,
      emailVerified,
      signedInAt: new Date(createdAt),
      sessionEndsAt: new Date(createdAt + settings.session.absolute * 1000),
      offer: await offerPasskey(request, view),
    })
  })
}
