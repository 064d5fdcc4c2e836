// What all calls of the passkey script share: JSON that is small and exactly so, and answers that it can show.
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { z } from 'zod'
import { jsonOnly } from '../../shield/body.ts'
import { SIGN_IN_CHALLENGE } from '../../shield/errors.ts'
import { Refusal } from '../../shield/refusal.ts'
import type { RouteShield } from '../../shield/route.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { pathToVisit } from '../login/complete.routes.ts'
import type { Fault } from './assertion.ts'

/** Bytes: an answer of an authenticator fits several times over. */
const MAX_BODY = 32 * 1024

/** Options of a route that our own script calls. `shield`: its limits. */
export function scriptCall(
  shield: RouteShield = {},
  preHandler: RouteShorthandOptions['preHandler'] = [],
): RouteShorthandOptions {
  return { onRequest: jsonOnly, bodyLimit: MAX_BODY, config: { shield }, preHandler }
}

/** Where a call begins there is nothing to say. */
export const nothing = z.strictObject({})

/** @throws Refusal `invalid-input`, which tells nothing of what was wrong: only our own script sends these */
export function readCall<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const read = schema.safeParse(request.body)
  if (!read.success) throw new Refusal('invalid-input')
  return read.data
}

export const nextPath = z.string().max(2048).optional()

/** Where the page goes afterwards. */
export function goOn(reply: FastifyReply, next: string | undefined, otherwise: string) {
  return reply.send({ next: pathToVisit(next) ?? otherwise })
}

export function actorOf(request: FastifyRequest) {
  return { actor: 'owner', ...clientOf(request) } as const
}

/** One answer for whatever was wrong, as problem details; what it was stands in the log. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { fault, status = 401, words }: { fault: Fault; status?: 401 | 422; words: string },
) {
  const { address } = visitOf(request)
  request.log.warn({ event: 'passkey-refused', fault, address }, 'a passkey was refused')
  if (status === 401) reply.header('www-authenticate', SIGN_IN_CHALLENGE)
  return problem(reply, status, words, {
    // So that the browser stops offering it (`signalUnknownCredential`). It tells of nobody: such an id is not guessed.
    ...(fault === 'unknown-passkey' && { unknown: true }),
  })
}

/** For the script, and for whoever reads along: RFC 9457, with the same members as every refusal. */
export function problem(reply: FastifyReply, status: number, words: string, more: object = {}) {
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: 'about:blank',
      status,
      title: 'This passkey did not work',
      detail: words,
      code: 'passkey-refused',
      requestId: reply.request.id,
      ...more,
    })
}
