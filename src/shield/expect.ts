// `Expect: 100-continue`: a client is told to send its body when it is going to be read, and not before. RFC 9110 10.1.1.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * Node says "100 Continue" by itself to every request that waits for it, one of 10 MB too. Here limits, origin and length come first,
 * and who is refused sends nothing.
 */
export function answerExpectations(app: FastifyInstance): void {
  const waiting = new WeakSet<IncomingMessage>()
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request)
    app.server.emit('request', request, response)
  })
  app.addHook('preParsing', function shieldContinue(request, reply, payload, done) {
    if (waiting.has(request.raw)) {
      const length = Number(request.headers['content-length'] ?? 0)
      if (length <= request.routeOptions.bodyLimit) reply.raw.writeContinue()
    }
    done(null, payload)
  })
}
