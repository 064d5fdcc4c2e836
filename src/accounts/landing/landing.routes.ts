// GET /: the front page.
import type { FastifyInstance } from 'fastify'
import { viewOf } from '../../shield/view.ts'
import { landingPage } from './landing.page.ts'

export function landingRoutes(app: FastifyInstance): void {
  app.get('/', async (request) => landingPage(viewOf(request)))
}
