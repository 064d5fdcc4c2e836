// The routes for forgotten, reset and changed passwords.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { changeRoutes } from './change.routes.ts'
import { forgotRoutes } from './forgot.routes.ts'
import { resetRoutes } from './reset.routes.ts'

export function passwordRoutes(app: FastifyInstance, backend: Backend): void {
  forgotRoutes(app, backend)
  resetRoutes(app, backend)
  changeRoutes(app, backend)
}
