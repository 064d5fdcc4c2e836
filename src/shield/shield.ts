// The shield as a Fastify plugin: what every request passes, in the order in which it does.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import { loadSettings } from '../config/load.ts'
import { productionRefusals } from '../config/production.ts'
import { secretsInForce } from '../config/secret.ts'
import type { Settings, SettingsInput } from '../config/settings.ts'
import { type KeyRing, keyRing } from '../crypto/keys.ts'
import { assetFiles } from '../html/assets.ts'
import { Html } from '../html/html.ts'
import type { Counters } from '../limits/counters.ts'
import { memoryCounters } from '../limits/memory.ts'
import { compileLimits } from '../limits/parse.ts'
import { addressReader } from './address.ts'
import { readForms } from './body.ts'
import { limitBodyTime } from './body-time.ts'
import { boundRoutes } from './bound.routes.ts'
import { cookieJar } from './cookies.ts'
import { answerPreflights, isOpenOrigin } from './cors.ts'
import {
  checkCsrfToken,
  checkFormToken,
  comesFromOwnPages,
  isForeignEmbedding,
  isSafeMethod,
} from './csrf.ts'
import { answerError, answerRefusal } from './errors.ts'
import { answerExpectations } from './expect.ts'
import { type FormReader, isMultipart } from './forms.ts'
import type { Gate, PendingForm } from './gate.ts'
import { headerSetter } from './headers.ts'
import { refuseWrongHost } from './host-field.ts'
import { limitRequest } from './limits.ts'
import { memorySessions } from './memory-sessions.ts'
import { methodTable } from './methods.ts'
import { Refusal } from './refusal.ts'
import { reportRoutes } from './reports.ts'
import { type CompiledRoute, routeTable } from './route.ts'
import { resumeSession } from './session.ts'
import type { MaybePromise, SessionRecord, SessionStore, SessionUser } from './session-store.ts'
import { refuseCookiesBesideTokens } from './token-guard.ts'
import type { TokenReader } from './token-reader.ts'
import { Visit } from './visit.ts'
import { securityTxtRoute } from './well-known.ts'

/** Hashed file names never change their content. */
const ASSET_CACHE = 'public, max-age=31536000, immutable'

/** What the shield is given instead of making it; everything may be left out. */
export interface ShieldParts {
  settings?: Settings
  keys?: KeyRing
  sessions?: SessionStore
  /** For sessions in memory: who has this id now, or null when they have lost their account. */
  userOf?: (id: string) => SessionUser | null
  counters?: Counters
  /** Where requireUser leads people who are not signed in. */
  signInPath?: string
  /** Where requireRecentProof leads people who have not proved lately who they are. */
  confirmPath?: string
  /** Its page around a form that was sent meanwhile, so that nothing typed is lost. */
  confirmPage?: (request: FastifyRequest, pending: PendingForm) => MaybePromise<Html>
  /** Where requireVerifiedEmail leads people whose address is not confirmed. */
  verifyEmailPath?: string
  /** Which sessions see nothing but routes marked `whileEnrolling`, until a second factor is set up. */
  mustEnrol?: (session: SessionRecord) => boolean
  /** Where those are led. */
  enrolPath?: string
  /** Who a bearer token stands for; without it `requireToken` lets nobody in. */
  tokens?: TokenReader
  /** Who reads forms with files; without it no route takes them. */
  forms?: FormReader
  /** Below this path (`/api/`) there are programs only: what is not there is told as problem details, too. */
  programsBelow?: string
  /** Milliseconds since 1970. */
  now?: () => number
}

export type ShieldOptions = SettingsInput & { parts?: ShieldParts }

/**
 * Puts headers, limits, CSRF protection, sessions and friendly refusals in front of all routes of the app it is
 * registered on. `await app.register(shield)` before the routes.
 * @throws SettingsError, or an Error with all reasons when production would refuse these settings
 */
export const shield = plugin(
  async function shield(app: FastifyInstance, { parts = {}, ...options }: ShieldOptions) {
    const gate = openGate(app, parts, options)
    const routes = routeTable(gate)
    const setHeaders = headerSetter(gate)
    const { allowedMethods } = methodTable(app)

    app.decorateRequest('shield', null)
    readForms(app, gate.settings.body.maxFields)
    answerExpectations(app)

    app.addHook('onRoute', function shieldRoute(route) {
      route.bodyLimit ??= gate.settings.body.maxBytes
      // A wrong limit or option stops the start, not the first request.
      routes.check(String(route.method), route.url, route.config?.shield)
      refuseCookiesBesideTokens(route)
    })
    if (gate.settings.api.corsOrigins.length > 0) answerPreflights(app)

    app.addHook('onRequest', function shieldRequest(request, reply, done) {
      const { config, url } = request.routeOptions
      const route = routes.find(request.is404 ? undefined : config, request.method, url)
      const visit = new Visit(gate, request, route.withoutCookies || isForPrograms(request, gate))
      request.shield = visit
      setHeaders(reply, visit, route)
      // Who reads files has a time of their own.
      if (!route.multipart) limitBodyTime(request, reply, gate.settings.server.requestTimeout)
      let passing: void | Promise<void>
      try {
        passing = pass(visit, reply, route)
      } catch (error) {
        return done(error as Error)
      }
      if (passing instanceof Promise) passing.then(() => done(), done)
      else done()
    })

    app.addHook('preValidation', function shieldToken(request, reply, done) {
      if (isSafeMethod(request.method) || request.is404) return done()
      const { config, url } = request.routeOptions
      const route = routes.find(config, request.method, url)
      try {
        if (gate.forms !== undefined && isMultipart(request)) {
          if (route.multipart) {
            gate.forms.open(request, reply)
            if (route.tokenExempt) return done()
            checkFormToken(request, gate.forms).then(() => done(), done)
            return
          }
          if (gate.forms.alone) throw new Refusal('unsupported-type')
        }
        if (!route.tokenExempt) checkCsrfToken(request)
        done()
      } catch (error) {
        done(error as Error)
      }
    })

    // A handler may return a page as it is. Anything else keeps Fastify's way: text is text/plain, objects are JSON.
    app.addHook('preSerialization', function shieldPage(_request, reply, payload, done) {
      if (payload instanceof Html) {
        // Fastify has already called it JSON, as it does with every object.
        reply.type('text/html; charset=utf-8').serializer(String)
      }
      done(null, payload)
    })

    app.addHook('onSend', function shieldCookies(request, reply, payload, done) {
      request.shield?.writeCookies(reply)
      done(null, payload)
    })

    app.setErrorHandler(answerError)
    app.setNotFoundHandler(function shieldNotFound(request, reply) {
      const methods = allowedMethods(request.url.split('?', 1)[0]!)
      // A handler that calls `reply.callNotFound()` means what it says: the method was right.
      if (methods.length === 0 || methods.includes(request.method))
        return answerRefusal('not-found', {}, request, reply)
      return answerRefusal('method-not-allowed', { allow: methods.join(', ') }, request, reply)
    })

    serveAssets(app)
    securityTxtRoute(app, gate)
    boundRoutes(app, gate)
    await app.register(async (child) => reportRoutes(child, gate))
  },
  { name: 'portcullis-shield', fastify: '5.x' },
)

