// The routes for the display name, one's data, leaving and coming back.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function profileRoutes(_app: FastifyInstance, _backend: Backend): void {}
