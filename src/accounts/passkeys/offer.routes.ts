// The offer on the dashboard to people without a passkey, and POST /passkeys/offer/dismiss.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { hashToken } from '../../crypto/token.ts'
import type { Html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { formsOnly } from '../../shield/body.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { visitOf } from '../../shield/visit.ts'
import { placeholder } from '../../store/prepared.ts'
import { passkeyOffer } from './offer.page.ts'
import { silentPasskey } from './passkey-button.page.ts'

const DAY = 86_400 // seconds
const DISMISSED_FOR = 180 * DAY
/** A browser makes one by itself only right after the password was typed (or filled in by it). Milliseconds. */
const JUST_NOW = 5 * 60_000

/** Nothing for people who have a passkey, or don't want to hear of them in this browser. Asked on every dashboard. */
export function passkeyOffers({ store, now }: Pick<Backend, 'store' | 'now'>) {
  const passkeysOf = store.prepared((db) =>
    db.selectFrom('passkeys').select('id').where('user_id', '=', placeholder<string>()).limit(1),
  )

  return async function offerPasskey(request: FastifyRequest, view: View): Promise<Html | undefined> {
    const { id } = signedInUser(request)
    const { gate, session } = visitOf(request)
    if (gate.jar.read(request.headers.cookie, 'passkey-offer') === dismissedBy(id)) return undefined
    const found = passkeysOf([id])
    if ((found instanceof Promise ? await found : found).length > 0) return undefined
    const byPassword = session!.assurance.includes('password') && now() - session!.provenAt < JUST_NOW
    return passkeyOffer(view, byPassword ? silentPasskey(view) : undefined)
  }
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
