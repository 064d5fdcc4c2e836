// What the rules on accounts need; the application's backend has it all.
import type { Settings } from '../config/settings.ts'
import type { KeyRing } from '../crypto/keys.ts'
import type { Hasher } from '../crypto/password.ts'
import type { Store } from '../store/store.ts'
import type { ActivityEvent } from './activity/event.ts'

export interface AccountsBackend {
  readonly settings: Settings
  readonly store: Store
  readonly hasher: Hasher
  readonly keys: KeyRing
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: { warn(fields: object, message: string): void }
  /** Passes an event of some account's activity on, after its transaction. Must not throw. */
  onActivity(event: ActivityEvent): void
  /**
   * Work that must not show in the time of the answer: it runs soon, one piece after another, and closing waits for it.
   * A failure is logged. When too much waits already, it is dropped and logged.
   */
  later(work: () => Promise<unknown>): void
  /** Look at the outbox soon: after a transaction that queued a mail. */
  nudgeMail(): void
}
