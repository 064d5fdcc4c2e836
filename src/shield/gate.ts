// What all requests share: settings, keys, stores, clock. Made once when the shield is registered.
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Settings } from '../config/settings.ts'
import type { KeyRing } from '../crypto/keys.ts'
import type { Counters } from '../limits/counters.ts'
import type { CookieJar } from './cookies.ts'
import type { MaybePromise, SessionStore } from './session-store.ts'

export interface Gate {
  readonly settings: Settings
  /** The public origin, `https://host[:port]`. */
  readonly origin: string
  readonly keys: KeyRing
  readonly jar: CookieJar
  readonly sessions: SessionStore
  readonly counters: Counters
  readonly now: () => number
  /** Where people sign in; undefined: the app has no such page. */
  readonly signInPath: string | undefined
  readonly log: FastifyBaseLogger
  addressOf(request: IncomingMessage): string
  /** For work that no answer waits for; a failure is logged. */
  inBackground(work: MaybePromise<unknown>): void
}
