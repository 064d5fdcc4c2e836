// Calls by pages of other origins, on routes that read no cookie: the origins of `api.corsOrigins`, exactly. WHATWG Fetch 3.2.
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify'
import type { Gate } from './gate.ts'
import { Refusal } from './refusal.ts'
import { type Visit, visitOf } from './visit.ts'

/** How long a browser need not ask again. Seconds: Chromium keeps it for two hours at most. */
const PREFLIGHT_LIFETIME = 7_200
const ALLOWED_HEADERS = 'authorization, content-type'
/** What a page may read besides the body. */
const EXPOSED_HEADERS = 'www-authenticate, retry-after, ratelimit, ratelimit-policy'

export function isOpenOrigin(origin: string | undefined, { settings }: Gate): boolean {
  return origin !== undefined && settings.api.corsOrigins.includes(origin)
}

/** Never with credentials: there is no cookie to send along. */
export function letCallerRead(reply: FastifyReply, { request, gate }: Visit): void {
  if (gate.settings.api.corsOrigins.length === 0) return
  reply.header('vary', 'origin')
  const { origin } = request.headers
  if (origin === undefined || !isOpenOrigin(origin, gate)) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', EXPOSED_HEADERS)
}

/** An OPTIONS route beside each route that is `withoutCookies`, the host's own too. */
export function answerPreflights(app: FastifyInstance): void {
  const methods = new Map<string, string[]>()
  app.addHook('onRoute', function preflight(route: RouteOptions) {
    if (route.config?.shield?.withoutCookies !== true || route.method === 'OPTIONS') return
    const known = methods.get(route.url)
    if (known !== undefined) return void known.push(...[route.method].flat())
    const allowed = [route.method].flat()
    methods.set(route.url, allowed)
    app.options(route.url, { config: { shield: { withoutCookies: true } } }, (request, reply) => {
      if (!isOpenOrigin(request.headers.origin, visitOf(request).gate)) throw new Refusal('cross-site')
      return reply
        .code(204)
        .headers({
          'access-control-allow-methods': allowed.join(', '),
          'access-control-allow-headers': ALLOWED_HEADERS,
          'access-control-max-age': String(PREFLIGHT_LIFETIME),
          vary: 'origin, access-control-request-method, access-control-request-headers',
        })
        .send()
    })
  })
}
