// The routes for proving once more who one is.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'

export function confirmRoutes(_app: FastifyInstance, _backend: Backend): void {}
