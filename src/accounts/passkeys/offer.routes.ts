// The offer on the dashboard to people without a passkey, and POST /passkeys/offer/dismiss.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { hashToken } from '../../crypto/token.ts'
import type { Html } from '../../html/html.ts'
import { formsOnly } from '../../shield/body.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { visitOf } from '../../shield/visit.ts'
import { passkeyOffer } from './offer.page.ts'
import { silentPasskey } from './passkey-button.page.ts'
import { listPasskeys } from './passkeys.ts'

const DAY = 86_400 // seconds
const DISMISSED_FOR = 180 * DAY
/** A browser makes one by itself only right after the password was typed (or filled in by it). Milliseconds. */
const JUST_NOW = 5 * 60_000

/** Undefined for people who have a passkey, or don't want to hear of them in this browser. */
export async function offerPasskey(
  request: FastifyRequest,
  { store, now }: Pick<Backend, 'store' | 'now'>,
): Promise<Html | undefined> {
  const { id } = signedInUser(request)
  const { gate, session } = visitOf(request)
  if (gate.jar.read(request.headers.cookie, 'passkey-offer') === dismissedBy(id)) return undefined
  if ((await listPasskeys(store.db, id)).length > 0) return undefined
  const byPassword = session!.assurance.includes('password') && now() - session!.provenAt < JUST_NOW
  const view = viewOf(request)
  return passkeyOffer(view, byPassword ? silentPasskey(view) : undefined)
}

export function passkeyOfferRoutes(app: FastifyInstance): void {
  app.post(
    '/passkeys/offer/dismiss',
    { onRequest: formsOnly, preHandler: requireUser },
    async (request, reply) => {
      visitOf(request).setCookie('passkey-offer', dismissedBy(signedInUser(request).id), DISMISSED_FOR)
      return reply.redirect('/dashboard', 303)
    },
  )
}

/** For this account alone: others who use the browser are asked for themselves. */
function dismissedBy(userId: string): string {
  return hashToken(`passkey offer ${userId}`)
}
