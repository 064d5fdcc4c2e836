// The routes for throwing everybody out after a sign-in that was not one's own.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function notMeRoutes(_app: FastifyInstance, _backend: Backend): void {}
