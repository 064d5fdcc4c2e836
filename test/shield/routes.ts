// Every route of an app, read from Fastify's own print, so that a test can forget none.
import type { FastifyInstance } from 'fastify'

/** Columns by which a level of the printed tree stands further right. */
const INDENT = 4

/** Method and address of each route; parameters are filled in with 1. */
export function routesOf(app: FastifyInstance): { method: string; url: string }[] {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] =
        /^(.*?[└├]── )(\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
      if (part === '') return []
      const level = indent.length / INDENT - 1
      above.splice(level)
      above.push(part)
      const url = above.join('').replace(/:\w+/g, '1')
      return methods === '' ? [] : methods.split(', ').map((method) => ({ method, url }))
    })
}

export function isUnsafe({ method }: { method: string }): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}
