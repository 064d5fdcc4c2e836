// A password hashed by a function that is made to be fast: a graphics card tries billions of guesses a second.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { CallSite } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { passwordIn, SLOW, typedPassword } from '../shared/passwords.ts'

export const rule: Rule = {
  id: 'FL302',
  name: 'fast-password-hash',
  title: 'Password hashed by a fast function',
  severity: 'high',
  confidence: 'high',
  cwe: 916,
  point: 3,
  cure: 'Portcullis hashes passwords by Argon2id, with parameters that follow OWASP’s.',
  check: fastPasswordHash,
}

const ALGORITHMS = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3_256',
  'sha3_512',
  'blake2b',
  'blake2s',
]
/** Canonical name → position of what is hashed. */
const HASHES: ReadonlyMap<string, number> = new Map([
  ...ALGORITHMS.map((name): [string, number] => [`hashlib.${name}`, 0]),
  ['hashlib.new', 1],
  ['md5.new', 0],
  ['md5.md5', 0],
  ['sha.new', 0],
  ...['MD5', 'SHA1', 'SHA', 'SHA256', 'SHA512'].flatMap((name): [string, number][] => [
    [`Crypto.Hash.${name}.new`, 0],
    [`Cryptodome.Hash.${name}.new`, 0],
  ]),
  ...[
    'md5_crypt',
    'hex_md5',
    'hex_sha1',
    'hex_sha256',
    'hex_sha512',
    'ldap_md5',
    'ldap_sha1',
    'ldap_salted_md5',
    'ldap_salted_sha1',
    'plaintext',
    'mysql323',
    'mysql41',
    'nthash',
    'lmhash',
    'des_crypt',
  ].flatMap((name): [string, number][] =>
    ['hash', 'encrypt'].map((method) => [`passlib.hash.${name}.${method}`, 0]),
  ),
])
/** Services that are asked whether a password is known want a SHA-1 of it. */
const KNOWN_LEAKS = /pwned|hibp|breach|leak|compromis|gravatar|etag|cache/i

function* fastPasswordHash(facts: Facts): Iterable<Report> {
  const { names } = facts
  const hashing = new Map<string, string>()
  for (const [name, position] of HASHES)
    for (const site of names.callsOf(name)) {
      const arg =
        site.call.args[position] ??
        site.call.keywords.find((one) => one.name === 'data' || one.name === 'string')?.value
      const updated = arg === undefined
      if (updated || isHarmless(facts, site)) continue
      if (passwordIn(names, arg) !== undefined) yield told(site.call, name)
      else if (site.inside !== null && hashesParameter(site.inside, arg))
        hashing.set(site.inside.qualified, name)
    }
  for (const site of names.callsOfMethod('update')) {
    const name = ALGORITHMS.find((one) => site.name === `hashlib.${one}().update`)
    const [arg] = site.call.args
    if (name === undefined || arg === undefined || isHarmless(facts, site)) continue
    if (passwordIn(names, arg) !== undefined) yield told(site.call, `hashlib.${name}`)
  }
  // `md5(password)`, where that is a function of the project's own.
  for (const [qualified, name] of hashing)
    for (const site of names.callsOf(qualified)) {
      const [arg] = site.call.args
      if (arg !== undefined && typedPassword(names, arg) !== null && !isHarmless(facts, site))
        yield told(site.call, name)
    }
  yield* inDatabase(facts)
}

function told(call: Call, name: string): Report {
  return { at: placeOf(call), message: `\`${shortOf(name)}\` hashes a password, and is made to be fast.` }
}

function shortOf(name: string): string {
  return name
    .replace(/^(?:hashlib|Crypto\.Hash|Cryptodome\.Hash|passlib\.hash)\./, '')
    .replace(/\.(?:new|hash|encrypt)$/, '')
}

/** Given on to a slow function, asked of a service, or said to be for no secret. */
function isHarmless(facts: Facts, { call, inside, module }: CallSite): boolean {
  if (
    call.keywords.some(
      ({ name, value }) => name === 'usedforsecurity' && value.kind === 'Const' && value.value === false,
    )
  )
    return true
  if (isClient(module.text)) return true
  if (inside === null) return KNOWN_LEAKS.test(module.name)
  if (KNOWN_LEAKS.test(inside.qualified)) return true
  const { calls, strings } = facts.bodyOf(inside)
  return (
    strings.some((text) => /pwnedpasswords|gravatar/i.test(text)) ||
    calls.some(({ call: other, name }) => SLOW.test(`${name ?? ''} ${writtenName(other.callee)}`))
  )
}

/** Signs in to another service by the digest that this service asks for: nobody keeps it here. */
function isClient(text: string): boolean {
  return (
    /^(?:import|from) (?:requests|httpx|urllib\.request|aiohttp)\b/m.test(text) &&
    !/\b(?:flask|sqlalchemy|peewee|sqlite3|cursor|pymongo|mongoengine|session)\b/i.test(text)
  )
}

/** `def md5(text): return hashlib.md5(text.encode())…` */
function hashesParameter({ def }: FunctionInfo, arg: Expr): boolean {
  let at = arg
  while (at.kind === 'Call' && at.callee.kind === 'Attribute') at = at.callee.object
  return (
    at.kind === 'Name' &&
    def.params.length > 0 &&
    def.params[def.params[0]?.name === 'self' ? 1 : 0]?.name === at.id
  )
}

const IN_SQL =
  /(?:password|passwd|pwd)\w{0,9}\s{0,3}=\s{0,3}(?:md5|sha1?|sha2|password|old_password)\s{0,3}\(/i
const SQL_METHODS = ['execute', 'query', 'exec_driver_sql', 'fetch_one', 'fetchone']

/** `WHERE password = MD5(%s)` */
function* inDatabase({ names }: Facts): Iterable<Report> {
  for (const method of SQL_METHODS)
    for (const { call } of names.callsOfMethod(method)) {
      const [sql] = call.args
      const text = sql === undefined ? undefined : startOf(names.literal(sql), sql)
      if (text === undefined || !IN_SQL.test(text)) continue
      yield {
        at: placeOf(call),
        message: 'The database hashes the password by a function that is made to be fast.',
      }
    }
}

function startOf(literal: unknown, sql: Expr): string | undefined {
  if (typeof literal === 'string') return literal
  return sql.kind === 'FString'
    ? sql.parts.map((part) => (part.kind === 'Str' ? part.value : '?')).join('')
    : undefined
}
