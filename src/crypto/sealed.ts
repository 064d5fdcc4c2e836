// Signed text with a purpose and an expiry, safe in a cookie. It can be read by its holder and not be changed.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from './keys.ts'

/** body.expiry.signature: base64url, milliseconds in base 36 or nothing, 32 bytes as base64url. */
const SEALED = /^([A-Za-z0-9_-]*)\.([0-9a-z]{0,11})\.([A-Za-z0-9_-]{43})$/

/**
 * Signs a text with the newest key of its purpose (HMAC-SHA256). The result holds base64url characters and dots only.
 * A lone surrogate, which UTF-8 can't hold, comes back as U+FFFD.
 * @param expiresAt milliseconds since 1970; from that very millisecond on it no longer opens. Left out: it never expires
 * @throws RangeError when the expiry isn't a whole number from 0 on
 */
export function sign(keys: KeyRing, purpose: string, payload: string, expiresAt?: number): string {
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt >= 0)) {
    throw new RangeError(`an expiry is a whole number of milliseconds; got ${expiresAt}`)
  }
  const body = Buffer.from(payload, 'utf8').toString('base64url')
  const expiry = expiresAt === undefined ? '' : expiresAt.toString(36)
  return `${body}.${expiry}.${signature(keys.purpose(purpose)[0]!, purpose, body, expiry)}`
}

/**
 * The text that was signed for this purpose, or undefined: changed, cut, of another purpose or secret, or expired.
 * Which of these it was is not told. Never throws on foreign input.
 * @param now milliseconds since 1970
 */
export function openSigned(keys: KeyRing, purpose: string, sealed: string, now: number): string | undefined {
  const parts = SEALED.exec(sealed)
  if (parts === null) return undefined
  const [, body = '', expiry = '', given = ''] = parts
  // The texts of the signatures are compared, so that a second spelling of the same bytes (RFC 4648 3.5) is refused.
  const candidate = Buffer.from(given, 'latin1')
  let signed = false
  for (const key of keys.purpose(purpose)) {
    const expected = Buffer.from(signature(key, purpose, body, expiry), 'latin1')
    signed = timingSafeEqual(expected, candidate) || signed
  }
  if (!signed) return undefined
  if (expiry !== '' && !(now < Number.parseInt(expiry, 36))) return undefined
  return Buffer.from(body, 'base64url').toString('utf8')
}

/** The purpose stands last, after a line break that neither body nor expiry can hold: no two triples share a text. */
function signature(key: Buffer, purpose: string, body: string, expiry: string): string {
  return hmacSha256(key, `${body}.${expiry}\n${purpose}`).toString('base64url')
}

/** HMAC-SHA256 (RFC 2104), all 32 bytes. */
export function hmacSha256(key: Buffer, message: string | Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest()
}
