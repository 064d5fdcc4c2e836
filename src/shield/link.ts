// Tokens that come in by a mailed link: out of the address at once, into a cookie that nothing else reads. ASVS V14.2.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openSigned, sign } from '../crypto/sealed.ts'
import { visitOf } from './visit.ts'

/** How long a page that a link led to can be loaded again. Seconds. */
const LIFETIME = 30 * 60
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

/** The token that a link to this very path brought, or undefined. */
export function linkTokenOf(request: FastifyRequest): string | undefined {
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
