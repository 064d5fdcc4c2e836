// One log line a request: route, status, time, who, and the request id that a refusal page shows. ASVS V16.2.
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/** Takes the place of Fastify's two lines, whose address may hold a token in its query. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  /** The route's pattern stands in the line, not the path: that may hold a token too. */
  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.shield?.address,
      user: request.shield?.session?.user?.id ?? request.shield?.principal?.user.id,
    }
    if (error) request.log.error({ ...line, err: error }, 'request failed')
    else request.log.info(line, 'request')
  }
}
