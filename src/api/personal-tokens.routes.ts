// GET and POST /tokens, POST /tokens/revoke: the account page of personal access tokens.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readFields, text } from '../accounts/fields.ts'
import type { Backend } from '../backend.ts'
import { formsOnly } from '../shield/body.ts'
import { flash } from '../shield/flash.ts'
import { formRefusals } from '../shield/form-refusals.ts'
import { requireRecentProof, requireUser, signedInUser } from '../shield/guards.ts'
import { Refusal } from '../shield/refusal.ts'
import { viewOf } from '../shield/view.ts'
import { clientOf, visitOf } from '../shield/visit.ts'
import { madeTokenPage, type TokensForm, tokensPage } from './personal-tokens.page.ts'
import {
  listPersonalTokens,
  MAX_PERSONAL_TOKENS,
  makePersonalToken,
  revokePersonalToken,
} from './personal-tokens.ts'
import { personalScopes, scopes } from './principal.ts'
import { accountOfPageSession } from './session-account.ts'

const PAGE = '/tokens'
const DAY = 86_400 // seconds
const DAYS = [7, 30, 90, 365]
const FIELDS = { name: text, days: text, token: text, 'scope-read': text, 'scope-write': text }
const EMPTY: TokensForm = { values: { name: '', scopes: ['read'], days: '30' }, problems: {} }
const PROBLEMS = {
  name: { name: 'A name has 1 to 64 characters.' },
  scopes: { scopes: 'Choose what the token may do.' },
  lifetime: { days: 'Choose how long it is good for.' },
} as const
const FULL = `An account has ${MAX_PERSONAL_TOKENS} tokens at most. Revoke one first.`

export function personalTokensRoutes(app: FastifyInstance, backend: Backend): void {
  const longest = Math.floor(backend.settings.api.personalTokenLifetime / DAY)
  const days = [...new Set(DAYS.map((one) => Math.min(one, longest)))].map(String)
  const choices = { scopes: personalScopes.map((name) => ({ name, words: scopes[name] })), days }

  async function page(request: FastifyRequest, form: TokensForm = EMPTY) {
    const tokens = await listPersonalTokens(backend, signedInUser(request).id)
    const shown = tokens.map(({ createdAt, expiresAt, lastUsedAt, ...token }) => ({
      ...token,
      createdAt: new Date(createdAt),
      expiresAt: new Date(expiresAt),
      lastUsedAt: lastUsedAt === null ? undefined : new Date(lastUsedAt),
    }))
    return tokensPage(viewOf(request), { tokens: shown, form, ...choices })
  }

  app.get(PAGE, { preHandler: requireUser }, (request) => page(request))

  app.post(
    PAGE,
    {
      onRequest: formsOnly,
      preHandler: requireRecentProof,
      errorHandler: formRefusals((request, words) => {
        const form = { values: valuesOf(request), problems: { main: words } }
        return tokensPage(viewOf(request), { tokens: [], form, ...choices })
      }),
    },
    async (request, reply) => {
      const values = valuesOf(request)
      const account = await accountOfPageSession(backend, visitOf(request).session!.id)
      if (account === undefined) throw new Refusal('sign-in-needed')
      const lifetime = days.includes(values.days) ? Number(values.days) * DAY : 0
      const { name, scopes: asked } = values
      const made = await makePersonalToken(backend, {
        account,
        name,
        scopes: asked,
        lifetime,
        by: actingOf(request),
      })
      switch (made.kind) {
        case 'made':
          return madeTokenPage(viewOf(request), { name: name.trim(), token: made.token })
        case 'invalid':
          return reply.code(422).send(await page(request, { values, problems: PROBLEMS[made.problem] }))
        case 'too-many':
          return reply.code(422).send(await page(request, { values, problems: { main: FULL } }))
        case 'refused':
          throw new Refusal('sign-in-needed')
      }
    },
  )

  app.post('/tokens/revoke', { onRequest: formsOnly, preHandler: requireUser }, async (request, reply) => {
    const { token: id } = readFields(FIELDS, request.body).values
    const userId = signedInUser(request).id
    const end = await revokePersonalToken(backend, { userId, id, by: actingOf(request) })
    if (end === 'revoked') flash(request, 'success', 'The token opens nothing any more.')
    else flash(request, 'info', 'That token was no longer there.')
    return reply.redirect(PAGE, 303)
  })
}

function valuesOf(request: FastifyRequest): TokensForm['values'] {
  const { name, days, ...more } = readFields(FIELDS, request.body).values
  return { name, days, scopes: personalScopes.filter((scope) => more[`scope-${scope}`] === 'yes') }
}

function actingOf(request: FastifyRequest) {
  return { actor: 'owner', ...clientOf(request) } as const
}
