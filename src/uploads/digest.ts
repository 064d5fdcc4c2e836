// What a file's bytes are known by: their SHA-256, read piece by piece.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Base64url (RFC 4648, section 5), without padding. @throws when the file can't be read */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  return digest.digest('base64url')
}
