// The right kind of function with too little work, or none: `plain`, a thousand rounds, a salt for everybody.
import { argumentOf, keywordOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { passwordIn } from '../shared/passwords.ts'

export const rule: Rule = {
  id: 'FL303',
  name: 'weak-password-hash',
  title: 'Password hash with too little work',
  severity: 'medium',
  confidence: 'high',
  cwe: 916,
  point: 3,
  cure: 'Portcullis measures its Argon2id parameters at the start, and never goes below OWASP’s.',
  check: weakPasswordHash,
}

// OWASP's Password Storage Cheat Sheet wants 600,000 rounds of PBKDF2-HMAC-SHA256, N = 2^17 for scrypt, cost 10 for bcrypt, 7 MiB
// for Argon2. Defaults of older libraries lie below; told is what is far below, so that a default of its time is not.

/** Rounds. */
const FEWEST_PBKDF2 = 100_000
/** N of scrypt. */
const SMALLEST_SCRYPT = 2 ** 14
/** Logarithm of bcrypt's rounds. */
const LOWEST_BCRYPT = 10
/** KiB. */
const LEAST_ARGON2 = 7168
/** Rounds of passlib's sha256_crypt and sha512_crypt. */
const FEWEST_SHA_CRYPT = 5000
/** Characters. */
const SHORTEST_SALT = 8

function* weakPasswordHash(facts: Facts): Iterable<Report> {
  yield* werkzeug(facts)
  yield* pbkdf2(facts)
  yield* numbers(facts)
  yield* inConfiguration(facts)
}

function* werkzeug({ names }: Facts): Iterable<Report> {
  for (const { call } of names.callsOf('werkzeug.security.generate_password_hash')) {
    const method = argumentOf(call, 1, 'method')
    const text = method && names.literal(method)
    const weak = typeof text === 'string' ? weaknessOf(text) : undefined
    if (method !== undefined && weak !== undefined) yield told(call, `\`method='${text}'\` ${weak}`)
    const salt = argumentOf(call, 2, 'salt_length')
    const length = salt && names.literal(salt)
    if (weak === undefined && typeof length === 'number' && length < SHORTEST_SALT)
      yield told(call, `A salt of ${length} characters is soon the same for two passwords`)
  }
}

/** Werkzeug's methods: `plain`, `sha256`, `pbkdf2:sha256:1000`, `scrypt:1024:8:1`. */
function weaknessOf(method: string): string | undefined {
  const [name = '', first = '', second = ''] = method.split(':')
  if (name === 'plain') return 'keeps the password as it is'
  if (/^(?:md5|sha\d+)$/.test(name)) return 'hashes once, by a function that is made to be fast'
  if (name === 'pbkdf2' && first === 'md5') return 'builds on MD5'
  const rounds = Number(second)
  if (name === 'pbkdf2' && second !== '' && rounds < FEWEST_PBKDF2) return `hashes ${rounds} times only`
  if (name === 'scrypt' && first !== '' && Number(first) < SMALLEST_SCRYPT) return `takes N = ${first} only`
  return undefined
}

function told(node: Call, what: string): Report {
  return { at: placeOf(node), message: `${what}.` }
}

function* pbkdf2({ names }: Facts): Iterable<Report> {
  for (const { call } of names.callsOf('hashlib.pbkdf2_hmac')) {
    const rounds = numberOf({ names }, argumentOf(call, 3, 'iterations'))
    const secret = argumentOf(call, 1, 'password')
    // Protocols and file formats say themselves how often: told for what is a password by its name.
    if (secret === undefined || passwordIn(names, secret) === undefined) continue
    if (rounds !== undefined && rounds < FEWEST_PBKDF2) yield told(call, `PBKDF2 hashes ${rounds} times only`)
    else if (isWord(names.literal(argumentOf(call, 2, 'salt') ?? call)))
      yield told(call, 'All passwords have the same salt')
  }
}

function isWord(literal: unknown): boolean {
  return typeof literal === 'string'
}

interface Parameter {
  readonly calls: readonly string[]
  readonly position: number
  readonly keyword: string
  readonly least: number
  readonly what: string
}

const PARAMETERS: readonly Parameter[] = [
  { calls: ['bcrypt.gensalt'], position: 0, keyword: 'rounds', least: LOWEST_BCRYPT, what: 'bcrypt’s cost' },
  {
    calls: ['flask_bcrypt.Bcrypt().generate_password_hash', 'flask_bcrypt.generate_password_hash'],
    position: 1,
    keyword: 'rounds',
    least: LOWEST_BCRYPT,
    what: 'bcrypt’s cost',
  },
  { calls: ['hashlib.scrypt'], position: 9, keyword: 'n', least: SMALLEST_SCRYPT, what: 'scrypt’s N' },
  {
    calls: ['argon2.PasswordHasher', 'argon2.low_level.hash_secret'],
    position: 1,
    keyword: 'memory_cost',
    least: LEAST_ARGON2,
    what: 'Argon2’s memory in KiB',
  },
  {
    calls: ['cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC'],
    position: 3,
    keyword: 'iterations',
    least: FEWEST_PBKDF2,
    what: 'PBKDF2’s rounds',
  },
  ...(
    [
      ['pbkdf2_sha256', FEWEST_PBKDF2],
      ['pbkdf2_sha512', FEWEST_PBKDF2],
      ['pbkdf2_sha1', FEWEST_PBKDF2],
      ['sha256_crypt', FEWEST_SHA_CRYPT],
      ['sha512_crypt', FEWEST_SHA_CRYPT],
      ['bcrypt', LOWEST_BCRYPT],
    ] as const
  ).map(([name, least]) => ({
    calls: ['using', 'hash', 'encrypt'].map((method) => `passlib.hash.${name}.${method}`),
    position: 9,
    keyword: 'rounds',
    least,
    what: `the rounds of ${name}`,
  })),
]

function* numbers(facts: Facts): Iterable<Report> {
  for (const { calls, position, keyword, least, what } of PARAMETERS)
    for (const { call } of calls.flatMap((name) => facts.names.callsOf(name))) {
      const given = position === 9 ? keywordOf(call, keyword) : argumentOf(call, position, keyword)
      const number = numberOf(facts, given)
      if (number !== undefined && number < least)
        yield told(call, `${upper(what)} is ${number}, and ${least} at the least is wanted`)
    }
}

function numberOf({ names }: Pick<Facts, 'names'>, expr: Expr | undefined): number | undefined {
  const literal = expr && names.literal(expr)
  return typeof literal === 'number' ? literal : undefined
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Flask-Bcrypt's cost and Flask-Security's hash. */
function* inConfiguration({ config }: Facts): Iterable<Report> {
  const cost = config.get('BCRYPT_LOG_ROUNDS')
  if (
    cost !== undefined &&
    isOfProduction(cost.environment) &&
    typeof cost.literal === 'number' &&
    cost.literal < LOWEST_BCRYPT
  )
    yield {
      at: cost.at,
      message: `\`BCRYPT_LOG_ROUNDS\` is ${cost.literal}, and ${LOWEST_BCRYPT} at the least is wanted.`,
    }
  const hash = config.get('SECURITY_PASSWORD_HASH')
  if (
    hash !== undefined &&
    isOfProduction(hash.environment) &&
    hash.how === 'literal' &&
    /^(?:plaintext|hex_md5|md5|sha1|hex_sha\d+|md5_crypt|des_crypt)$/.test(String(hash.literal))
  )
    yield {
      at: hash.at,
      message: `\`SECURITY_PASSWORD_HASH\` is \`${String(hash.literal)}\`, which is none for passwords.`,
    }
}

function isOfProduction(environment: string): boolean {
  return environment !== 'testing' && environment !== 'development'
}
