// The application: a Fastify with safe limits of its own, one log line a request, and every part in order.
import { randomUUID } from 'node:crypto'
import { type Server, STATUS_CODES } from 'node:http'
import Fastify, { type FastifyHttpOptions, type FastifyInstance, type FastifyReply } from 'fastify'
import { loadSettings } from './config/load.ts'
import type { Settings } from './config/settings.ts'
import { portcullis } from './portcullis.ts'
import { fixedHeaders, strictTransportSecurity } from './shield/policy.ts'
import { type RefusalCode, refusals } from './shield/refusal.ts'
import { RequestLog } from './shield/request-log.ts'

/** Bytes of all headers of a request together. */
const MAX_HEADERS = 16_384
/** How often slow clients are looked for, milliseconds. */
const SLOW_CHECK = 1_000
/** Milliseconds that an idle connection is kept. */
const KEEP_ALIVE = 5_000
/** Milliseconds beyond the time a request has, so that a slow one gets its 408 before its socket is closed. */
const SILENCE_MARGIN = 3_000
/** Seconds. */
const FILES_MARGIN = 5
/** Requests of one connection; the answer to the last ends it. What is written ahead on one is worked off in one turn, and others wait. */
const MAX_REQUESTS_PER_CONNECTION = 100
/** A path's parameter, characters. */
const MAX_PARAMETER = 512

export interface AppOptions {
  settings?: Settings
  /** Milliseconds since 1970. */
  now?: () => number
}

/** A ready app, not yet listening. `close()` ends everything it opened. */
export async function createApp(options: AppOptions = {}): Promise<FastifyInstance> {
  const settings = options.settings ?? loadSettings()
  const app = Fastify(serverOptions(settings))
  try {
    await app.register(portcullis, {
      parts: { settings, ...(options.now === undefined ? {} : { now: options.now }) },
    })
    await app.ready()
  } catch (error) {
    await app.close()
    throw error
  }
  return app
}

/** What only Fastify's constructor can set; for host apps too: `Fastify(serverOptions())`. */
export function serverOptions(settings: Settings = loadSettings()): FastifyHttpOptions<Server> {
  const hsts = settings.origin.startsWith('https:') ? strictTransportSecurity(settings.hsts) : undefined
  const bare = { ...BARE_HEADERS, ...(hsts === undefined ? {} : { 'strict-transport-security': hsts }) }
  const rawHead = Object.entries(bare).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    logger: settings.log.level === 'silent' ? false : { level: settings.log.level, redact: REDACTED },
    logController: new RequestLog(),
    // A client's own request id could forge log lines.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    bodyLimit: settings.body.maxBytes,
    // Bodies that are no files have less, by the shield.
    requestTimeout: Math.max(settings.server.requestTimeout, filesTimeout(settings)) * 1000,
    // A reader that takes nothing is noticed at the second look, so within twice this time.
    connectionTimeout: settings.server.requestTimeout * 1000 + SILENCE_MARGIN,
    keepAliveTimeout: KEEP_ALIVE,
    maxRequestsPerSocket: MAX_REQUESTS_PER_CONNECTION,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: MAX_PARAMETER },
    http: {
      headersTimeout: settings.server.headersTimeout * 1000,
      connectionsCheckingInterval: SLOW_CHECK,
      maxHeaderSize: MAX_HEADERS,
      // The shield refuses it, with its headers.
      requireHostHeader: false,
    },
    // Malformed paths never reach a hook; they get a plain answer with the fixed headers.
    frameworkErrors(_error: unknown, _request: unknown, reply: FastifyReply) {
      reply.code(400).headers(bare)
      reply.type('text/plain; charset=utf-8').send(`${refusals['bad-request'].title}\n`)
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
      const { status, title, words } = refusals[CLIENT_ERRORS[error.code] ?? 'bad-request']
      const text = `${title}. ${words}\n`
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n${rawHead.join('')}content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      )
    },
  }
}

/** So that the reader of files is the first to say that they took too long. Seconds. */
function filesTimeout({ uploads }: Settings): number {
  return uploads.enabled ? uploads.timeout + FILES_MARGIN : 0
}

/** For answers that are made before there is a request to speak of. */
const BARE_HEADERS = {
  ...fixedHeaders,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

const CLIENT_ERRORS: Record<string, RefusalCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
}

/** Nothing of ours logs these; a host's own log call might. */
const REDACTED = [
  'password',
  '*.password',
  'headers.cookie',
  'headers.authorization',
  '*.headers.cookie',
  '*.headers.authorization',
  'req.headers["set-cookie"]',
  'res.headers["set-cookie"]',
]
