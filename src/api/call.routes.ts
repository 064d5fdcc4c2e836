// One operation of the table as a route: its guard, its limit, its input checked, its answer of the right status.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { requireToken } from '../shield/token-guard.ts'
import { clientOf } from '../shield/visit.ts'
import { checked, MAX_BODY, refuseBody } from './json-body.ts'
import type { AnswerOf, InputOf, Operation, ParamsOf, QueryOf } from './operations.ts'

export interface Call<One> {
  request: FastifyRequest
  body: InputOf<One>
  params: ParamsOf<One>
  query: QueryOf<One>
}

/** @param limit by address, instead of the default one */
export function serve<One extends Operation>(
  app: FastifyInstance,
  operation: One,
  answer: (call: Call<One>) => Promise<AnswerOf<One>>,
  { limit }: { limit?: string } = {},
): void {
  const { method, path, needs, params, query, body, status }: Operation = operation
  app.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: MAX_BODY,
    config: { shield: { withoutCookies: true, ...(limit === undefined ? {} : { limit }) } },
    onRequest: needs === null ? [] : [requireToken(needs)],
    async handler(request, reply) {
      if (body === undefined) refuseBody(request)
      const call = {
        request,
        body: body && checked(body as z.ZodType, request.body),
        params: params && checked(params as z.ZodType, request.params),
        query: query && checked(query as z.ZodType, { ...(request.query as object) }),
      } as Call<One>
      return reply.code(status).send(await answer(call))
    },
  })
}

export function actingOf(request: FastifyRequest) {
  return { actor: 'owner', ...clientOf(request) } as const
}
