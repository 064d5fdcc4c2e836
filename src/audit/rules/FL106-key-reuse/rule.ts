// The session's key is used for something else as well, which may give it away, or makes one thing pass for another.
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { type KeyUse, keysUsed } from '../shared/key-uses.ts'

export const rule: Rule = {
  id: 'FL106',
  name: 'key-reuse',
  title: 'Session key used for another purpose',
  severity: 'medium',
  confidence: 'high',
  cwe: 320,
  point: 1,
  cure: 'Portcullis derives a key of its own for each purpose from its one secret.',
  check: keyReuse,
}

const WHY: Readonly<Record<KeyUse['purpose'], string>> = {
  salt: 'is the salt of Hashids, from whose output it can be worked out',
  token: 'also signs JSON Web Tokens, so whoever learns one key has both',
  signature: '',
  cipher: 'also encrypts, so it cannot be changed without losing what was encrypted',
}
/** Hashes that take the key in as they are. */
const HASHES = [
  'hashlib.md5',
  'hashlib.sha1',
  'hashlib.sha224',
  'hashlib.sha256',
  'hashlib.sha384',
  'hashlib.sha512',
]

function* keyReuse(facts: Facts): Iterable<Report> {
  const { names } = facts
  const signsSessions = facts.apps.some(({ cookieSession }) => cookieSession)
  for (const { arg, purpose, site } of keysUsed(facts)) {
    // `itsdangerous` and HMAC are what it is for: Flask uses it so, with a salt for each purpose.
    if (purpose === 'signature' || site.name.startsWith('itsdangerous.') || !isSessionKey(names, arg))
      continue
    // One purpose alone is no reuse.
    if (purpose !== 'salt' && !signsSessions) continue
    yield {
      at: placeOf(arg),
      message: `\`SECRET_KEY\` ${WHY[purpose]}.`,
      severity: purpose === 'salt' ? 'medium' : 'low',
    }
  }
  for (const name of HASHES)
    for (const { call } of names.callsOf(name)) {
      const first = call.args[0]
      if (first?.kind === 'BinOp' || first?.kind === 'FString')
        if (isIn(names, first))
          yield {
            at: placeOf(first),
            message:
              '`SECRET_KEY` is joined with data and hashed; without HMAC others can go on from the result.',
            confidence: 'medium',
          }
    }
}

function isIn(names: Names, expr: Expr): boolean {
  return isSessionKey(names, expr) || childrenOf(expr).some((child) => isIn(names, child))
}

/** `app.config['SECRET_KEY']`, `current_app.secret_key`, `Config.SECRET_KEY`, `SECRET_KEY.encode()`. */
function isSessionKey(names: Names, expr: Expr, hops = 4): boolean {
  if (hops === 0) return false
  switch (expr.kind) {
    case 'Subscript':
      return names.literal(expr.index) === 'SECRET_KEY' && endsInConfig(expr.object)
    case 'Attribute':
      return expr.name === 'secret_key' || expr.name === 'SECRET_KEY'
    case 'Call': {
      const { callee } = expr
      if (callee.kind !== 'Attribute') return false
      if (callee.name === 'get' && endsInConfig(callee.object))
        return expr.args[0] !== undefined && names.literal(expr.args[0]) === 'SECRET_KEY'
      return (
        (callee.name === 'encode' || callee.name === 'decode') && isSessionKey(names, callee.object, hops - 1)
      )
    }
    case 'Name':
      return (
        expr.id === 'SECRET_KEY' ||
        names.assigned(expr).some((one) => one !== expr && isSessionKey(names, one, hops - 1))
      )
    default:
      return false
  }
}

function endsInConfig(expr: Expr): boolean {
  return expr.kind === 'Name' ? /config$/i.test(expr.id) : expr.kind === 'Attribute' && expr.name === 'config'
}
