// Every error becomes an entry of the refusal table: a page for people, problem details (RFC 9457) for programs.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { waitInWords } from '../config/units.ts'
import type { Html } from '../html/html.ts'
import { CSRF_FIELD, csrfField, isSafeMethod } from './csrf.ts'
import { endUnreadForm } from './forms.ts'
import { ownPath } from './redirect.ts'
import { type RefusalView, refusalPage } from './refusal.page.ts'
import { Refusal, type RefusalCode, type RefusalExtras, refusals } from './refusal.ts'
import type { MaybePromise } from './session-store.ts'
import { viewOf } from './view.ts'

/** Seconds; for 503s that don't say it themselves. */
const BUSY_FOR = 5
/** What is given back of a form: more would be no page anybody reads. */
const MAX_FIELDS_BACK = 50
/** Fields of a waiting form that are asked for again. */
const PASSWORD_NAME = /passw|passphrase|pwd/i

/** RFC 9110 15.5.2 wants a challenge with a 401; browsers ignore a scheme they don't know and show the page. */
export const SIGN_IN_CHALLENGE = 'Cookie realm="session"'

/** Of an answer that a handler had begun: on the refusal's body they would be a lie. */
const OF_ANOTHER_BODY = [
  'accept-ranges',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-range',
  'etag',
  'expires',
  'last-modified',
]

const BY_STATUS = new Map<number, RefusalCode>([
  [400, 'bad-request'],
  [401, 'sign-in-needed'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [408, 'too-slow'],
  [413, 'too-large'],
  [414, 'too-large'],
  [415, 'unsupported-type'],
  [422, 'invalid-input'],
  [429, 'too-many-requests'],
  [431, 'headers-too-large'],
  [503, 'busy'],
])

/** Errors of ours and of others that mean "later": a full queue, a database in use or away. */
const BUSY_NAMES = new Set(['HashingBusy', 'StoreBusy', 'StoreUnreachable'])

/** A full disk or a full share of it (errno(3)), and the same of a database: PostgreSQL's `disk_full`. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', '53100'])
/** SQLITE_FULL. @see https://www.sqlite.org/rescode.html */
const SQLITE_FULL = 13

/** Answers an error. Nothing of its text reaches the client; what is our fault is logged with its stack. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof Refusal ? error : refusalFor(error)
  if (refusal.code === 'busy') request.log.warn({ cause: (error as Error).name }, 'busy')
  else if (refusal.statusCode >= 500) request.log.error({ err: error }, refusal.code)
  try {
    return answerRefusal(refusal.code, refusal.extras, request, reply)
  } catch (second) {
    // Fastify's own answer would tell the second error's message.
    request.log.error({ err: second }, 'the page of a refusal could not be made')
    const { status, title } = refusals[refusal.code]
    return reply.code(status).type('text/plain; charset=utf-8').send(`${title}\n`)
  }
}

function isNoRoom(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  return (typeof code === 'string' && NO_ROOM.has(code)) || errcode === SQLITE_FULL
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof URIError) return new Refusal('bad-request')
  const { name, statusCode, validation } = (error ?? {}) as Partial<FastifyError>
  if (name !== undefined && BUSY_NAMES.has(name)) return new Refusal('busy', { retryAfter: BUSY_FOR })
  if (isNoRoom(error)) return new Refusal('storage-full')
  if (validation !== undefined) return new Refusal('invalid-input')
  if (statusCode === undefined || statusCode < 400) return new Refusal('server-error')
  return new Refusal(BY_STATUS.get(statusCode) ?? (statusCode < 500 ? 'bad-request' : 'server-error'))
}

export function answerRefusal(
  code: RefusalCode,
  extras: RefusalExtras,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusals[code]
  endUnreadForm(request, reply)
  for (const name of OF_ANOTHER_BODY) reply.removeHeader(name)
  reply.header('cache-control', 'no-store')
  if (request.shield?.withoutCookies !== true) reply.header('vary', 'accept')
  if (extras.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(extras.retryAfter)))
  if (extras.allow !== undefined) reply.header('allow', extras.allow)
  const page = wantsPage(request)
  if (page && code === 'sign-in-needed' && comesBeforeItsDevice(request)) {
    return answerRefusal('device-not-proven', extras, request, reply)
  }
  if (page && code === 'sign-in-needed' && request.shield?.gate.signInPath !== undefined) {
    return reply.redirect(leadingBack(request.shield.gate.signInPath, request), 303)
  }
  if (page && code === 'email-unverified' && request.shield?.gate.verifyEmailPath !== undefined) {
    return reply.redirect(request.shield.gate.verifyEmailPath, 303)
  }
  if (page && code === 'second-factor-setup' && request.shield?.gate.enrolPath !== undefined) {
    return reply.redirect(request.shield.gate.enrolPath, 303)
  }
  if (page && code === 'confirmation-needed' && request.shield?.gate.confirmPath !== undefined) {
    return askToConfirm(request.shield.gate.confirmPath, request, reply)
  }
  const challenge = extras.challenge ?? (refusal.status === 401 ? SIGN_IN_CHALLENGE : undefined)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  if (!page) return sendProblem(code, extras, request, reply)
  reply.code(refusal.status)
  // Without a visit (a request that never got past the parser) there is no nonce and no cookie to go by.
  if (request.shield === null) return reply.type('text/plain; charset=utf-8').send(`${refusal.title}\n`)
  const shown: RefusalView = { ...refusal, requestId: request.id }
  if (extras.words !== undefined) shown.words = extras.words
  // What is busy says it in its words.
  if (refusal.status === 429 && extras.retryAfter !== undefined) shown.wait = waitInWords(extras.retryAfter)
  if (extras.giveBack === true) shown.form = formSent(request)
  if (code === 'device-not-proven') {
    shown.back = { href: request.url, label: 'Go on' }
    reply.header('refresh', `0; url=${request.url}`)
  }
  return reply
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(refusalPage(viewOf(request), shown))
}

/**
 * Somebody bound to a device has followed a link on another site, for which browsers don't renew the short cookie: they
 * would send no other cookie along. A page of ours that leads on makes them do it; what it leads to is no longer foreign.
 */
function comesBeforeItsDevice(request: FastifyRequest): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
  const isFollowedLink = request.method === 'GET' && mode === 'navigate' && site?.endsWith('-site') === true
  return isFollowedLink && request.shield?.unproven != null && ownPath(request.url) !== undefined
}

