// When a form's own request is refused for its token, the same form comes back, filled in and with a fresh token.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Html } from '../html/html.ts'
import { answerError, sendWhenMade, wantsPage } from './errors.ts'
import { currentUser } from './guards.ts'
import { Refusal, type RefusalCode, refusals } from './refusal.ts'
import type { MaybePromise } from './session-store.ts'

/** Led on to pages of their own, which give the form back when they are done with it. */
const ANSWERED_ELSEWHERE: readonly RefusalCode[] = ['confirmation-needed', 'email-unverified']

/**
 * A route's error handler. `form` makes the page around the cause in words. What came from another site is never
 * given back filled in: one click would then finish the attack.
 */
export function formRefusals(form: (request: FastifyRequest, words: string) => MaybePromise<Html>) {
  return function answerFormRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const givenBack =
      error instanceof Refusal && error.extras.giveBack === true && !ANSWERED_ELSEWHERE.includes(error.code)
    if (!givenBack || !wantsPage(request)) {
      return answerError(error, request, reply)
    }
    const { status, title, words } = refusals[error.code]
    return sendWhenMade(form(request, `${title}. ${words}`), request, reply.code(status))
  }
}

/** The same for forms of people who are signed in: once they are not, there is no form to give back. */
export function memberFormRefusals(form: (request: FastifyRequest, words: string) => MaybePromise<Html>) {
  const giveBack = formRefusals(form)
  return function answerMemberFormRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const stale = error instanceof Refusal && error.extras.giveBack === true
    if (stale && currentUser(request) === null) {
      return answerError(new Refusal('sign-in-needed'), request, reply)
    }
    return giveBack(error, request, reply)
  }
}
