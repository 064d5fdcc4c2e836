// Purpose keys from the secrets: one key for each use, so that what one use signs never opens in another.
import { hkdfSync } from 'node:crypto'

/** Length of a purpose key in bytes: what HMAC-SHA256 and AES-256 take in full. */
const KEY_BYTES = 32
/** Stands before each purpose's name; a later scheme gets its own number, so that both can live side by side. */
const INFO_PREFIX = 'portcullis/v1/'

export interface KeyRing {
  /** The keys for one purpose, newest secret first, 32 bytes each. Purposes are names in code, never foreign text. */
  purpose(name: string): Buffer[]
}

/**
 * Derives keys by HKDF-SHA256 (RFC 5869) with the purpose as info. No salt: the secrets are random themselves
 * (config/secret.ts judges that), and a salt would be one more thing to keep.
 * @param secrets newest first: the first signs, all of them open
 * @throws TypeError when there is no secret, or an empty one
 */
export function keyRing(secrets: string[]): KeyRing {
  if (secrets.length === 0 || secrets.some((secret) => secret === '')) {
    throw new TypeError('a key ring needs at least one secret, and none may be empty')
  }
  const cache = new Map<string, Buffer[]>()
  return {
    purpose(name) {
      if (name === '') throw new TypeError('a key has a purpose; got an empty name')
      let keys = cache.get(name)
      if (keys === undefined) {
        keys = secrets.map((secret) => hkdfSha256(secret, '', INFO_PREFIX + name, KEY_BYTES))
        cache.set(name, keys)
      }
      return keys
    },
  }
}

/** HKDF-SHA256 (RFC 5869). @throws RangeError when more than 255 × 32 bytes are asked */
export function hkdfSha256(
  secret: string | Buffer,
  salt: string | Buffer,
  info: string | Buffer,
  bytes: number,
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
}
