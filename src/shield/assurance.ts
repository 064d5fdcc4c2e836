// What a person has proven, and whether that is one factor or two. NIST SP 800-63B-4 2.2, ASVS V6.3.3.

export type AssuranceMethod =
  | 'password'
  /** RFC 6238, by an authenticator app. */
  | 'authenticator-code'
  | 'recovery-code'
  /** WebAuthn with user verification: the device and what unlocks it, two factors in one. */
  | 'passkey'
  /** A device on which the second factor was proven lately. */
  | 'remembered-device'

const SECOND: readonly AssuranceMethod[] = ['authenticator-code', 'recovery-code', 'remembered-device']

export function isTwoFactor(proven: readonly AssuranceMethod[]): boolean {
  if (proven.includes('passkey')) return true
  return proven.includes('password') && SECOND.some((method) => proven.includes(method))
}

/** As above, with a factor that was in somebody's hands at this very sign-in: no remembered device. */
export function isFreshTwoFactor(proven: readonly AssuranceMethod[]): boolean {
  return isTwoFactor(proven.filter((method) => method !== 'remembered-device'))
}
