// Values sealed at rest: AES-256-GCM, bound to the very place they stand in, so that one moved elsewhere doesn't open.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { KeyRing } from './keys.ts'

const PURPOSE = 'at rest'
const VERSION = 'v1'
/** NIST SP 800-38D 8.2: 96 random bits. Far below 2^32 values are ever sealed with one key. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Characters of a key's name: tells a handful of secrets apart, and nothing of the key. */
const NAME_LENGTH = 12

/** Where a sealed value stands: table, column and the row's own key. */
export interface Place {
  table: string
  column: string
  row: string
}

/** `v1.KEY.BYTES`, all of it base64url: sealed with the newest secret for this place alone. */
export function sealAtRest(keys: KeyRing, place: Place, plain: Buffer): string {
  const key = keys.purpose(PURPOSE)[0]!
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(place))
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return [VERSION, nameOf(key), sealed.toString('base64url')].join('.')
}

/** The value, or undefined: changed, of another place, or of a secret that is no longer set. */
export function openAtRest(keys: KeyRing, place: Place, sealed: string): Buffer | undefined {
  const [version, name, text = ''] = sealed.split('.')
  const key = keys.purpose(PURPOSE).find((one) => nameOf(one) === name)
  const bytes = Buffer.from(text, 'base64url')
  if (version !== VERSION || key === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associated(place))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

/** True when an older secret sealed it: seal it anew, before that one is dropped. */
export function isSealedWithOlder(keys: KeyRing, sealed: string): boolean {
  return sealed.split('.')[1] !== nameOf(keys.purpose(PURPOSE)[0]!)
}

/** As a JSON list: no two places share a text. */
function associated({ table, column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify([VERSION, table, column, row]))
}

function nameOf(key: Buffer): string {
  return createHash('sha256').update('name at rest').update(key).digest('base64url').slice(0, NAME_LENGTH)
}
