// GET /api/openapi.json and /api/docs: the papers of the API, as a document for tools and as a page for people.
import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { refusals } from '../shield/refusal.ts'
import { viewOf } from '../shield/view.ts'
import { docsPage } from './docs.page.ts'
import { shownGroups } from './docs.ts'
import { openApiDocument } from './openapi.ts'

const DOCUMENT = '/api/openapi.json'

export function docsRoutes(app: FastifyInstance, { settings }: Pick<Backend, 'settings'>): void {
  const { siteName, origin, uploads } = settings
  const document = openApiDocument({ siteName, origin, uploads: uploads.enabled, refusals })
  const text = JSON.stringify(document)
  const etag = `"${hash('sha256', text, 'base64url').slice(0, 22)}"`
  const groups = shownGroups(document)
  const shield = { withoutCookies: true } as const

  app.get(DOCUMENT, { config: { shield } }, (request, reply) => {
    // It changes with a new version of the software alone, and then at once.
    reply.headers({ 'cache-control': 'public, no-cache', etag })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/json; charset=utf-8').send(text)
  })

  app.get('/api/docs', { config: { shield } }, async (request) => {
    const { title, description: words } = document.info
    return docsPage(viewOf(request), { title, words, documentPath: DOCUMENT, server: origin, groups })
  })
}
