// Calls that take a key: for signing, for encryption, for tokens.
import { argumentOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'
import type { CallSite } from '../../python/names-api.ts'

export interface KeyUse {
  readonly site: CallSite
  readonly arg: Expr
  /** `of \`jwt.encode\`` */
  readonly what: string
  readonly purpose: 'token' | 'signature' | 'cipher' | 'salt'
}

/** Canonical name → position and keyword of the key. */
const TAKERS: readonly (readonly [name: string, position: number, keyword: string, KeyUse['purpose']])[] = [
  ['jwt.encode', 1, 'key', 'token'],
  ['jwt.decode', 1, 'key', 'token'],
  ['jwt.PyJWT().encode', 1, 'key', 'token'],
  ['jwt.PyJWT().decode', 1, 'key', 'token'],
  ['jose.jwt.encode', 1, 'key', 'token'],
  ['jose.jwt.decode', 1, 'key', 'token'],
  ['jose.jws.sign', 1, 'key', 'token'],
  ['jose.jws.verify', 1, 'key', 'token'],
  ['authlib.jose.jwt.encode', 2, 'key', 'token'],
  ['authlib.jose.jwt.decode', 1, 'key', 'token'],
  ...[
    'URLSafeTimedSerializer',
    'URLSafeSerializer',
    'TimedSerializer',
    'Serializer',
    'TimestampSigner',
    'Signer',
  ].map((name) => [`itsdangerous.${name}`, 0, 'secret_key', 'signature'] as const),
  ['itsdangerous.TimedJSONWebSignatureSerializer', 0, 'secret_key', 'token'],
  ['itsdangerous.JSONWebSignatureSerializer', 0, 'secret_key', 'token'],
  ['cryptography.fernet.Fernet', 0, 'key', 'cipher'],
  ['hmac.new', 0, 'key', 'signature'],
  ['hmac.digest', 0, 'key', 'signature'],
  ['Crypto.Cipher.AES.new', 0, 'key', 'cipher'],
  ['Cryptodome.Cipher.AES.new', 0, 'key', 'cipher'],
  ['cryptography.hazmat.primitives.ciphers.algorithms.AES', 0, 'key', 'cipher'],
  ['cryptography.hazmat.primitives.ciphers.aead.AESGCM', 0, 'key', 'cipher'],
  ['cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305', 0, 'key', 'cipher'],
  ['nacl.secret.SecretBox', 0, 'key', 'cipher'],
  ['hashids.Hashids', 0, 'salt', 'salt'],
]

export function keysUsed({ names }: Facts): KeyUse[] {
  return TAKERS.flatMap(([name, position, keyword, purpose]) =>
    [name, ...olderNames(name)].flatMap((one) =>
      names.callsOf(one).flatMap((site): KeyUse[] => {
        const arg = argumentOf(site.call, position, keyword)
        return arg ? [{ site, arg, what: `of \`${shortOf(name)}\``, purpose }] : []
      }),
    ),
  )
}

/** Modules that the same class is imported from as well. */
function olderNames(name: string): string[] {
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (name.startsWith('jwt.')) return [`jwt.api_jwt.${last}`]
  if (!name.startsWith('itsdangerous.')) return []
  const modules = ['url_safe', 'timed', 'serializer', 'signer', 'jws']
  return modules.map((module) => `itsdangerous.${module}.${last}`)
}

function shortOf(name: string): string {
  const parts = name.replaceAll('()', '').split('.')
  const last = parts.at(-1) as string
  return /^[A-Z]/.test(last) ? last : parts.slice(-2).join('.')
}
