// GET /api/me: the account that a token is of, and what the token is good for.
import type { FastifyInstance } from 'fastify'
import { accountById } from '../accounts/account.ts'
import type { Backend } from '../backend.ts'
import { badToken, tokenHolder } from '../shield/token-guard.ts'
import { serve } from './call.routes.ts'
import { operations } from './operations.ts'
import type { Scope } from './principal.ts'

export function meRoutes(app: FastifyInstance, backend: Backend): void {
  serve(app, operations.me, async ({ request }) => {
    const { user, kind, scopes, assurance, provenAt } = tokenHolder(request)
    const account = await accountById(backend.store.db, user.id)
    // Gone since the guard has looked.
    if (account === undefined) throw badToken()
    const { id, username, displayName, email, roles, secondFactor } = account
    return {
      user: {
        id,
        username,
        displayName,
        email,
        emailVerified: account.emailVerifiedAt !== null,
        roles: [...roles],
        secondFactor,
        createdAt: new Date(account.createdAt).toISOString(),
      },
      token: {
        kind,
        scopes: scopes as Scope[],
        provenAt: kind === 'access' ? new Date(provenAt).toISOString() : null,
        proven: [...assurance],
      },
    }
  })
}
