// Keys that sign or encrypt: their names in a configuration, and how easily one of them is guessed.
import type { ConfigValue } from '../../facts/facts.ts'

/** Sign the session, the CSRF tokens, and the links of Flask-Security. */
export const SESSION_KEYS: readonly string[] = ['SECRET_KEY', 'WTF_CSRF_SECRET_KEY', 'SECURITY_PASSWORD_SALT']
/** Sign or encrypt something of the application's own. */
export const TOKEN_KEYS: readonly string[] = [
  'JWT_SECRET_KEY',
  'JWT_SECRET',
  'JWT_KEY',
  'JWT_PRIVATE_KEY',
  'FERNET_KEY',
  'ENCRYPTION_KEY',
  'ENCRYPTION_SECRET',
  'SIGNING_KEY',
  'TOKEN_SECRET',
  'TOKEN_SECRET_KEY',
  'SECURITY_TOTP_SECRETS',
]

/** Printed in documentations, books and tutorials, so in every list of keys to try; in lower case. */
const PUBLISHED = new Set([
  '_5#y2l"f4q8z\n\xec]/',
  '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
  '5791628bb0b13ce0c676dfde280ba245',
  'a0zr98j/3yx r~xhh!jmn]lwx/,?rt',
  'a really really really really long secret key',
  'a-very-secret-key',
  'a secret',
  'asecret',
  'change me',
  'change_me',
  'change-me',
  'change this',
  'changeme',
  'changethis',
  'default',
  'dev',
  'dev key',
  'dev-key',
  'dev-secret',
  'dev-secret-key',
  'development',
  'development key',
  'f34tf$($e34d',
  'hard to guess string',
  'insecure',
  'itsasecret',
  'jwt-secret',
  'jwt-secret-key',
  'jwt-secret-string',
  'key',
  'my secret key',
  'my_precious',
  'my_secret_key',
  'my-secret-key',
  'mysecret',
  'mysecretkey',
  'not-so-secret',
  'not_telling',
  'password',
  'random string',
  'replace-me',
  's3cr3t',
  'secret',
  'secret key',
  'secret_key',
  'secret-key',
  'secretkey',
  'shhh',
  'some_secret',
  'some-secret-key',
  'somesecret',
  'super secret',
  'super secret key',
  'super_secret_key',
  'super-secret',
  'super-secret-key',
  'supersecret',
  'supersecretkey',
  'temporary_secret_key',
  'test',
  'this is a secret key',
  'thisisasecret',
  'thisisasecretkey',
  'thisissupposedtobesecret!',
  'top secret',
  'topsecret',
  'you-will-never-guess',
  'your secret key',
  'your_secret_key',
  'your-secret-key',
  'yoursecretkey',
])

/** Bytes of randomness that HMAC-SHA1 and -SHA256 keys should have at least (RFC 2104, section 3). */
const SHORTEST = 16
/** Less is tried through in days by a single graphics card, at some 10^9 HMACs a second. */
const FEWEST_BITS = 50

export type Weakness = 'published' | 'short' | 'guessable'

export function weaknessOf(key: string): Weakness | undefined {
  if (PUBLISHED.has(key.toLowerCase())) return 'published'
  if (key.length < SHORTEST) return 'short'
  return bitsOf(key) < FEWEST_BITS ? 'guessable' : undefined
}

/** At most this much randomness, going by how evenly its characters are spread (Shannon). */
function bitsOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length)
  return bits
}

/** `, one that tutorials print`, or nothing: for the end of a message. */
export function wordsOf(key: string): string {
  const weakness = weaknessOf(key)
  if (weakness === 'published') return `, one that is printed in tutorials (\`${key.slice(0, 24)}\`)`
  if (weakness === 'short') return `, and of only ${key.length} characters`
  return weakness === 'guessable' ? ', and easily guessed' : ''
}

/** Nobody deploys it. */
export function isElsewhere({ environment }: ConfigValue): boolean {
  return environment === 'development' || environment === 'testing'
}
