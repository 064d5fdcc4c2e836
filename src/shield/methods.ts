// Tells "no such page" from "not with this method", so that a GET on a POST-only path is 405 with Allow. RFC 9110 15.5.6.
import type { FastifyInstance } from 'fastify'
import router, { type HTTPMethod } from 'find-my-way'

/** Collects routes as they are registered; `allowedMethods` looks a path up among them. */
export function methodTable(app: FastifyInstance): { allowedMethods(path: string): string[] } {
  const table = router()
  const methods = new Set<HTTPMethod>()

  app.addHook('onRoute', function rememberMethods(route) {
    if (route.constraints !== undefined && Object.keys(route.constraints).length > 0) return
    for (const method of [route.method].flat() as HTTPMethod[]) {
      // Two apps' worth of prefixes may meet on one path; Fastify itself refuses real duplicates.
      if (table.hasRoute(method, route.url)) continue
      table.on(method, route.url, () => undefined)
      methods.add(method)
    }
  })

  return {
    allowedMethods(path) {
      try {
        return [...methods].filter((method) => table.find(method, path) !== null).sort()
      } catch {
        return []
      }
    },
  }
}
