// GET and POST /register: creating an account.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import type { Html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { formRefusals } from '../../shield/form-refusals.ts'
import { currentUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { readFields, secretText, text } from '../fields.ts'
import { signUpButton, signUpLater } from '../passkeys/passkey-button.page.ts'
import { mayJoinByPasskey } from '../passkeys/sign-up.ts'
import { signupPage } from './signup.page.ts'
import { type SignUpProblems, signUp } from './signup.ts'

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
      const result = await signUp(backend, fields.values)
      switch (result.kind) {
        case 'invalid':
          return again(reply, form(request, fields.values, result.problems))
        case 'signed-up':
          request.log.info({ event: 'signed-up' }, 'somebody signed up')
          backend.nudgeMail()
          flash(request, 'success', 'Thank you. Your account is ready: please sign in.')
          return reply.redirect('/login', 303)
      }
    },
  )
}

type Values = { username: string; email: string }

function again(reply: FastifyReply, page: unknown) {
  return reply.code(422).send(page)
}

function shown(request: FastifyRequest): Values {
  return readFields(FIELDS, request.body).values
}
