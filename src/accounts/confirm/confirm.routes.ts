// GET and POST /confirm: proving once more who one is, and going on to where one was going. ASVS V7.5.1, V7.5.3.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { Html } from '../../html/html.ts'
import { formsOnly } from '../../shield/body.ts'
import { SIGN_IN_CHALLENGE } from '../../shield/errors.ts'
import { flash } from '../../shield/flash.ts'
import { memberFormRefusals } from '../../shield/form-refusals.ts'
import type { PendingForm } from '../../shield/gate.ts'
import { hasRecentProof, owesSecondFactor, requireUser, signedInUser } from '../../shield/guards.ts'
import { ownPath } from '../../shield/redirect.ts'
import { Refusal } from '../../shield/refusal.ts'
import { renewSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { noteActivity } from '../activity/activity.ts'
import { readFields, secretText, text } from '../fields.ts'
import { pathToVisit } from '../login/complete.routes.ts'
import { confirmButton } from '../passkeys/passkey-button.page.ts'
import { pauseInWords } from '../pause-in-words.ts'
import { AFTER_PASSKEY, type Confirm, confirmPage, goOnPage } from './confirm.page.ts'
import { confirmBy, type WayName, wayNames, waysOf } from './confirm.ts'
import { openForm, sealForm, type WaitingForm } from './waiting-form.ts'

const FIELDS = { way: text, password: secretText, code: text, next: text }
const AFTERWARDS = '/dashboard'
/** Setting a second factor up asks for this page. */
const OPEN = { whileEnrolling: true } as const
/** After a passkey, which its own routes have seen to. */
const RECENT = 'recent'
const WRONG = {
  password: 'That is not your password.',
  'authenticator-code': 'That code was not right, or was used already.',
} as const
/** A waiting form is longer than it was when it came: signing costs a third, and each field its quotes. */
const GROWTH = 4
const ROOM_FOR_THE_REST = 64 * 1024 // bytes

export function confirmRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings } = backend

  app.get('/confirm', { config: { shield: OPEN }, preHandler: requireUser }, async (request, reply) => {
    const next = pathToVisit((request.query as { next?: unknown }).next)
    // Perhaps in another tab.
    if (hasRecentProof(request)) return reply.redirect(next ?? AFTERWARDS, 303)
    return page(request, { next })
  })

  app.post(
    '/confirm',
    {
      config: { shield: { ...OPEN, limit: settings.limits.confirm } },
      bodyLimit: GROWTH * settings.body.maxBytes + ROOM_FOR_THE_REST,
      onRequest: formsOnly,
      preHandler: requireUser,
      errorHandler: memberFormRefusals((request, words) => again(request, words)),
    },
    async (request, reply) => {
      const { values, kind } = readFields(FIELDS, request.body)
      const way = wayNames.find((name) => name === values.way) ?? 'password'
      if (kind === 'invalid') return reply.code(422).send(await again(request, 'This can’t be read.', way))
      if (values.way === RECENT && hasRecentProof(request)) return goOn(request, reply, values.next)
      const by = { actor: 'owner', ...clientOf(request) } as const
      const userId = signedInUser(request).id
      const answer = way === 'password' ? values.password : values.code
      const proof = await confirmBy(backend, way, { userId, answer, by })
      switch (proof.kind) {
        case 'throttled':
          reply.header('retry-after', String(Math.ceil(proof.retryAfter)))
          return reply.code(429).send(await again(request, pauseInWords(proof.retryAfter), way))
        case 'refused':
          reply.code(401).header('www-authenticate', SIGN_IN_CHALLENGE)
          return again(request, WRONG[way], way)
        case 'proven':
          // Ended meanwhile, perhaps on the page of sessions: what is dead is not brought back.
          if (!(await renewSession(request, { user: proof.account, assurance: [way] })))
            throw new Refusal('sign-in-needed')
          await noteActivity(backend, { userId, kind: 'confirmed', by })
          return goOn(request, reply, values.next)
      }
    },
  )

  /** The same page once more: where one was going and the form that waits are kept, the answer is not. */
  function again(request: FastifyRequest, problem: string, failed?: WayName): Promise<Html> {
    const sealed = sealedIn(request)
    const form = waitingForm(request)
    return page(request, {
      next: pathToVisit(readFields(FIELDS, request.body).values.next),
      waiting: form && { form, sealed },
      problem,
      failed,
    })
  }

  const page = (request: FastifyRequest, shown: Shown) => pageFor(request, backend, shown)
}

/** What the page gets besides what the account says of itself. */
type Shown = Omit<Confirm, 'ways' | 'passkey' | 'factorOnly'>

async function pageFor(request: FastifyRequest, backend: Backend, shown: Shown): Promise<Html> {
  const { typed, passkey } = await waysOf(backend, signedInUser(request).id)
  const factorOnly = owesSecondFactor(request)
  const ways = typed.filter((way) => !factorOnly || way !== 'password')
  const view = viewOf(request)
  const submits = shown.waiting && AFTER_PASSKEY
  const button = passkey ? confirmButton(view, { next: shown.next, submits, otherwise: ways }) : undefined
  return confirmPage(view, { ...shown, ways, passkey: button, factorOnly })
}

function goOn(request: FastifyRequest, reply: FastifyReply, next: string) {
  const form = waitingForm(request)
  if (form !== undefined) return reply.send(goOnPage(viewOf(request), form))
  if (sealedIn(request) !== '') flash(request, 'info', 'The form had waited too long. Please send it again.')
  return reply.redirect(pathToVisit(next) ?? AFTERWARDS, 303)
}

/** Longer than other fields may be. */
function sealedIn(request: FastifyRequest): string {
  const { waiting } = (request.body ?? {}) as { waiting?: unknown }
  return typeof waiting === 'string' ? waiting : ''
}

function waitingForm(request: FastifyRequest): WaitingForm | undefined {
  const { keys, now } = visitOf(request).gate
  const form = openForm(keys, signedInUser(request).id, sealedIn(request), now())
  return form && ownPath(form.action) !== undefined ? form : undefined
}

/** For the shield: the page around a form that came too late behind `requireRecentProof`. */
export function confirmPageAround(
  request: FastifyRequest,
  form: PendingForm,
  backend: Backend,
): Promise<Html> {
  const { keys, settings, now } = visitOf(request).gate
  // No visit lasts longer, and no form outlasts its visit.
  const expiresAt = now() + settings.session.absolute * 1000
  const sealed = sealForm(keys, signedInUser(request).id, form, expiresAt)
  return pageFor(request, backend, { waiting: { form, sealed } })
}
