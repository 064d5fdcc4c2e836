// GET /dashboard: a signed-in person's own page.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { Html } from '../../html/html.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { visitOf } from '../../shield/visit.ts'
import { passkeyOffers } from '../passkeys/offer.routes.ts'
import { dashboardPage } from './dashboard.page.ts'

/** What the uploads' room has of people's pictures. */
interface Pictures {
  image(request: FastifyRequest): Promise<Html | undefined>
}

export function dashboardRoutes(app: FastifyInstance, backend: Backend, pictures?: Pictures): void {
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
      picture: await pictures?.image(request),
      offer: await offerPasskey(request, view),
    })
  })
}
