// /two-factor/removal: the mailed links around removing a lost second factor.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { dropLinkToken, linkTokenOf, takeLinkToken } from '../../shield/link.ts'
import { Refusal } from '../../shield/refusal.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { readFields, secretText } from '../fields.ts'
import { peekLink } from '../link-token.ts'
import { finishFactorRemoval } from './finish-removal.ts'
import { stopFactorRemoval } from './removal.ts'
import { removalLinkPage, removalStopPage } from './second-step.page.ts'

const REMOVAL = '/two-factor/removal'
const STOP = '/two-factor/removal/stop'

export function removalRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, store, now } = backend
  const limited = { shield: { limit: settings.limits.confirm, whileEnrolling: true } } as const

  app.get(REMOVAL, { config: limited, preHandler: takeLinkToken }, async (request) => {
    const token = linkTokenOf(request)
    if (token === undefined || !(await peekLink(store.db, 'factor-removal', token, now())))
      throw new Refusal('link-invalid')
    return removalLinkPage(viewOf(request), {})
  })

  app.post(
    REMOVAL,
    {
      config: limited,
      onRequest: formsOnly,
      errorHandler: formRefusals((request, words) => removalLinkPage(viewOf(request), { problem: words })),
    },
    async (request, reply) => {
      const { password } = readFields({ password: secretText }, request.body).values
      const token = linkTokenOf(request) ?? ''
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await finishFactorRemoval(backend, { token, password, by })
      switch (result.kind) {
        case 'over':
          throw new Refusal('link-invalid')
        case 'throttled':
          reply.code(429).header('retry-after', String(Math.ceil(result.retryAfter)))
          return removalLinkPage(viewOf(request), {
            problem: 'There were too many wrong tries. Please wait a little.',
          })
        case 'wrong-password':
          reply.code(422)
          return removalLinkPage(viewOf(request), { problem: 'That password was not right.' })
        case 'removed':
          dropLinkToken(request)
          flash(request, 'success', 'The second factor is removed. Please sign in, and set up a new one.')
          return reply.redirect('/login', 303)
      }
    },
  )

  app.get(STOP, { config: limited, preHandler: takeLinkToken }, async (request) => {
    const token = linkTokenOf(request)
    if (token === undefined || !(await peekLink(store.db, 'factor-removal-stop', token, now())))
      throw new Refusal('link-invalid')
    return removalStopPage(viewOf(request))
  })

  app.post(STOP, { config: limited, onRequest: formsOnly }, async (request, reply) => {
    const by = { actor: 'owner', ...clientOf(request) } as const
    if (!(await stopFactorRemoval(backend, { token: linkTokenOf(request) ?? '', by })))
      throw new Refusal('link-invalid')
    dropLinkToken(request)
    flash(
      request,
      'success',
      'The second factor stays. Somebody may know your password: please reset it now.',
    )
    return reply.redirect('/password/forgot', 303)
  })
}
