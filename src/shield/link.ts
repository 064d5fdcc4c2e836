// Tokens that come in by a mailed link: out of the address at once, into a cookie that nothing else reads. ASVS V14.2.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openSigned, sign } from '../crypto/sealed.ts'
import { hashToken, safeEqual } from '../crypto/token.ts'
import { type Html, html } from '../html/html.ts'
import { Refusal } from './refusal.ts'
import { visitOf } from './visit.ts'

/** How long a page that a link led to can be loaded again. Seconds. */
const LIFETIME = 30 * 60
/** Names in a form the link that its page was opened by. */
const LINK_FIELD = 'link'
const NAME_LENGTH = 16 // characters
/** Our tokens: 32 bytes as base64url. */
const TOKEN_SHAPE = /^[\w-]{43}$/

/**
 * For the GET route of a mailed link: `{ preHandler: takeLinkToken }`. A token in the address goes into a signed cookie,
 * and the browser asks again without it, so that it stands in no history, no log and no Referer. Nothing is consumed:
 * mail scanners follow links.
 */
export function takeLinkToken(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { token } = request.query as { token?: unknown }
  if (token === undefined) {
    done()
    return
  }
  const path = pathOf(request)
  if (typeof token === 'string' && TOKEN_SHAPE.test(token)) keepLinkToken(request, path, token)
  reply.redirect(path, 303)
}

/** Hands a token to the page at `path` as a link would have done. */
export function keepLinkToken(request: FastifyRequest, path: string, token: string): void {
  const visit = visitOf(request)
  const { keys, now } = visit.gate
  visit.setCookie('link', sign(keys, 'link', `${path} ${token}`, now() + LIFETIME * 1000), LIFETIME)
}

/**
 * The token that a link to this very path brought, or undefined. A form has to be of the page that this very link led to: any
 * site can make the browser open another link meanwhile, and the button would then act on that one.
 * @throws Refusal `link-mixed-up`
 */
export function linkTokenOf(request: FastifyRequest): string | undefined {
  const token = keptToken(request)
  const { [LINK_FIELD]: meant } = (request.body ?? {}) as { [LINK_FIELD]?: unknown }
  if (token !== undefined && typeof meant === 'string' && !safeEqual(meant, nameOf(token)))
    throw new Refusal('link-mixed-up')
  return token
}

/** For the forms of the page behind a link; empty on all others. */
export function linkField(request: FastifyRequest): Html | undefined {
  const token = keptToken(request)
  return token === undefined
    ? undefined
    : html`<input type="hidden" name="${LINK_FIELD}" value="${nameOf(token)}">`
}

/** Tells links apart, and opens nothing. */
function nameOf(token: string): string {
  return hashToken(`link ${token}`).slice(0, NAME_LENGTH)
}

function keptToken(request: FastifyRequest): string | undefined {
  const { gate } = visitOf(request)
  const sealed = gate.jar.read(request.headers.cookie, 'link')
  const opened = sealed === undefined ? undefined : openSigned(gate.keys, 'link', sealed, gate.now())
  const [path, token] = opened?.split(' ') ?? []
  return path === pathOf(request) ? token : undefined
}

/** Call it when the token has been used. */
export function dropLinkToken(request: FastifyRequest): void {
  visitOf(request).dropCookie('link')
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!
}
