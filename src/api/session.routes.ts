// POST /api/refresh, /api/revoke and /api/sign-out-everywhere: how a sign-in over the API goes on and ends.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { badToken, tokenHolder } from '../shield/token-guard.ts'
import { actingOf, serve } from './call.routes.ts'
import { operations } from './operations.ts'
import { refresh } from './refresh.ts'
import { revokeRefreshToken, signOutEverywhere } from './sessions.ts'
import { answerOf } from './tokens-answer.ts'

export function apiSessionRoutes(app: FastifyInstance, backend: Backend): void {
  serve(app, operations.refresh, async ({ body, request }) => {
    const by = actingOf(request)
    const result = await refresh(backend, body.refreshToken, by)
    switch (result.kind) {
      case 'rotated':
      case 'grace':
        return answerOf(result)
      case 'reused':
        request.log.warn(
          { event: 'refresh-token-reused', address: by.address },
          'a refresh token was used twice',
        )
        throw badToken()
      case 'invalid':
        throw badToken()
    }
  })

  serve(app, operations.revoke, async ({ body, request }) => {
    await revokeRefreshToken(backend, body.refreshToken, actingOf(request))
    return undefined
  })

  serve(app, operations.signOutEverywhere, async ({ request }) => {
    const { id: userId } = tokenHolder(request).user
    await signOutEverywhere(backend, { userId, by: actingOf(request) })
    request.log.info({ event: 'signed-out-everywhere', user: userId }, 'signed out everywhere')
    return undefined
  })
}
