// Messages for the next page: shown once, kept over a redirect in a signed cookie, plain text always.
import type { FastifyRequest } from 'fastify'
import { openSigned, sign } from '../crypto/sealed.ts'
import { type Visit, visitOf } from './visit.ts'

/** A message that no page has shown by then is stale. Milliseconds. */
const LIFETIME = 5 * 60_000
/** So that the cookie stays below 4096 bytes whatever the text (ASVS V3.3.5). */
const MAX_MESSAGES = 5
const MAX_TEXT = 300
const MAX_SEALED = 3800

export type FlashKind = 'info' | 'success' | 'error'
export interface Flash {
  kind: FlashKind
  text: string
}

const KINDS: readonly string[] = ['info', 'success', 'error']

/** Leaves a message for the next page that is shown to this visitor, over one redirect or in this response. */
export function flash(request: FastifyRequest, kind: FlashKind, text: string): void {
  const visit = visitOf(request)
  const messages = received(visit)
  messages.push({ kind, text: text.slice(0, MAX_TEXT) })
  if (messages.length > MAX_MESSAGES) messages.shift()
  let sealed = seal(visit, messages)
  while (sealed.length > MAX_SEALED && messages.length > 1) {
    messages.shift()
    sealed = seal(visit, messages)
  }
  visit.setCookie('flash', sealed)
}

/** What there is to show now; asking for it removes it. */
export function takeFlashes(request: FastifyRequest): Flash[] {
  const visit = visitOf(request)
  const messages = received(visit)
  visit.flashes = []
  if (messages.length > 0) visit.dropCookie('flash')
  return messages
}

function received(visit: Visit): Flash[] {
  if (visit.flashes === undefined) {
    const sealed = visit.gate.jar.read(visit.request.headers.cookie, 'flash')
    visit.flashes = sealed === undefined ? [] : unseal(visit, sealed)
  }
  return visit.flashes
}

function seal(visit: Visit, messages: Flash[]): string {
  return sign(visit.gate.keys, 'flash', JSON.stringify(messages), visit.gate.now() + LIFETIME)
}

function unseal(visit: Visit, sealed: string): Flash[] {
  const text = openSigned(visit.gate.keys, 'flash', sealed, visit.gate.now())
  if (text === undefined) return []
  return (JSON.parse(text) as Flash[]).filter((message) => KINDS.includes(message.kind))
}