function pass(visit: Visit, reply: FastifyReply, route: CompiledRoute): void | Promise<void> {
  refuseWrongHost(visit.request.raw)
  const open = route.withoutCookies && isOpenOrigin(visit.request.headers.origin, visit.gate)
  if (!route.crossSite && !open && isForeignEmbedding(visit.request)) throw new Refusal('cross-site')
  const limited = limitRequest(visit, reply, route)
  if (limited instanceof Promise) return limited.then(() => enter(visit, route, open))
  return enter(visit, route, open)
}

function enter(visit: Visit, route: CompiledRoute, open: boolean): void | Promise<void> {
  if (!open) checkOrigin(visit.request, visit.gate)
  if (route.withoutSession || visit.withoutCookies) return
  const resumed = resumeSession(visit)
  if (resumed instanceof Promise) return resumed.then(() => holdToEnrolment(visit, route))
  holdToEnrolment(visit, route)
}

/** Whether this is a path of the API that has no such route, or not with this method. */
function isForPrograms({ is404, url }: FastifyRequest, { programsBelow }: Gate): boolean {
  return is404 && programsBelow !== undefined && url.startsWith(programsBelow)
}

/** On every route, the host's own too: no other address leads around it (ASVS V6.3.3). */
function holdToEnrolment({ session, gate }: Visit, route: CompiledRoute): void {
  if (session === null || session.user === null || route.whileEnrolling) return
  if (gate.mustEnrol?.(session)) throw new Refusal('second-factor-setup')
}

function checkOrigin(request: FastifyRequest, gate: Gate): void {
  if (isSafeMethod(request.method)) return
  const headers = request.headers as { 'sec-fetch-site'?: string; origin?: string }
  if (!comesFromOwnPages(headers, gate.origin, gate.settings.csrf.trustedOrigins))
    throw new Refusal('cross-site')
}

function openGate(app: FastifyInstance, parts: ShieldParts, options: SettingsInput): Gate {
  const settings = parts.settings ?? loadSettings({ options })
  if (parts.settings === undefined) refuseUnsafeProduction(settings)
  const log = app.log
  return {
    settings,
    origin: settings.origin,
    keys: parts.keys ?? keyRing(secretsInForce(settings)),
    jar: cookieJar(settings.origin),
    sessions: parts.sessions ?? memorySessions(parts.userOf ?? ((id) => ({ id, username: id, email: '' }))),
    counters: parts.counters ?? memoryCounters(settings.limits.maxKeys),
    now: parts.now ?? Date.now,
    signInPath: parts.signInPath,
    confirmPath: parts.confirmPath,
    confirmPage: parts.confirmPage,
    verifyEmailPath: parts.verifyEmailPath,
    mustEnrol: parts.mustEnrol,
    enrolPath: parts.enrolPath,
    tokens: parts.tokens,
    forms: parts.forms,
    tokenLimits: compileLimits(settings.limits.api),
    programsBelow: parts.programsBelow,
    log,
    addressOf: addressReader(settings.trustProxy),
    inBackground(work) {
      if (work instanceof Promise)
        work.catch((error) => log.error({ err: error }, 'work in the background failed'))
    },
  }
}

/** @throws Error with every reason, one a line */
export function refuseUnsafeProduction(settings: Settings): void {
  if (settings.mode !== 'production') return
  const reasons = productionRefusals(settings)
  if (reasons.length === 0) return
  throw new Error(
    ['production does not start with these settings:', ...reasons.map((reason) => `- ${reason.words}`)].join(
      '\n',
    ),
  )
}

function serveAssets(app: FastifyInstance): void {
  for (const [path, file] of assetFiles()) {
    app.get(
      path,
      { config: { shield: { dangerouslyExemptFromLimits: true, withoutSession: true } } },
      (request, reply) => {
        reply.headers({ 'cache-control': ASSET_CACHE, etag: file.etag })
        if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
        return reply.type(file.type).send(file.body)
      },
    )
  }
}
