// The proof that a browser holds a device's key: a JWT of W3C Device Bound Session Credentials. RFC 7515, RFC 7517, RFC 8725.
import { compactVerify, decodeProtectedHeader } from 'jose'

const TYPE = 'dbsc+jwt'
/** One signed with a key of 4096 bits, which stands in it, has about 2,200 characters. */
const MAX_PROOF = 4096
/** A structured field's string; Chromium sends it without the quotation marks. */
const PROOF_SHAPE = /^("?)([\w-]+\.[\w-]+\.[\w-]+)\1$/
/** 32 bytes as base64url. */
const COORDINATE = /^[\w-]{43}$/
/** 2048 to 4096 bits as base64url (NIST SP 800-131A asks for 2048 at least; beyond 4096 a check costs too much). */
const MODULUS = /^[\w-]{342,683}$/

/** The public half, and nothing else of what was sent. */
export type DeviceKey =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string }
  | { kty: 'RSA'; n: string; e: 'AQAB' }

/** The one algorithm of each kind of key (RFC 8725 3.1), in the words of `Secure-Session-Registration`. */
export const ALGORITHMS = { EC: 'ES256', RSA: 'RS256' } as const

export interface Proof {
  challenge: string
  /** Where it was meant to go, and for which session; Chromium 150 leaves both out. */
  audience: string | undefined
  session: string | undefined
}

/** A proof that brings its own key, which only a registration does; undefined for anything not as it should be. */
export async function readRegistration(
  field: unknown,
): Promise<{ key: DeviceKey; proof: Proof } | undefined> {
  const text = textOf(field)
  const key = text === undefined ? undefined : keyIn(text)
  const proof = key === undefined ? undefined : await verify(text!, key)
  return key === undefined || proof === undefined ? undefined : { key, proof }
}

/** A proof by a key that is known: one that stands in the proof is not looked at (ASVS V9.1.3). */
export async function readProof(field: unknown, key: DeviceKey): Promise<Proof | undefined> {
  const text = textOf(field)
  return text === undefined ? undefined : verify(text, key)
}

function textOf(field: unknown): string | undefined {
  if (typeof field !== 'string' || field.length > MAX_PROOF) return undefined
  return PROOF_SHAPE.exec(field)?.[2]
}

function keyIn(text: string): DeviceKey | undefined {
  try {
    return publicKey(decodeProtectedHeader(text).jwk)
  } catch {
    return undefined
  }
}

function publicKey(jwk: Readonly<Record<string, unknown>> | undefined): DeviceKey | undefined {
  // Whoever sends the private half along has no device that keeps it.
  if (jwk === undefined || 'd' in jwk) return undefined
  const { kty, crv, x, y, n, e } = jwk
  if (kty === 'EC' && crv === 'P-256' && fits(COORDINATE, x) && fits(COORDINATE, y)) return { kty, crv, x, y }
  if (kty === 'RSA' && e === 'AQAB' && fits(MODULUS, n)) return { kty, n, e }
  return undefined
}

function fits(shape: RegExp, value: unknown): value is string {
  return typeof value === 'string' && shape.test(value)
}

async function verify(text: string, key: DeviceKey): Promise<Proof | undefined> {
  try {
    const { protectedHeader, payload } = await compactVerify(text, key, { algorithms: [ALGORITHMS[key.kty]] })
    return protectedHeader.typ === TYPE ? claimsOf(JSON.parse(new TextDecoder().decode(payload))) : undefined
  } catch {
    return undefined
  }
}

function claimsOf(claims: unknown): Proof | undefined {
  if (typeof claims !== 'object' || claims === null) return undefined
  const { jti, aud, sub } = claims as Record<string, unknown>
  if (typeof jti !== 'string' || !isText(aud) || !isText(sub)) return undefined
  return { challenge: jti, audience: aud, session: sub }
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
