// Evidence about keys, passwords and cookies.
import type { ConfigValue, Facts } from '../facts/facts.ts'
import type { Step } from '../finding.ts'
import { placeOf } from '../location.ts'

/** It comes from outside of the source, and so may be strong and unique; whether it is, the source can't tell. */
export function secretKey({ config }: Facts): readonly Step[] {
  const key = config.get('SECRET_KEY')
  if (key?.how !== 'env') return []
  return [{ at: key.at, what: '`SECRET_KEY` comes from the environment' }]
}

/** Canonical names of calls that make a slow, salted hash. */
const HASHERS = [
  'werkzeug.security.generate_password_hash',
  'argon2.PasswordHasher().hash',
  'argon2.hash_password',
  'bcrypt.hashpw',
  'flask_bcrypt.generate_password_hash',
  'flask_bcrypt.Bcrypt().generate_password_hash',
  'flask_argon2.generate_password_hash',
  'flask_argon2.Argon2().generate_password_hash',
  'flask_security.hash_password',
  'flask_security.utils.hash_password',
  'passlib.context.CryptContext().hash',
  'passlib.hash.argon2.hash',
  'passlib.hash.bcrypt.hash',
  'passlib.hash.pbkdf2_sha256.hash',
  'passlib.hash.pbkdf2_sha512.hash',
  'passlib.hash.scrypt.hash',
  'hashlib.scrypt',
  'hashlib.pbkdf2_hmac',
  'pwdlib.PasswordHash.recommended().hash',
]

export function passwordHashing({ names }: Facts): readonly Step[] {
  return HASHERS.flatMap((name) =>
    names
      .callsOf(name)
      .slice(0, 2)
      .map(({ call }) => ({ at: placeOf(call), what: `\`${shortOf(name)}\`` })),
  )
}

/** `hash` alone says too little. */
function shortOf(name: string): string {
  const parts = name.split('.')
  return parts.slice(parts.at(-1) === 'hash' ? -2 : -1).join('.')
}

/** All three flags, set or by default; or no cookie that they would be for. */
export function cookieFlags({ apps, config, extensions, names, routes }: Facts): readonly Step[] {
  const app = apps[0]
  if (app === undefined) return []
  const sets = names.callsOfMethod('set_cookie').length > 0
  const usesCookies = sets || apps.some(({ cookieSession }) => cookieSession)
  if (!usesCookies && routes.length > 0) return [{ at: app.at, what: 'no cookie is set' }]
  const secure = config.get('SESSION_COOKIE_SECURE')
  const sameSite = config.get('SESSION_COOKIE_SAMESITE')
  const httpOnly = config.get('SESSION_COOKIE_HTTPONLY')
  const talisman = extensions.bound('flask_talisman.Talisman')
  if (talisman !== undefined && secure === undefined)
    return [{ at: talisman.at, what: 'Talisman sets Secure, HttpOnly and SameSite' }]
  if (!isTrue(secure) || sameSite === undefined || (httpOnly !== undefined && !isTrue(httpOnly))) return []
  if (sameSite.how === 'literal' && !/^(?:lax|strict)$/i.test(String(sameSite.literal))) return []
  return [
    { at: secure.at, what: '`SESSION_COOKIE_SECURE` is on' },
    ...(httpOnly === undefined ? [] : [{ at: httpOnly.at, what: '`SESSION_COOKIE_HTTPONLY` is on' }]),
    {
      at: sameSite.at,
      what: `\`SESSION_COOKIE_SAMESITE\` is ${String(sameSite.literal ?? 'set').slice(0, 20)}`,
    },
  ]
}

function isTrue(value: ConfigValue | undefined): value is ConfigValue {
  return value?.how === 'literal' && value.literal === true
}
