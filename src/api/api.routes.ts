// The JSON API: its calls in a part of the app that reads JSON alone, its papers, its keys, and the page of tokens.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import type { Uploads } from '../uploads/uploads.ts'
import { docsRoutes } from './docs.routes.ts'
import { readJsonOnly } from './json-body.ts'
import { jwksRoutes } from './jwks.routes.ts'
import { meRoutes } from './me.routes.ts'
import { personalTokensRoutes } from './personal-tokens.routes.ts'
import { apiSessionRoutes } from './session.routes.ts'
import { signInRoutes } from './sign-in.routes.ts'
import { tokensRoutes } from './tokens.routes.ts'
import { uploadCall, uploadCalls } from './uploads.routes.ts'

/** Below it there are programs only. */
export const API = '/api/'

export async function apiRoutes(app: FastifyInstance, backend: Backend, uploads?: Uploads): Promise<void> {
  jwksRoutes(app, backend)
  docsRoutes(app, backend)
  personalTokensRoutes(app, backend)
  await app.register(async function jsonApi(calls: FastifyInstance) {
    readJsonOnly(calls)
    signInRoutes(calls, backend)
    apiSessionRoutes(calls, backend)
    meRoutes(calls, backend)
    tokensRoutes(calls, backend)
    if (uploads !== undefined) uploadCalls(calls, uploads)
  })
  // Apart, since it is a form that it takes.
  if (uploads !== undefined) uploadCall(app, uploads)
}
