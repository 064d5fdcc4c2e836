// GET and POST /api/tokens, DELETE /api/tokens/{id}: personal access tokens, for apps that somebody has signed in with.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { Refusal } from '../shield/refusal.ts'
import { badToken, tokenHolder } from '../shield/token-guard.ts'
import { actingOf, serve } from './call.routes.ts'
import { operations } from './operations.ts'
import {
  type ListedToken,
  listPersonalTokens,
  type MadeToken,
  makePersonalToken,
  revokePersonalToken,
} from './personal-tokens.ts'
import { accountOfApiSession } from './session-account.ts'

export function tokensRoutes(app: FastifyInstance, backend: Backend): void {
  serve(app, operations.listTokens, async ({ request }) => {
    const tokens = await listPersonalTokens(backend, tokenHolder(request).user.id)
    return { tokens: tokens.map(shown) }
  })

  serve(app, operations.makeToken, async ({ body, request }) => {
    const account = await accountOfApiSession(backend, tokenHolder(request).id)
    if (account === undefined) throw badToken()
    const { name, scopes, expiresIn: lifetime } = body
    const made = await makePersonalToken(backend, { account, name, scopes, lifetime, by: actingOf(request) })
    if (made.kind !== 'made') throw refusalOf(made)
    const tokens = await listPersonalTokens(backend, account.id)
    const listed = tokens.find(({ id }) => id === made.id)
    if (listed === undefined) throw badToken()
    return { ...shown(listed), token: made.token }
  })

  serve(app, operations.revokeToken, async ({ params, request }) => {
    const { id: userId } = tokenHolder(request).user
    const end = await revokePersonalToken(backend, { userId, id: params.id, by: actingOf(request) })
    if (end === 'not-there') throw new Refusal('not-found')
    return undefined
  })
}

const PLACES = {
  name: { pointer: '#/name', detail: 'A name has 1 to 64 characters, none of them a control character.' },
  scopes: { pointer: '#/scopes', detail: 'These are not the scopes that a personal token can have.' },
  lifetime: { pointer: '#/expiresIn', detail: 'This is longer than the site allows.' },
} as const

function refusalOf(made: Exclude<MadeToken, { kind: 'made' }>): Refusal {
  switch (made.kind) {
    case 'invalid':
      return new Refusal('invalid-input', { errors: [PLACES[made.problem]] })
    case 'too-many':
      return new Refusal('too-many-tokens')
    case 'refused':
      return badToken()
  }
}

function shown({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: ListedToken) {
  return {
    id,
    name,
    scopes,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  }
}
