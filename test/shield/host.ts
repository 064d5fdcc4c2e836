// A host app for a test: Portcullis or the shield alone in front, routes of its own behind, its log lines kept.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serverOptions } from '../../src/app.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { Settings, SettingsInput } from '../../src/config/settings.ts'
import { html } from '../../src/html/html.ts'
import { portcullis } from '../../src/portcullis.ts'
import { csrfField } from '../../src/shield/csrf.ts'
import { startSession } from '../../src/shield/session.ts'
import { type ShieldParts, shield } from '../../src/shield/shield.ts'
import { page } from '../../src/shield/view.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { NOON, PASSWORD } from '../house.ts'
import { Visitor, type VisitorOptions } from '../visitor.ts'

export interface Host {
  app: FastifyInstance
  settings: Settings
  clock: { now: number; forward(seconds: number): void }
  visitor(options?: Partial<VisitorOptions>): Visitor
  /** Every line of the log so far, as text. */
  log: string[]
}

type Build = (app: FastifyInstance) => void | Promise<void>

export const HTTPS = 'https://site.test'

/** Portcullis in front of what `build` adds. Limits are high unless the test says otherwise. */
export async function openHost(build: Build = () => {}, options: SettingsInput = {}): Promise<Host> {
  const settings = settingsFor(options)
  return start(settings, (app, now) => app.register(portcullis, { parts: { settings, now } }), build)
}

/** The shield alone, with sessions in memory; `POST /enter` signs `u1` in without a password. */
export async function openShielded(
  build: Build = () => {},
  options: SettingsInput = {},
  parts: ShieldParts = {},
): Promise<Host> {
  const settings = settingsFor(options)
  return start(
    settings,
    (app, now) => app.register(shield, { parts: { settings, now, ...parts } }),
    async (app) => {
      app.get('/enter', (request, reply) => reply.send(formPage(request)))
      app.post('/enter', enter)
      await build(app)
    },
  )
}

/** A page with a form of a host's own; whoever asks for the token alone finds it here. */
export function formPage(request: FastifyRequest) {
  return page(request, 'Form', html`<form method="post">${csrfField(request)}<button>Send</button></form>`)
}

async function enter(request: FastifyRequest, reply: FastifyReply) {
  const { id = 'u1' } = request.body as { id?: string }
  const user = { id, username: id, email: `${id}@example.test`, credentialEpoch: 0 }
  const started = await startSession(request, { user, assurance: ['password'] })
  return reply.send({ started })
}

function settingsFor(options: SettingsInput): Settings {
  return loadSettings({
    env: {},
    cwd: '/',
    options: {
      database: 'sqlite::memory:',
      ...options,
      limits: {
        login: '1000 per minute',
        loginAccount: '1000 per minute',
        register: '1000 per minute',
        ...options.limits,
      },
      password: { memory: 64, iterations: 1, ...options.password },
    },
  })
}

async function start(
  settings: Settings,
  register: (app: FastifyInstance, now: () => number) => PromiseLike<unknown>,
  build: Build,
): Promise<Host> {
  const log: string[] = []
  const clock = {
    now: NOON,
    forward(seconds: number) {
      clock.now += seconds * 1000
    },
  }
  const stream = { write: (line: string) => void log.push(line) }
  const app = Fastify({ ...serverOptions(settings), logger: { level: 'info', stream } }) as FastifyInstance
  after(() => app.close())
  await register(app, () => clock.now)
  await build(app)
  await app.ready()
  const visitor = (more: Partial<VisitorOptions> = {}) =>
    new Visitor(app, { origin: settings.origin, ...more })
  return { app, settings, clock, visitor, log }
}

/** Registers and signs in, past the pages' own redirects. */
export async function signUpAndIn(visitor: Visitor, username: string): Promise<Visitor> {
  await visitor.post('/register', { username, email: `${username}@example.test`, password: PASSWORD })
  return signIn(visitor, username)
}

export async function signIn(visitor: Visitor, username: string): Promise<Visitor> {
  await visitor.post('/login', { username, password: PASSWORD })
  if (visitor.status !== 303)
    throw new Error(`${username} could not sign in: ${visitor.status} ${visitor.text}`)
  return visitor
}

/** A folder that is gone after the tests. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-shield-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Settings for a database on disk, so that a test can look into it beside the app. */
export function onDisk(): SettingsInput {
  return { data: folder(), database: '' }
}

/** A second connection to the app's own database. */
export async function look(host: Pick<Host, 'settings'>): Promise<Store> {
  const store = await openStore(host.settings.database, { data: host.settings.data })
  after(() => store.close())
  return store
}

export async function countSessions(store: Store): Promise<number> {
  const { count } = await store.db
    .selectFrom('sessions')
    .select((of) => of.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
