// GET /.well-known/jwks.json: the public keys, for services that verify access tokens by themselves. RFC 7517 5.
import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { JWKS_MAX_AGE, publicKeys } from './keys.ts'

/** RFC 7517 8.5.2. */
const TYPE = 'application/jwk-set+json'

export function jwksRoutes(app: FastifyInstance, backend: Backend): void {
  app.get(
    '/.well-known/jwks.json',
    { config: { shield: { withoutCookies: true } } },
    async (request, reply) => {
      // Bytes: to a text Fastify would add a charset, which this type has none of.
      const body = Buffer.from(JSON.stringify(await publicKeys(backend)))
      const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
      // The next key stands here for four times as long before it signs anything.
      reply.headers({ 'cache-control': `public, max-age=${JWKS_MAX_AGE}`, etag })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(TYPE).send(body)
    },
  )
}
