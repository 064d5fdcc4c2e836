// POST /api/sign-in and its second step: tokens for a password, or for a password and a code.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CHALLENGE_LIFETIME } from '../accounts/login/challenge.ts'
import type { Backend } from '../backend.ts'
import { compileLimits } from '../limits/parse.ts'
import { limitBy } from '../shield/limits.ts'
import { Refusal } from '../shield/refusal.ts'
import { NO_TOKEN } from '../shield/token-guard.ts'
import { actingOf, serve } from './call.routes.ts'
import { type AnswerOf, type Operations, operations } from './operations.ts'
import { finishSignIn, type SecondStepOutcome, signIn, signInSubject } from './sign-in.ts'
import { answerOf } from './tokens-answer.ts'

export function signInRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend
  const accountLimits = compileLimits(settings.limits.loginAccount)

  serve(
    app,
    operations.signIn,
    async ({ body, request }) => {
      // The page counts under the same name.
      await limitBy(request, 'login account', accountLimits, await signInSubject(backend, body))
      const outcome = await signIn(backend, body, actingOf(request))
      if (outcome.kind === 'second-step')
        return { kind: 'second-step' as const, challenge: outcome.challenge, expiresIn: CHALLENGE_LIFETIME }
      return signedIn(request, outcome)
    },
    { limit: settings.limits.login },
  )

  serve(
    app,
    operations.secondStep,
    async ({ body, request }) => signedIn(request, await finishSignIn(backend, body, actingOf(request))),
    { limit: settings.limits.confirm },
  )
}

function signedIn(request: FastifyRequest, outcome: SecondStepOutcome): AnswerOf<Operations['secondStep']> {
  if (outcome.kind === 'signed-in')
    return { kind: 'signed-in', ...answerOf(outcome.tokens), device: outcome.device }
  const refusal = refusalOf(outcome)
  const { address } = actingOf(request)
  request.log.warn(
    { event: 'api-sign-in-refused', code: refusal.code, address },
    'a sign-in over the API was refused',
  )
  throw refusal
}

function refusalOf(outcome: Exclude<SecondStepOutcome, { kind: 'signed-in' }>): Refusal {
  switch (outcome.kind) {
    case 'refused':
    case 'second-step':
      return new Refusal('sign-in-refused', { challenge: NO_TOKEN })
    case 'unverified':
      return new Refusal('email-unverified')
    case 'leaving':
      return new Refusal('account-leaving')
    case 'factor-needed':
      return new Refusal('second-factor-setup')
    case 'wrong':
      return new Refusal('code-refused', { challenge: NO_TOKEN })
    case 'over':
      return new Refusal('challenge-over', { challenge: NO_TOKEN })
    case 'throttled':
      return new Refusal('guesses-paused', { retryAfter: outcome.retryAfter })
  }
}
