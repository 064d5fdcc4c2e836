// What the rules on accounts need; the application's backend has it all.
import type { Settings } from '../config/settings.ts'
import type { KeyRing } from '../crypto/keys.ts'
import type { Hasher } from '../crypto/password.ts'
import type { Store } from '../store/store.ts'

export interface AccountsBackend {
  readonly settings: Pick<Settings, 'siteName' | 'origin' | 'username' | 'password' | 'throttle'>
  readonly store: Pick<Store, 'db' | 'transaction'>
  readonly hasher: Hasher
  readonly keys: KeyRing
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: { warn(fields: object, message: string): void }
}
