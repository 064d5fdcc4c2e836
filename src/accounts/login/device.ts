// A signed token that says "this account's owner has signed in here before". OWASP: device cookies.

import type { KeyRing } from '../../crypto/keys.ts'
import { openSigned, sign } from '../../crypto/sealed.ts'

/** Browsers keep no cookie longer (RFC 6265bis). Seconds. */
export const DEVICE_LIFETIME = 400 * 86_400

/** Gives no access; guesses from such a device are counted apart from strangers'. */
export function deviceToken(keys: KeyRing, userId: string, now: number): string {
  return sign(keys, 'device', userId, now + DEVICE_LIFETIME * 1000)
}

export function readDeviceToken(
  keys: KeyRing,
  token: string | undefined,
  now: number,
): { userId: string } | null {
  const userId = token === undefined ? undefined : openSigned(keys, 'device', token, now)
  return userId === undefined ? null : { userId }
}
