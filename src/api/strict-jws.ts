// A signed token in the one form that is taken here, checked before jose sees it.
import { type CryptoKey, compactVerify } from 'jose'
import { parseUnique } from './unique-members.ts'

/** Characters of a whole token. Ours have some 700. */
export const MAX_TOKEN = 4096
/** What jose would act on, or ignore, beyond these has no use here: `jku`, `x5u`, `jwk`, `crit`, `b64`, `zip` (RFC 8725 3.10). */
const HEADER_MEMBERS = new Set(['alg', 'typ', 'kid'])

export interface StrictJws {
  header: { alg: string; typ?: string; kid?: string }
  payload: Buffer
}

/** A key, and the one algorithm it is for. */
export interface KeyOfAlgorithm {
  algorithm: string
  publicKey: CryptoKey | Uint8Array
}

/**
 * The token with a signature that the key of its `kid` made. The key says which algorithm, never the header: one that says
 * another is refused before anything is computed (RFC 8725 3.1). Undefined for everything else; never throws on foreign input.
 */
export async function verifyStrictJws(
  token: string,
  keyFor: (kid: string) => Promise<KeyOfAlgorithm | undefined>,
): Promise<StrictJws | undefined> {
  const strict = readStrictJws(token)
  const { alg, kid } = strict?.header ?? {}
  const key = kid === undefined ? undefined : await keyFor(kid)
  if (key === undefined || alg !== key.algorithm) return undefined
  try {
    await compactVerify(token, key.publicKey, { algorithms: [key.algorithm] })
    return strict
  } catch {
    return undefined
  }
}

/**
 * Compact form alone (RFC 7515 7.1), three parts, none of them empty, each base64url to the letter: no padding, no white
 * space, no bits left over (RFC 4648 3.5), which jose passes over, so that one token would have several spellings.
 * Nothing is verified yet.
 */
export function readStrictJws(token: string): StrictJws | undefined {
  if (token.length > MAX_TOKEN) return undefined
  const parts = token.split('.', 4)
  if (parts.length !== 3) return undefined
  const [header, payload, signature] = parts.map(exactBytes)
  if (header === undefined || payload === undefined || signature === undefined) return undefined
  const read = readHeader(header)
  return read && { header: read, payload }
}

function exactBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined
}

function readHeader(bytes: Buffer): StrictJws['header'] | undefined {
  const header = parseUniqueUtf8(bytes)
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined
  const members = Object.entries(header)
  if (members.some(([name, value]) => !HEADER_MEMBERS.has(name) || typeof value !== 'string'))
    return undefined
  return Object.hasOwn(header, 'alg') ? (header as StrictJws['header']) : undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** JSON in UTF-8 to the letter, without a byte order mark and without a member twice; undefined for everything else. */
export function parseUniqueUtf8(bytes: Uint8Array): unknown {
  try {
    return parseUnique(utf8.decode(bytes))
  } catch {
    return undefined
  }
}
