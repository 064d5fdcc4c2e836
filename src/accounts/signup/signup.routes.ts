// GET and POST /register, GET /register/sent: creating an account, or asking for the link that will.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { Html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { currentUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf } from '../../shield/visit.ts'
import { mailedPage } from '../email/mailed.page.ts'
import { readFields, secretText, text } from '../fields.ts'
import { signUpButton, signUpLater } from '../passkeys/passkey-button.page.ts'
import { mayJoinByPasskey } from '../passkeys/sign-up.ts'
import { confirmSignupRoutes } from './confirm-signup.routes.ts'
import { signupPage } from './signup.page.ts'
import { type SignUpProblems, signUp } from './signup.ts'

const SENT = '/register/sent'
const SENT_WORDS = [
  'We have mailed you a link. Your account is made when you open it and press the button there.',
  'If you have an account already, the mail says so instead.',
  'If nothing arrives, look among the spam, or register again: the address may be mistyped. An address gets few such mails within an hour.',
]
const FIELDS = { username: text, email: text, password: secretText }

export function signupRoutes(app: FastifyInstance, backend: Backend): void {
  const { minLength, maxLength } = backend.settings.password

  const form = (request: FastifyRequest, values: Values, problems: SignUpProblems = {}, notice?: string) => {
    const view = viewOf(request)
    return signupPage(view, { values, problems, notice, minLength, maxLength, passkey: passkeyWay(view) })
  }

  function passkeyWay(view: View): Html | undefined {
    if (mayJoinByPasskey(backend.settings)) return signUpButton(view)
    return backend.settings.passkeys.signUp ? signUpLater() : undefined
  }

  app.get('/register', async (request, reply) => {
    if (currentUser(request) !== null) return reply.redirect('/dashboard', 303)
    return form(request, { username: '', email: '' })
  })

  app.post(
    '/register',
    {
      config: { shield: { limit: backend.settings.limits.register } },
      onRequest: formsOnly,
      errorHandler: formRefusals((request, words) => form(request, shown(request), {}, words)),
    },
    async (request, reply) => {
      if (currentUser(request) !== null) return reply.redirect('/dashboard', 303)
      const fields = readFields(FIELDS, request.body)
      if (fields.kind === 'invalid') return again(reply, form(request, fields.values, fields.problems))
      const by = { actor: 'owner', ...clientOf(request) } as const
      const result = await signUp(backend, { ...fields.values, by })
      switch (result.kind) {
        case 'invalid':
          return again(reply, form(request, fields.values, result.problems))
        case 'signed-up':
          request.log.info({ event: 'signed-up' }, 'somebody signed up')
          backend.nudgeMail()
          flash(
            request,
            'success',
            'Thank you. Your account is ready: please sign in. We have mailed you a link that confirms your address.',
          )
          return reply.redirect('/login', 303)
        case 'mailed':
          request.log.info({ event: 'sign-up-asked' }, 'somebody asked for an account')
          return reply.redirect(SENT, 303)
      }
    },
  )

  app.get(SENT, async (request) => mailedPage(viewOf(request), SENT_WORDS))

  confirmSignupRoutes(app, backend)
}

type Values = { username: string; email: string }

function again(reply: FastifyReply, page: unknown) {
  return reply.code(422).send(page)
}

function shown(request: FastifyRequest): Values {
  return readFields(FIELDS, request.body).values
}
