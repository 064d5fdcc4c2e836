// Sessions: server-side rows, a random token in the cookie, minted in one place. ASVS V7, NIST SP 800-63B-4 5.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, newToken } from '../crypto/token.ts'
import { type AssuranceMethod, isTwoFactor } from './assurance.ts'
import { comesFromItsDevice, offerBinding } from './bound.ts'
import type { MaybePromise, SessionRecord, SessionUser } from './session-store.ts'
import { type Visit, visitOf } from './visit.ts'

/** A row's "last seen" is written at most this often, so that a request rarely costs a write. Milliseconds. */
const TOUCH_EVERY = 60_000
/** Or after this part of the idle time where that is shorter, so that a short one doesn't end an active visit. */
const TOUCH_PART = 1 / 10
/** Our tokens: 32 bytes as base64url. Anything else is not worth a look-up. */
const TOKEN_SHAPE = /^[\w-]{43}$/
/** A device's self-description is kept for its owner to recognise, not longer than this. Characters. */
const MAX_USER_AGENT = 256

/** Finds the session of the request's cookie. Both time-outs are checked here, to the second. */
export function resumeSession(visit: Visit): MaybePromise<void> {
  const token = visit.gate.jar.read(visit.request.headers.cookie, 'session')
  if (token === undefined || !TOKEN_SHAPE.test(token)) return
  const found = visit.gate.sessions.find(hashToken(token))
  return found instanceof Promise ? found.then((record) => adopt(visit, record)) : adopt(visit, found)
}

function adopt(visit: Visit, record: SessionRecord | undefined): void {
  if (record === undefined) return
  const { gate } = visit
  const now = gate.now()
  const { idle, absolute } = gate.settings.session
  // `>=`: the last valid instant is one millisecond before the limit (ASVS V7.3.1, V7.3.2).
  if (now - record.lastSeenAt >= idle * 1000 || now - record.createdAt >= absolute * 1000) {
    gate.inBackground(gate.sessions.remove(record.id))
    return
  }
  if (record.binding !== '' && !comesFromItsDevice(visit, record)) {
    visit.unproven = record
    return
  }
  visit.session = record
  if (now - record.lastSeenAt >= Math.min(TOUCH_EVERY, idle * 1000 * TOUCH_PART)) {
    gate.inBackground(gate.sessions.touch(record.id, now, visit.address))
  }
}

export interface SignIn {
  user: SessionUser & { credentialEpoch: number }
  /** Everything this sign-in has proven; empty is a mistake and throws. */
  assurance: readonly AssuranceMethod[]
}

/**
 * The one place where a signed-in session is minted. The token is new, whatever cookie came (ASVS V7.2.4); what
 * the visitor had before, an earlier session included, ends. False when the account changed meanwhile, or has a second
 * factor that was not proven: no way in passes it by (ASVS V6.3.3).
 */
export async function startSession(request: FastifyRequest, signIn: SignIn): Promise<boolean> {
  if (signIn.assurance.length === 0) throw new TypeError('a session needs proof of who is signed in')
  const visit = visitOf(request)
  const { credentialEpoch, ...user } = signIn.user
  const started = await mint(visit, user, credentialEpoch, signIn.assurance)
  if (!started) return false
  visit.dropCookie('visit')
  visit.dropCookie('bound')
  offerBinding(visit)
  return true
}

async function mint(
  visit: Visit,
  user: SessionUser | null,
  credentialEpoch: number,
  assurance: readonly AssuranceMethod[],
): Promise<boolean> {
  const { gate } = visit
  const former = visit.session ?? visit.unproven
  const now = gate.now()
  const token = newToken()
  const row = {
    id: hashToken(token),
    credentialEpoch,
    assurance,
    provenAt: now,
    values: '{}',
    address: visit.address,
    userAgent: (visit.request.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT),
    createdAt: now,
    lastSeenAt: now,
    binding: '',
  }
  const session = { ...row, userId: user?.id ?? null, twoFactor: isTwoFactor(assurance) }
  if (!(await gate.sessions.insert(session, gate.settings.session.maxPerAccount))) return false
  if (former !== null) await gate.sessions.remove(former.id)
  visit.session = { ...row, user }
  visit.setCookie('session', token)
  return true
}

/**
 * A new token and a new moment of proof for somebody who is signed in and has just proved it again (ASVS V7.2.4). What
 * the session holds goes on, its absolute end and the device it is bound to as well. False when it ended meanwhile, or its account changed.
 */
export async function renewSession(
  request: FastifyRequest,
  { user, assurance }: { user: { credentialEpoch: number }; assurance: readonly AssuranceMethod[] },
): Promise<boolean> {
  const visit = visitOf(request)
  const { gate, session } = visit
  if (session === null || session.user === null) return false
  const now = gate.now()
  const token = newToken()
  const { user: whose, ...row } = session
  const renewed = {
    ...row,
    id: hashToken(token),
    assurance: [...new Set([...session.assurance, ...assurance])],
    // With nothing proven the token is new, and the proof as old as it was.
    provenAt: assurance.length === 0 ? session.provenAt : now,
    lastSeenAt: now,
    address: visit.address,
  }
  const next = {
    ...renewed,
    userId: whose.id,
    credentialEpoch: user.credentialEpoch,
    twoFactor: isTwoFactor(renewed.assurance),
  }
  if (!(await gate.sessions.replace(session.id, next))) return false
  visit.session = { ...renewed, user: whose }
  visit.setCookie('session', token)
  offerBinding(visit)
  return true
}

/** A row for an anonymous visitor; made only when a host app has something to keep. */
export async function startAnonymousSession(visit: Visit): Promise<void> {
  await mint(visit, null, 0, [])
}

/** Ends the session of this request: row gone, cookies gone, and the browser forgets what it kept of the site. */
export async function endSession(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const visit = visitOf(request)
  if (visit.session !== null) await visit.gate.sessions.remove(visit.session.id)
  visit.session = null
  visit.bindingOffer = undefined
  visit.dropCookie('session')
  visit.dropCookie('visit')
  visit.dropCookie('bound')
  // Not "cookies": it would clear those of the whole registrable domain, other applications' included.
  reply.header('clear-site-data', '"cache", "storage"')
}
