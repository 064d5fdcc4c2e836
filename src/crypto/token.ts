// Random tokens, their hash at rest, and comparing in constant time.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Bytes of a token unless asked otherwise: 256 bits. ASVS V7.2.3 and V11.5.1 ask 128, NIST SP 800-63B-4 5.1 asks 64. */
const TOKEN_BYTES = 32
/** Fewer than this guards nothing (ASVS V11.5.1). */
const LEAST_TOKEN_BYTES = 16

/**
 * A fresh secret from the operating system's generator, as base64url text without padding (32 bytes: 43 characters).
 * @throws RangeError below 16 bytes
 */
export function newToken(bytes: number = TOKEN_BYTES): string {
  if (!Number.isInteger(bytes) || bytes < LEAST_TOKEN_BYTES) {
    throw new RangeError(`a token has at least ${LEAST_TOKEN_BYTES} bytes; got ${bytes}`)
  }
  return randomBytes(bytes).toString('base64url')
}

/**
 * What the database keeps of a token: its SHA-256 as base64url (43 characters). One plain round is enough here, since
 * a token of 256 random bits can't be guessed from its hash; a password can, and goes to password.ts.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url')
}

/**
 * True when both texts are the same, in a time that tells nothing of where they differ. Both are hashed first, so that
 * unequal lengths take the same path; as UTF-16, since UTF-8 maps every lone surrogate to one and the same character.
 */
export function safeEqual(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return hash('sha256', Buffer.from(text, 'utf16le'), 'buffer')
}
