// The site as passkeys know it: name, domain and origin, from the settings alone, never from a request's Host.
import type { Settings } from '../../config/settings.ts'

export interface RelyingParty {
  /** The domain that passkeys belong to. */
  id: string
  name: string
  /** The one origin whose pages may use them. */
  origin: string
}

export function relyingParty({ origin, siteName, passkeys }: Settings): RelyingParty {
  return { id: passkeys.rpId || new URL(origin).hostname, name: siteName, origin }
}

/** What an authenticator keeps of the account (WebAuthn user handle): its random id, which says nothing about anybody. */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId, 'utf8').toString('base64url')
}
