// /login/second-step: the second step of signing in, by a code; and what to do when every factor is lost.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { secondsInWords, waitInWords } from '../../config/units.ts'
import { formsOnly } from '../../shield/body.ts'
import { SIGN_IN_CHALLENGE } from '../../shield/errors.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import type { Account } from '../account.ts'
import { transactionWithActivity } from '../activity/activity.ts'
import { readFields, text } from '../fields.ts'
import { type Challenge, findChallenge } from '../login/challenge.ts'
import { AFTER_LOGIN, completeSignIn, pathToVisit } from '../login/complete.routes.ts'
import { leadBack } from '../login/lead-back.routes.ts'
import { secondStepButton } from '../passkeys/passkey-button.page.ts'
import { listPasskeys } from '../passkeys/passkeys.ts'
import { hasAuthenticator } from './authenticator.ts'
import { mayRemember, mayRemoveByMail } from './policy.ts'
import { rememberDevice } from './remembered-devices.ts'
import { askFactorRemoval } from './removal.ts'
import { lostPage, secondStepPage } from './second-step.page.ts'
import { takeSecondStep } from './second-step.ts'

const PAGE = '/login/second-step'
const LOST = '/login/second-step/lost'
const FIELDS = { code: text, remember: text, next: text }
const EMPTY = 'Please type the code.'
const WRONG = 'That code was not right, or was used already. Codes of the app change every 30 seconds.'

export function secondStepRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, store, now } = backend
  const rememberFor = mayRemember(settings) ? secondsInWords(settings.secondFactor.rememberFor) : undefined

  const challengeToken = (request: FastifyRequest) =>
    visitOf(request).gate.jar.read(request.headers.cookie, 'challenge') ?? ''
  const challengeOf = (request: FastifyRequest) => findChallenge(store.db, challengeToken(request), now())

  async function form(request: FastifyRequest, { account }: Challenge, problem?: string, next?: unknown) {
    const authenticator = await hasAuthenticator(store.db, account.id)
    const view = viewOf(request)
    const own = await listPasskeys(store.db, account.id)
    const passkey = own.length > 0 ? secondStepButton(view, pathToVisit(next)) : undefined
    return secondStepPage(view, { authenticator, passkey, rememberFor, problem, next: pathToVisit(next) })
  }

  app.get(PAGE, async (request, reply) => {
    const challenge = await challengeOf(request)
    if (challenge === undefined) return startAgain(request, reply)
    return form(request, challenge, undefined, (request.query as { next?: unknown }).next)
  })

  app.post(
    PAGE,
    {
      config: { shield: { limit: settings.limits.confirm } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, words) => {
        const { next } = readFields(FIELDS, request.body).values
        return secondStepPage(viewOf(request), {
          authenticator: true,
          rememberFor,
          problem: words,
          next: pathToVisit(next),
        })
      }),
    },
    async (request, reply) => {
      const { code, remember, next } = readFields(FIELDS, request.body).values
      const by = { actor: 'owner', ...clientOf(request) } as const
      const challenge = await challengeOf(request)
      if (challenge === undefined) return startAgain(request, reply)
      // No guess, and so none of the ten that a challenge takes.
      if (code.trim() === '') {
        reply.code(422)
        return form(request, challenge, EMPTY, next)
      }
      const result = await takeSecondStep(backend, { challenge: challengeToken(request), code, by })
      switch (result.kind) {
        case 'over':
          return startAgain(request, reply)
        case 'throttled':
          reply.code(429).header('retry-after', String(Math.ceil(result.retryAfter)))
          return form(request, challenge, paused(result.retryAfter), next)
        case 'wrong':
          request.log.warn({ event: 'second-step-refused', address: by.address }, 'a second step was refused')
          reply.code(401).header('www-authenticate', SIGN_IN_CHALLENGE)
          return form(request, challenge, WRONG, next)
        case 'proven':
          if (result.account.deletesAt !== null) return leadBack(request, reply, backend, result.account.id)
          if (!(await completeSignIn(request, backend, result))) return startAgain(request, reply)
          if (remember === 'yes' && rememberFor !== undefined) await keepInMind(request, result.account)
          return reply.redirect(pathToVisit(next) ?? AFTER_LOGIN, 303)
      }
    },
  )

  async function keepInMind(request: FastifyRequest, account: Account): Promise<void> {
    const lifetime = settings.secondFactor.rememberFor
    const by = { actor: 'owner', ...clientOf(request) } as const
    const token = await transactionWithActivity(backend, async (tx, note) => {
      await note({ userId: account.id, kind: 'device-remembered', by })
      return rememberDevice(tx, account, { ...clientOf(request), lifetime, now: now() })
    })
    visitOf(request).setCookie('remember', token, lifetime)
  }

  app.get(LOST, async (request, reply) => {
    const challenge = await challengeOf(request)
    if (challenge === undefined) return startAgain(request, reply)
    const wait = mayRemoveByMail(settings) ? secondsInWords(settings.secondFactor.removalWait) : undefined
    const confirmedAddress = challenge.account.emailVerifiedAt !== null
    return lostPage(viewOf(request), { wait, confirmedAddress })
  })

  app.post(
    LOST,
    { config: { shield: { limit: settings.limits.mailedLinks } }, onRequest: formsOnly },
    async (request, reply) => {
      const challenge = await challengeOf(request)
      if (challenge === undefined) return startAgain(request, reply)
      if (!mayRemoveByMail(settings)) return reply.redirect(LOST, 303)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const asked = await askFactorRemoval(backend, { userId: challenge.account.id, by })
      if (asked.kind !== 'waiting') return reply.redirect(LOST, 303)
      const words = new Date(asked.dueAt).toUTCString()
      flash(request, 'info', `You get a mail now, and another one with a link after ${words}.`)
      return reply.redirect('/login', 303)
    },
  )
}

function startAgain(request: FastifyRequest, reply: FastifyReply) {
  visitOf(request).dropCookie('challenge')
  flash(request, 'info', 'Please sign in again: that took too long, or there were too many tries.')
  return reply.redirect('/login', 303)
}

function paused(seconds: number): string {
  return `There were too many wrong codes. Please wait ${waitInWords(seconds)}, then try again.`
}