/** A browser that navigates wants a page, and so does whoever doesn't say; programs ask for JSON or send it. */
export function wantsPage(request: FastifyRequest): boolean {
  if (request.shield?.withoutCookies === true) return false
  const { accept = '*/*', 'content-type': type = '' } = request.headers
  if (accept.includes('text/html')) return true
  return !accept.includes('json') && !type.includes('json')
}

function sendProblem(code: RefusalCode, extras: RefusalExtras, request: FastifyRequest, reply: FastifyReply) {
  const { status, title, words } = refusals[code]
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: 'about:blank',
      title,
      status,
      detail: extras.words ?? words,
      code,
      requestId: request.id,
      ...(extras.retryAfter === undefined ? {} : { retryAfter: Math.ceil(extras.retryAfter) }),
      ...(extras.errors === undefined ? {} : { errors: extras.errors }),
    })
}

/** Back to where one was going; only what can be visited again. */
function leadingBack(path: string, request: FastifyRequest): string {
  const target = isSafeMethod(request.method) ? ownPath(request.url) : undefined
  return target === undefined ? path : `${path}?next=${encodeURIComponent(target)}`
}

/** Asks first and leads on afterwards: a page by its address, a form that was sent by what stood in it. */
function askToConfirm(confirmPath: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { confirmPage } = request.shield!.gate
  const sent = fieldsSent(request)
  if (sent === undefined || confirmPage === undefined) {
    return reply.redirect(leadingBack(confirmPath, request), 303)
  }
  const secrets = secretFields(request)
  const isPassword = ([name]: readonly [string, string]) => PASSWORD_NAME.test(name) || secrets.includes(name)
  const pending = {
    action: sent.action,
    fields: sent.fields.filter((field) => !isPassword(field)),
    passwords: sent.fields.filter(isPassword).map(([name]) => name),
  }
  reply
    .code(refusals['confirmation-needed'].status)
    .header('www-authenticate', SIGN_IN_CHALLENGE)
    .type('text/html; charset=utf-8')
    .serializer(String)
  return sendWhenMade(confirmPage(request, pending), request, reply)
}

/** A page around an error may have to ask the database first. When that fails, its error is what is answered. */
export function sendWhenMade(
  page: MaybePromise<Html>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (!(page instanceof Promise)) return reply.send(page)
  page.then(
    (made) => reply.send(made),
    (error) => answerError(error, request, reply),
  )
  return reply
}

function formSent(request: FastifyRequest): RefusalView['form'] {
  const sent = fieldsSent(request)
  if (sent === undefined) return undefined
  const fields = sent.fields.slice(0, MAX_FIELDS_BACK)
  return {
    action: sent.action,
    method: 'post',
    fields,
    secrets: secretFields(request),
    csrf: csrfField(request),
  }
}

function secretFields(request: FastifyRequest): readonly string[] {
  return request.routeOptions.config.shield?.secretFields ?? []
}

function fieldsSent(
  request: FastifyRequest,
): { action: string; fields: (readonly [name: string, value: string])[] } | undefined {
  const body = request.body
  const action = ownPath(request.url)
  if (typeof body !== 'object' || body === null || action === undefined || request.method !== 'POST')
    return undefined
  const fields = Object.entries(body as Record<string, unknown>)
    .flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
    .filter((field): field is [string, string] => typeof field[1] === 'string' && field[0] !== CSRF_FIELD)
  return { action, fields }
}
