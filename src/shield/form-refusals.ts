// When a form's own request is refused for its token, the same form comes back, filled in and with a fresh token.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Html } from '../html/html.ts'
import { answerError, wantsPage } from './errors.ts'
import { Refusal, refusals } from './refusal.ts'

/**
 * A route's error handler. `form` makes the page around the cause in words. What came from another site is never
 * given back filled in: one click would then finish the attack.
 */
export function formRefusals(form: (request: FastifyRequest, words: string) => Html) {
  return function answerFormRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    if (!(error instanceof Refusal) || error.extras.giveBack !== true || !wantsPage(request)) {
      return answerError(error, request, reply)
    }
    const { status, title, words } = refusals[error.code]
    return reply.code(status).send(form(request, `${title}. ${words}`))
  }
}
