// What a browser is asked for: a new passkey, or the proof of one. Always with the user verified.
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { CEREMONY_LIFETIME } from './ceremony.ts'
import type { Passkey } from './passkeys.ts'
import { type RelyingParty, userHandleOf } from './relying-party.ts'

/** COSE numbers: Ed25519, ES256, RS256. Every authenticator has one of them (WebAuthn Level 3 5.4). */
export const ALGORITHMS = [-8, -7, -257]

export interface NewPasskeyFor {
  id: string
  username: string
  displayName: string
}

export function creationOptions(
  rp: RelyingParty,
  {
    challenge,
    account,
    existing,
    silently,
  }: { challenge: string; account: NewPasskeyFor; existing: readonly Passkey[]; silently: boolean },
): PublicKeyCredentialCreationOptionsJSON {
  return {
    challenge,
    rp: { id: rp.id, name: rp.name },
    user: {
      id: userHandleOf(account.id),
      name: account.username,
      displayName: account.displayName || account.username,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
    excludeCredentials: existing.map(descriptor),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      // Nobody is there to be verified while a browser makes one by itself; each use of it asks all the same.
      userVerification: silently ? 'preferred' : 'required',
    },
    // Which make of authenticator it is decides nothing here, so nobody is asked to tell.
    attestation: 'none',
    timeout: CEREMONY_LIFETIME * 1000,
  }
}

/** @param allowed empty: any passkey of this site that the visitor has, which then says whose it is */
export function requestOptions(
  rp: RelyingParty,
  { challenge, allowed }: { challenge: string; allowed: readonly Passkey[] },
): PublicKeyCredentialRequestOptionsJSON {
  return {
    challenge,
    rpId: rp.id,
    allowCredentials: allowed.map(descriptor),
    userVerification: 'required',
    timeout: CEREMONY_LIFETIME * 1000,
  }
}

function descriptor({ id, transports }: Passkey) {
  return { id, type: 'public-key' as const, transports: [...transports] }
}
