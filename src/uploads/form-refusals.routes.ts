// When files are refused, their form comes back with the reason in it; browsers don't let a page choose the files again.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Html } from '../html/html.ts'
import { answerError, sendWhenMade, wantsPage } from '../shield/errors.ts'
import { memberFormRefusals } from '../shield/form-refusals.ts'
import { endUnreadForm } from '../shield/forms.ts'
import { currentUser } from '../shield/guards.ts'
import { Refusal, type RefusalCode, refusals } from '../shield/refusal.ts'

const OF_FILES: readonly RefusalCode[] = [
  'file-missing',
  'file-refused',
  'file-infected',
  'file-too-large',
  'too-many-files',
  'too-large',
  'quota-full',
  'storage-full',
  'scanner-down',
]

/** A route's error handler. `form` makes the page around the cause in words. */
export function fileRefusals(form: (request: FastifyRequest, words: string) => Promise<Html>) {
  const giveBack = memberFormRefusals(form)
  return function answerFileRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const ofFiles = error instanceof Refusal && OF_FILES.includes(error.code)
    if (!ofFiles || !wantsPage(request) || currentUser(request) === null) {
      if (error instanceof Refusal && wantsPage(request)) endUnreadForm(request, reply)
      return ofFiles ? answerError(error, request, reply) : giveBack(error, request, reply)
    }
    const { status, title, words } = refusals[error.code]
    endUnreadForm(request, reply)
    if (status >= 500) request.log.error({ code: error.code }, error.code)
    reply.code(status)
    const { retryAfter } = error.extras
    if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)))
    return sendWhenMade(form(request, `${title}. ${error.extras.words ?? words}`), request, reply)
  }
}
