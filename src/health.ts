// /healthz: the process answers. /readyz: so does its database.
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Store } from './store/open.ts'

/** Without a session to look up, a probe with a cookie tells what one without does. */
const PROBE = { config: { shield: { dangerouslyExemptFromLimits: true, withoutSession: true } } } as const
/** Seconds after which asking again is worth it. */
const RETRY_AFTER = '5'

export function healthRoutes(app: FastifyInstance, store: Store): void {
  app.get('/healthz', PROBE, async (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok\n'))

  app.get('/readyz', PROBE, async (request, reply) => {
    try {
      await sql`select 1`.execute(store.db)
      return reply.type('text/plain; charset=utf-8').send('ready\n')
    } catch (error) {
      request.log.error({ err: error }, 'the database does not answer')
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER)
        .type('text/plain; charset=utf-8')
        .send('the database does not answer\n')
    }
  })
}
