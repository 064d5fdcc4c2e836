// Public keys as they stand in the database and in the JWKS: of the two kinds that sign here, whole, and nothing else.
import { type CryptoKey, importJWK } from 'jose'

/**
 * As tokens and keys say it. `EdDSA` is the name that every library knows (RFC 8037), and the curve of the key leaves
 * Ed25519 alone; the narrower name `Ed25519` (RFC 9864) most don't know yet.
 */
export type Algorithm = 'EdDSA' | 'ES256'

export type PublicJwk =
  | { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' }
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string; alg: 'ES256'; use: 'sig' }

/** Coordinates of both curves have 32 bytes (RFC 8037 2, RFC 7518 6.2.1.2). */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/

const SHAPES = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519', coordinates: ['x'] },
  ES256: { kty: 'EC', crv: 'P-256', coordinates: ['x', 'y'] },
} as const

/**
 * Whether this is one of our public keys, to the member. The algorithm is the key's own, so that no header can choose
 * another; weak keys (short RSA, a short secret), private ones, and keys for other uses are none of ours.
 */
export function isPublicJwk(jwk: unknown): jwk is PublicJwk {
  if (typeof jwk !== 'object' || jwk === null) return false
  const members = jwk as Record<string, unknown>
  const algorithm = members['alg']
  if (algorithm !== 'EdDSA' && algorithm !== 'ES256') return false
  const { kty, crv, coordinates } = SHAPES[algorithm]
  const names = ['kty', 'crv', ...coordinates, 'kid', 'alg', 'use']
  return (
    Object.keys(members).length === names.length &&
    names.every((name) => Object.hasOwn(members, name) && typeof members[name] === 'string') &&
    members['kty'] === kty &&
    members['crv'] === crv &&
    members['use'] === 'sig' &&
    coordinates.every((name) => isCoordinate(members[name] as string))
  )
}

/** One spelling a value: no bits left over (RFC 4648 3.5). */
function isCoordinate(text: string): boolean {
  return COORDINATE.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text
}

/** For verifying. @throws when the point is not on its curve */
export async function importPublicJwk(jwk: PublicJwk): Promise<CryptoKey> {
  return (await importJWK(jwk, jwk.alg)) as CryptoKey
}
