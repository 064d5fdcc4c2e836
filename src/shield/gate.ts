// What all requests share: settings, keys, stores, clock. Made once when the shield is registered.
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Settings } from '../config/settings.ts'
import type { KeyRing } from '../crypto/keys.ts'
import type { Html } from '../html/html.ts'
import type { Counters, Limit } from '../limits/counters.ts'
import type { CookieJar } from './cookies.ts'
import type { FormReader } from './forms.ts'
import type { MaybePromise, SessionRecord, SessionStore } from './session-store.ts'
import type { TokenReader } from './token-reader.ts'

/** A form that was sent and waits, without its token and its passwords. */
export interface PendingForm {
  /** A path of this origin. */
  action: string
  fields: readonly (readonly [name: string, value: string])[]
  /** Names of the passwords in it, whose values are not kept. */
  passwords: readonly string[]
}

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
  /** Where people prove again who they are; undefined: the app has no such page. */
  readonly confirmPath: string | undefined
  /** The same page around a form that was sent. */
  readonly confirmPage: ((request: FastifyRequest, pending: PendingForm) => MaybePromise<Html>) | undefined
  /** Where people confirm their e-mail address. */
  readonly verifyEmailPath: string | undefined
  /** Whether this session sees nothing but the pages to set up a second factor. */
  readonly mustEnrol: ((session: SessionRecord) => boolean) | undefined
  /** Where people set one up. */
  readonly enrolPath: string | undefined
  readonly tokens: TokenReader | undefined
  /** undefined: no route takes forms with files. */
  readonly forms: FormReader | undefined
  /** For one token, and for all of one account. */
  readonly tokenLimits: readonly Limit[]
  /** The path below which nobody wants pages. */
  readonly programsBelow: string | undefined
  readonly log: FastifyBaseLogger
  addressOf(request: IncomingMessage): string
  /** For work that no answer waits for; a failure is logged. */
  inBackground(work: MaybePromise<unknown>): void
}
