// One request as the shield sees it: nonce, address, session, cookies to set. Lives as long as the request.
import { randomFillSync } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CookieName } from './cookies.ts'
import type { Gate } from './gate.ts'
import type { SessionRecord } from './session-store.ts'
import type { Principal } from './token-reader.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the shield knows of this request; read it through the functions of `portcullis/shield`. */
    shield: Visit | null
  }
}

/** 128 bits, as CSP 3 asks for at least (ASVS V3.4.3). */
const NONCE_BYTES = 16
/** Random bytes are drawn in bulk: one call of the generator for many responses. */
const pool = Buffer.alloc(NONCE_BYTES * 256)
let drawn = pool.length

/**
 * Where in `pool` the next `bytes` stand; at most as many as the pool has. They stay in memory afterwards, so they are
 * for what the response shows anyway (nonces, masks), never for keys.
 */
function draw(bytes: number): number {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += bytes
  return drawn - bytes
}

function newNonce(): string {
  const at = draw(NONCE_BYTES)
  return pool.toString('base64', at, at + NONCE_BYTES)
}

/** Fills the first `bytes` of `target` with random bytes that the response will show. */
export function fillWithMask(target: Buffer, bytes: number): void {
  const at = draw(bytes)
  pool.copy(target, 0, at, at + bytes)
}

export class Visit {
  readonly gate: Gate
  readonly request: FastifyRequest
  readonly nonce: string = newNonce()
  /** The client's address: the socket's, unless `trustProxy` names the hops before it. */
  readonly address: string
  session: SessionRecord | null = null
  /** The session of the cookie when it is bound to a device and this request doesn't come from there: none, so far. */
  unproven: SessionRecord | null = null
  /** Asks the browser to bind the session that was just minted; written with the cookies. */
  bindingOffer: string | undefined
  /** Who a token stands for, on routes that tokens open. Never there together with a session. */
  principal: Principal | null = null
  /** A route for programs: it reads and sets no cookie, and refuses in problem details whatever `Accept` says. */
  readonly withoutCookies: boolean
  /** An anonymous visitor's random id, that CSRF tokens are bound to before sign-in. */
  visitId: string | undefined
  /** Messages of an earlier response, and those of this one. */
  flashes: { kind: 'info' | 'success' | 'error'; text: string }[] | undefined
  /** What Set-Cookie will say, by short name; written when the response goes out. */
  cookies: Map<CookieName, string> | undefined

  constructor(gate: Gate, request: FastifyRequest, withoutCookies: boolean) {
    this.gate = gate
    this.request = request
    this.withoutCookies = withoutCookies
    // Gone for everybody who might look at it later, the host's own code included.
    if (withoutCookies && request.headers.cookie !== undefined) delete request.raw.headers.cookie
    this.address = gate.addressOf(request.raw)
  }

  setCookie(short: CookieName, value: string, maxAge?: number): void {
    if (this.withoutCookies) throw new Error('a route `withoutCookies` has no sessions, messages or forms')
    this.cookies ??= new Map()
    this.cookies.set(short, this.gate.jar.write(short, value, maxAge))
  }

  /** Removes a cookie that the browser sent, or takes back one that was about to be set. */
  dropCookie(short: CookieName): void {
    const sent = this.request.headers.cookie?.includes(`${this.gate.jar.name(short)}=`) ?? false
    if (sent) {
      this.cookies ??= new Map()
      this.cookies.set(short, this.gate.jar.clear(short))
    } else this.cookies?.delete(short)
  }

  writeCookies(reply: FastifyReply): void {
    if (this.bindingOffer !== undefined) reply.header('secure-session-registration', this.bindingOffer)
    if (this.cookies === undefined) return
    for (const cookie of this.cookies.values()) reply.header('set-cookie', cookie)
    this.cookies = undefined
  }
}

/** @throws when the shield is not registered, or was registered after this route answered. */
export function visitOf(request: FastifyRequest): Visit {
  if (request.shield == null)
    throw new Error('the shield is not registered on this app: await app.register(shield) first')
  return request.shield
}

/** Where a request comes from, as it is kept in sessions and activity. */
export function clientOf(request: FastifyRequest): { address: string; userAgent: string } {
  const { address } = visitOf(request)
  return { address, userAgent: request.headers['user-agent'] ?? '' }
}
