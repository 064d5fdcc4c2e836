// The routes for confirming the address, changing it, and undoing a change.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { changeRoutes } from './change.routes.ts'
import { undoRoutes } from './undo.routes.ts'
import { verifyRoutes } from './verify.routes.ts'

export function emailRoutes(app: FastifyInstance, backend: Backend): void {
  verifyRoutes(app, backend)
  changeRoutes(app, backend)
  undoRoutes(app, backend)
}
