// Everything of passkeys that is a request, and where browsers and password managers find it.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { passkeyConfirmRoutes } from './confirm.routes.ts'
import { managePasskeysRoutes } from './manage.routes.ts'
import { passkeyOfferRoutes } from './offer.routes.ts'
import { passkeyStepRoutes } from './second-step.routes.ts'
import { passkeySignInRoutes } from './sign-in.routes.ts'
import { passkeySignUpRoutes } from './sign-up.routes.ts'

export function passkeysRoutes(app: FastifyInstance, backend: Backend): void {
  passkeySignInRoutes(app, backend)
  passkeyStepRoutes(app, backend)
  passkeyConfirmRoutes(app, backend)
  passkeySignUpRoutes(app, backend)
  managePasskeysRoutes(app, backend)
  passkeyOfferRoutes(app)

  // W3C "A Well-Known URL for Relying Party Passkey Endpoints".
  const page = `${backend.settings.origin}/passkeys`
  app.get('/.well-known/passkey-endpoints', () => ({ enroll: page, manage: page }))
}
