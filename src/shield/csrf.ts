// Cross-site request forgery: Fetch Metadata, then Origin, then a masked token bound to the session.
// Sources: ASVS V3.5.1, OWASP CSRF Prevention Cheat Sheet, Go's net/http CrossOriginProtection, W3C Fetch Metadata.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { newToken } from '../crypto/token.ts'
import { type Html, html } from '../html/html.ts'
import type { FormReader } from './forms.ts'
import { Refusal } from './refusal.ts'
import { fillWithMask, type Visit, visitOf } from './visit.ts'

export const CSRF_FIELD = 'csrf_token'
export const CSRF_HEADER = 'x-csrftoken'

const TOKEN_BYTES = 32
/** Mask and masked token, 64 bytes, as base64url. */
const MASKED_SHAPE = /^[\w-]{86}$/
/** Unmasked tokens kept for each key, about 3 MB; a stranger can ask for ever more. */
const MAX_TOKENS = 10_000
const tokens = new WeakMap<Buffer, Map<string, Buffer>>()
/** An anonymous visitor's random id: 32 bytes as base64url. */
const VISIT_SHAPE = /^[\w-]{43}$/

export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/**
 * Layers one and two, by headers alone. A client that sends neither header is no browser of the last years;
 * it is left to the token.
 */
export function comesFromOwnPages(
  headers: { 'sec-fetch-site'?: string | undefined; origin?: string | undefined },
  own: string,
  trusted: readonly string[],
): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return true
  if (origin !== undefined && trusted.includes(origin)) return true
  if (site !== undefined && site !== '') return false
  return origin === undefined || origin === '' || origin === own
}

/**
 * Fetch Metadata isolation for the whole app: what another site starts is let in only as a top-level GET
 * navigation, so that it can't embed, frame or script any answer of ours (ASVS V3.5.8).
 */
export function isForeignEmbedding(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  // Origins that the settings trust may post; whether they did is checked with the origin.
  const { origin } = request.headers
  const { trustedOrigins } = visitOf(request).gate.settings.csrf
  if (origin !== undefined && !isSafeMethod(request.method) && trustedOrigins.includes(origin)) return false
  const mode = request.headers['sec-fetch-mode']
  // Browsers send the three headers together; without a mode there is no embedding to judge.
  if (mode === undefined) return false
  if (mode !== 'navigate' || !(request.method === 'GET' || request.method === 'HEAD')) return true
  const target = request.headers['sec-fetch-dest']
  return target !== undefined && target !== 'document'
}

/** The token for a form or the `X-CSRFToken` header: another text at every call (BREACH), the same meaning. */
export function csrfToken(request: FastifyRequest): string {
  const visit = visitOf(request)
  const secret = tokenFor(visit.gate.keys.purpose('csrf')[0]!, bindingOf(visit) ?? beginVisit(visit))
  const masked = Buffer.allocUnsafe(2 * TOKEN_BYTES)
  fillWithMask(masked, TOKEN_BYTES)
  for (let at = 0; at < TOKEN_BYTES; at++) masked[TOKEN_BYTES + at] = secret[at]! ^ masked[at]!
  return masked.toString('base64url')
}

/** The hidden field that every form that posts needs. */
export function csrfField(request: FastifyRequest): Html {
  return html`<input type="hidden" name="${CSRF_FIELD}" value="${csrfToken(request)}">`
}

/** Who a token belongs to: the session, or the anonymous visit. @throws when no cookie of ours came with the request */
export function visitorId(request: FastifyRequest): string {
  const binding = bindingOf(visitOf(request))
  if (binding === undefined) throw new Refusal('csrf-cookie-missing')
  return binding
}

/** Layer three for a form with files, before anything but the token is read. @throws Refusal */
export async function checkFormToken(request: FastifyRequest, forms: FormReader): Promise<void> {
  // Without JavaScript the token is the first field of the form: nothing of a file is read before it.
  const header = request.headers[CSRF_HEADER]
  const first = header === undefined || header === '' ? await forms.firstField(request) : undefined
  checkCsrfToken(request, first?.name === CSRF_FIELD ? first.value : undefined)
}

/** Layer three, after the body was read. @throws Refusal naming which of the three causes it was. */
export function checkCsrfToken(request: FastifyRequest, firstField?: string): void {
  const visit = visitOf(request)
  const binding = bindingOf(visit)
  const sent = tokenSent(request) ?? firstField
  if (binding === undefined) {
    // A session that has ended sends its cookie all the same: then the form is what is out of date.
    const ended = visit.gate.jar.read(request.headers.cookie, 'session') !== undefined
    throw new Refusal(ended ? 'csrf-token-invalid' : 'csrf-cookie-missing', { giveBack: true })
  }
  if (sent === undefined) throw new Refusal('csrf-token-missing', { giveBack: true })
  if (!isTokenOf(visit, binding, sent)) throw new Refusal('csrf-token-invalid', { giveBack: true })
}

function tokenSent(request: FastifyRequest): string | undefined {
  const header = request.headers[CSRF_HEADER]
  if (typeof header === 'string' && header !== '') return header
  const body = request.body
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, CSRF_FIELD)) return undefined
  const field = (body as Record<string, unknown>)[CSRF_FIELD]
  return typeof field === 'string' && field !== '' ? field : undefined
}

function isTokenOf(visit: Visit, binding: string, sent: string): boolean {
  if (!MASKED_SHAPE.test(sent)) return false
  const bytes = Buffer.from(sent, 'base64url')
  const secret = xor(bytes.subarray(0, TOKEN_BYTES), bytes.subarray(TOKEN_BYTES))
  return visit.gate.keys.purpose('csrf').some((key) => timingSafeEqual(tokenFor(key, binding), secret))
}

// A session's tokens die with it, and those of before sign-in are dead after it: the binding is another one. The row
// that keeps an anonymous visitor's values is no sign-in: forms opened before it was made stay good.
function bindingOf(visit: Visit): string | undefined {
  if (visit.session?.user) return `session ${visit.session.id}`
  visit.visitId ??= visit.gate.jar.read(visit.request.headers.cookie, 'visit')
  if (visit.visitId === undefined || !VISIT_SHAPE.test(visit.visitId)) return undefined
  return `visit ${visit.visitId}`
}

function beginVisit(visit: Visit): string {
  visit.visitId = newToken()
  visit.setCookie('visit', visit.visitId)
  return `visit ${visit.visitId}`
}

/** Kept, since the same visitor asks again on every page: the HMAC costs more than writing the page does. */
function tokenFor(key: Buffer, binding: string): Buffer {
  let known = tokens.get(key)
  if (known === undefined) {
    known = new Map()
    tokens.set(key, known)
  }
  let token = known.get(binding)
  if (token === undefined) {
    if (known.size >= MAX_TOKENS) known.clear()
    token = createHmac('sha256', key).update(binding).digest()
    known.set(binding, token)
  }
  return token
}

function xor(one: Buffer, other: Buffer): Buffer {
  const result = Buffer.allocUnsafe(TOKEN_BYTES)
  for (let at = 0; at < TOKEN_BYTES; at++) result[at] = one[at]! ^ other[at]!
  return result
}
