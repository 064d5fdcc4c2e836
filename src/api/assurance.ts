// What was proven at a sign-in, as the claims `amr` and `acr` of an access token say it, and back.
import type { ProofMethod } from '../backend.ts'
import { isTwoFactor } from '../shield/assurance.ts'

/** RFC 8176 where it has a name for it. A passkey is a proof of possession; where its key lies nobody can tell. */
const NAMES = {
  password: 'pwd',
  'authenticator-code': 'otp',
  'recovery-code': 'recovery-code',
  passkey: 'pop',
  'remembered-device': 'remembered-device',
} as const satisfies Record<ProofMethod, string>

/** RFC 8176: more than one factor. It is added for other services, and says nothing new here. */
const SEVERAL = 'mfa'

export function amrOf(proven: readonly ProofMethod[]): string[] {
  return [...proven.map((method) => NAMES[method]), ...(isTwoFactor(proven) ? [SEVERAL] : [])]
}

export function acrOf(proven: readonly ProofMethod[]): 'one-factor' | 'two-factor' {
  return isTwoFactor(proven) ? 'two-factor' : 'one-factor'
}

/** Names of a later version are left out: what isn't understood proves nothing. */
export function provenOf(amr: readonly string[]): ProofMethod[] {
  return (Object.keys(NAMES) as ProofMethod[]).filter((method) => amr.includes(NAMES[method]))
}
