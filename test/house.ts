// A whole application for a test: its own database in memory, cheap hashes, a clock that the test moves.
import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { createApp } from '../src/app.ts'
import { loadSettings } from '../src/config/load.ts'
import type { Settings, SettingsInput } from '../src/config/settings.ts'
import { Visitor, type VisitorOptions } from './visitor.ts'

/** 2026-01-01, noon, UTC. */
export const NOON = Date.UTC(2026, 0, 1, 12)

export interface House {
  app: FastifyInstance
  settings: Settings
  clock: { now: number; forward(seconds: number): void }
  visitor(options?: Partial<VisitorOptions>): Visitor
  /** Somebody who has registered and signed in. */
  member(username?: string, password?: string): Promise<Visitor>
}

export const PASSWORD = 'a long walk by the river'

/** Limits are high and the hash is cheap unless the test says otherwise; everything else is as delivered. */
export async function openHouse(options: SettingsInput = {}): Promise<House> {
  const settings = loadSettings({
    env: {},
    cwd: '/',
    options: {
      database: 'sqlite::memory:',
      ...options,
      log: { level: 'silent', ...options.log },
      limits: {
        login: '1000 per minute',
        loginAccount: '1000 per minute',
        register: '1000 per minute',
        ...options.limits,
      },
      password: { memory: 64, iterations: 1, ...options.password },
    },
  })
  const clock = {
    now: NOON,
    forward(seconds: number) {
      clock.now += seconds * 1000
    },
  }
  const app = await createApp({ settings, now: () => clock.now })
  after(() => app.close())
  const visitor = (more: Partial<VisitorOptions> = {}) =>
    new Visitor(app, { origin: settings.origin, ...more })
  return {
    app,
    settings,
    clock,
    visitor,
    async member(username = 'alice', password = PASSWORD) {
      const member = visitor()
      await member.open('/register')
      member.fill({ username, email: `${username}@example.test`, password })
      await member.press('Create account')
      member.fill({ username, password })
      await member.press('Sign in')
      if (member.path !== '/dashboard')
        throw new Error(`${username} could not sign in: ${member.status} ${member.text}`)
      return member
    },
  }
}
