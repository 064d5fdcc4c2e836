// A signed token that says "this account's owner has signed in here before", and when. OWASP: device cookies.
import type { KeyRing } from '../../crypto/keys.ts'
import { openSigned, sign } from '../../crypto/sealed.ts'

/** Browsers keep no cookie longer (RFC 6265bis). Seconds. */
export const DEVICE_LIFETIME = 400 * 86_400

export interface Device {
  userId: string
  /** Milliseconds since 1970. */
  since: number
}

/** Gives no access; guesses from such a device are counted apart from strangers'. */
export function deviceToken(keys: KeyRing, userId: string, now: number): string {
  return sign(keys, 'device', `${userId} ${now}`, now + DEVICE_LIFETIME * 1000)
}

export function readDeviceToken(keys: KeyRing, token: string | undefined, now: number): Device | null {
  const opened = token === undefined ? undefined : openSigned(keys, 'device', token, now)
  if (opened === undefined) return null
  const [userId = '', since = '0'] = opened.split(' ')
  return { userId, since: Number(since) }
}

/**
 * A device counts for the account that has signed in with it, and for no other; and only while the password is the one
 * that it was known with: whoever had the old one may have a device of their own.
 */
export function isKnownDevice(
  account: { id: string; devicesSince: number } | undefined,
  device: Device | null,
): boolean {
  return account !== undefined && account.id === device?.userId && device.since >= account.devicesSince
}
