// The whole of it as a Fastify plugin: shield, accounts and pages, in front of a host app's own routes.
import type { FastifyInstance } from 'fastify'
import plugin from 'fastify-plugin'
import { activityRoutes } from './accounts/activity/activity.routes.ts'
import { adminRoutes } from './accounts/admin/admin.routes.ts'
import { confirmPageAround, confirmRoutes } from './accounts/confirm/confirm.routes.ts'
import { dashboardRoutes } from './accounts/dashboard/dashboard.routes.ts'
import { emailRoutes } from './accounts/email/email.routes.ts'
import { landingRoutes } from './accounts/landing/landing.routes.ts'
import { loginRoutes } from './accounts/login/login.routes.ts'
import { notMeRoutes } from './accounts/notice/not-me.routes.ts'
import { passkeysRoutes } from './accounts/passkeys/passkeys.routes.ts'
import { passwordRoutes } from './accounts/password/password.routes.ts'
import { profileRoutes } from './accounts/profile/profile.routes.ts'
import { sessionsRoutes } from './accounts/sessions/sessions.routes.ts'
import { signupRoutes } from './accounts/signup/signup.routes.ts'
import { dueAtOf } from './accounts/two-factor/policy.ts'
import { removalRoutes } from './accounts/two-factor/removal.routes.ts'
import { secondStepRoutes } from './accounts/two-factor/second-step.routes.ts'
import { twoFactorRoutes } from './accounts/two-factor/two-factor.routes.ts'
import { API, apiRoutes } from './api/api.routes.ts'
import { furtherSessions } from './api/further-sessions.ts'
import { tokenReader } from './api/token-reader.ts'
import { openBackend, type PassedOn, prepareStore } from './backend.ts'
import { loadSettings } from './config/load.ts'
import type { Settings, SettingsInput } from './config/settings.ts'
import { outboxRoutes } from './dev/outbox.routes.ts'
import { healthRoutes } from './health.ts'
import { startJanitor } from './janitor.ts'
import { refuseUnsafeProduction, shield } from './shield/shield.ts'
import { avatarRoutes, avatars } from './uploads/avatar.routes.ts'
import { formReader } from './uploads/form.routes.ts'
import { lendToHost } from './uploads/host.routes.ts'
import { originRoutes } from './uploads/origin.routes.ts'
import { type MayOpenUpload, uploadsRoutes } from './uploads/uploads.routes.ts'
import { openUploads } from './uploads/uploads.ts'

export interface PortcullisParts {
  settings?: Settings
  /** Milliseconds since 1970. */
  now?: () => number
  /** Called with each event of an account's activity, after it was written. */
  onActivity?: (event: PassedOn) => void
  /** Who may open a file of somebody else; nobody unless given. Asked at each request. */
  mayOpenUpload?: MayOpenUpload
}

export type PortcullisOptions = SettingsInput & { parts?: PortcullisParts }

/**
 * `await app.register(portcullis, settings)` before the app's own routes.
 * @throws SettingsError, or an Error in words: what production refuses, a database that can't be used
 */
export const portcullis = plugin(
  async function portcullis(app: FastifyInstance, { parts = {}, ...options }: PortcullisOptions) {
    const settings = parts.settings ?? loadSettings({ options })
    refuseUnsafeProduction(settings)
    const backend = await openBackend(settings, {
      now: parts.now ?? Date.now,
      log: app.log,
      onActivity: parts.onActivity,
    })
    app.addHook('onClose', () => backend.close())
    await prepareStore(backend.store)

    const uploads = settings.uploads.enabled ? openUploads(backend) : undefined
    const forms = uploads && (await formReader(app, settings.uploads))
    const { keys, sessions, counters, now } = backend
    await app.register(shield, {
      parts: {
        settings,
        keys,
        sessions,
        counters,
        now,
        signInPath: '/login',
        confirmPath: '/confirm',
        confirmPage: (request, pending) => confirmPageAround(request, pending, backend),
        verifyEmailPath: '/email/verify',
        mustEnrol: (session) => (dueAtOf(settings, session) ?? Number.POSITIVE_INFINITY) <= now(),
        enrolPath: '/two-factor/needed',
        ...(forms === undefined ? {} : { forms }),
        ...(settings.api.enabled ? { tokens: tokenReader(backend), programsBelow: API } : {}),
      },
    })
    const mail = backend.startMail()
    const janitor = startJanitor(backend, uploads)
    app.addHook('onClose', async () => {
      janitor.stop()
      await mail.stop()
      await uploads?.close()
    })

    if (settings.landingPage) landingRoutes(app)
    signupRoutes(app, backend)
    loginRoutes(app, backend)
    secondStepRoutes(app, backend)
    const pictures = uploads && settings.uploads.kinds.includes('image') ? avatars(uploads) : undefined
    dashboardRoutes(app, backend, pictures)
    twoFactorRoutes(app, backend)
    removalRoutes(app, backend)
    passkeysRoutes(app, backend)
    emailRoutes(app, backend)
    passwordRoutes(app, backend)
    confirmRoutes(app, backend)
    sessionsRoutes(app, backend, settings.api.enabled ? furtherSessions(backend) : undefined)
    activityRoutes(app, backend)
    notMeRoutes(app, backend)
    profileRoutes(app, backend, pictures)
    adminRoutes(app, backend)
    if (uploads !== undefined && forms !== undefined) {
      originRoutes(app, uploads)
      uploadsRoutes(app, uploads, { mayOpen: parts.mayOpenUpload })
      if (pictures !== undefined) avatarRoutes(app, uploads)
      lendToHost(forms, uploads)
    }
    if (settings.api.enabled) await apiRoutes(app, backend, uploads)
    healthRoutes(app, backend.store)
    if (settings.mode === 'development') outboxRoutes(app, backend)
  },
  { name: 'portcullis', fastify: '5.x' },
)
