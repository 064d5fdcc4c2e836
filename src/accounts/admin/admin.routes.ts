// The routes for what administrators see and do.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function adminRoutes(_app: FastifyInstance, _backend: Backend): void {}
