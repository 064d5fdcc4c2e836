// Where a browser by itself binds a session to a key of its device, and proves later that it still has it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { newToken } from '../crypto/token.ts'
import { formsOnly } from './body.ts'
import {
  BIND_PATH,
  type Binding,
  bindingOf,
  bindsSessions,
  challengeMadeAt,
  letPass,
  newChallenge,
  REFRESH_PATH,
} from './bound.ts'
import { type Proof, readProof, readRegistration } from './bound-proof.ts'
import { SIGN_IN_CHALLENGE } from './errors.ts'
import type { Gate } from './gate.ts'
import { type Visit, visitOf } from './visit.ts'

/** A structured field's string; Chromium sends it without the quotation marks. */
const NAME_SHAPE = /^("?)([\w-]{43})\1$/

export function boundRoutes(app: FastifyInstance, gate: Gate): void {
  if (!bindsSessions(gate)) return
  const options = {
    onRequest: formsOnly,
    // The browser itself sends these, without a page and its token; Chromium sends neither Origin nor Sec-Fetch-Site.
    // What they do takes a signed challenge, and another site's page can't send that header.
    config: { shield: { dangerouslyExemptFromCsrfToken: true } as const },
  }
  app.post(BIND_PATH, options, bind)
  app.post(REFRESH_PATH, options, refresh)
}

/** The first key stays: nobody binds a bound session again, with whatever cookies. */
async function bind(request: FastifyRequest, reply: FastifyReply) {
  const visit = visitOf(request)
  const { gate, session } = visit
  if (!session?.user) return endBinding(reply)
  const sent = await readRegistration(request.headers['secure-session-response'])
  const isMeant =
    sent !== undefined &&
    isMeantFor(gate.origin + BIND_PATH, sent.proof) &&
    challengeMadeAt(gate, 'bind', session.id, sent.proof.challenge) !== undefined
  if (!isMeant) return refuse(visit, reply, 400)
  const binding: Binding = { id: newToken(), key: sent.key, boundAt: gate.now(), answered: 0 }
  const isFirst = await gate.sessions.swapBinding(session.id, '', JSON.stringify(binding))
  return isFirst ? letPass(visit, binding) : refuse(visit, reply, 409)
}

async function refresh(request: FastifyRequest, reply: FastifyReply) {
  const visit = visitOf(request)
  const { gate } = visit
  const session = visit.session ?? visit.unproven
  if (session === null || session.binding === '') return endBinding(reply)
  const binding = bindingOf(session)
  const named = NAME_SHAPE.exec(String(request.headers['sec-secure-session-id']))?.[2]
  if (named !== binding.id) return endBinding(reply)
  const field = request.headers['secure-session-response']
  if (field === undefined) return challenge(gate, reply, binding)

  const proof = await readProof(field, binding.key)
  const isMeant = proof !== undefined && isMeantFor(gate.origin + REFRESH_PATH, proof, binding.id)
  if (!isMeant) return refuse(visit, reply, 400)
  const at = challengeMadeAt(gate, 'refresh', binding.id, proof.challenge)
  if (at === undefined || at <= binding.answered) return challenge(gate, reply, binding)
  const next = JSON.stringify({ ...binding, answered: at })
  // Another proof was quicker, or the session's token was renewed: the browser tries again.
  if (!(await gate.sessions.swapBinding(session.id, session.binding, next))) {
    return challenge(gate, reply, binding)
  }
  return letPass(visit, binding)
}

function isMeantFor(address: string, { audience, session }: Proof, name?: string): boolean {
  return (audience === undefined || audience === address) && (session === undefined || session === name)
}

/** 403 with a challenge makes the browser sign it and come back. */
function challenge(gate: Gate, reply: FastifyReply, { id }: Binding) {
  reply.header('secure-session-challenge', `"${newChallenge(gate, 'refresh', id)}";id="${id}"`)
  return reply.code(403).send()
}

/** Any other 4xx makes it give up: there is nothing that this key could renew any more. */
function endBinding(reply: FastifyReply) {
  return reply.code(401).header('www-authenticate', SIGN_IN_CHALLENGE).send()
}

function refuse({ address, request }: Visit, reply: FastifyReply, status: 400 | 409) {
  request.log.warn({ event: 'device-proof-refused', address }, 'a proof of a device was refused')
  return reply.code(status).send()
}
