// The routes for forgotten, reset and changed passwords.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function passwordRoutes(_app: FastifyInstance, _backend: Backend): void {}
