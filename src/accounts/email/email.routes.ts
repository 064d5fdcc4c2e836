// The routes for confirming the address, changing it, and undoing a change.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function emailRoutes(_app: FastifyInstance, _backend: Backend): void {}
