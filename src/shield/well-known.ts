// /.well-known/security.txt, from a setting. RFC 9116.
import type { FastifyInstance } from 'fastify'
import type { Gate } from './gate.ts'

/** RFC 9116 2.5.5 recommends less than a year. Milliseconds. */
const DEFAULT_LIFETIME = 180 * 86_400_000

/** Without a contact there is no file: 404, like every unknown well-known path. */
export function securityTxtRoute(app: FastifyInstance, gate: Gate): void {
  const { contact, expires } = gate.settings.securityTxt
  if (contact === '') return
  app.get('/.well-known/security.txt', (_request, reply) => {
    const until = expires === '' ? new Date(gate.now() + DEFAULT_LIFETIME).toISOString() : expires
    reply
      .type('text/plain; charset=utf-8')
      .send(
        `Contact: ${contact}\nExpires: ${until}\nCanonical: ${gate.origin}/.well-known/security.txt\nPreferred-Languages: en\n`,
      )
  })
}
