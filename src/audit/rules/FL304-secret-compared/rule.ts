// A secret compared by ==, which takes longer the more of its beginning is right.
import { lastOf, shown, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { equalitiesOf } from '../shared/compares.ts'
import { isPasswordName, passwordIn } from '../shared/passwords.ts'

export const rule: Rule = {
  id: 'FL304',
  name: 'secret-compared',
  title: 'Secret compared by ==',
  severity: 'low',
  confidence: 'medium',
  cwe: 208,
  point: 3,
  cure: 'Portcullis compares tokens and hashes in constant time.',
  check: secretCompared,
}

function* secretCompared(facts: Facts): Iterable<Report> {
  for (const { compare, left, right } of equalitiesOf(facts)) {
    if (isEmpty(left) || isEmpty(right)) continue
    for (const [secret, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const what = secretOf(facts, secret, other)
      if (what === undefined) continue
      yield {
        at: placeOf(compare),
        message: `${what} is compared by \`${compare.rest[0]?.op ?? '=='}\`, which tells by its time how much of it was right.`,
      }
      break
    }
  }
}

/** `''`, `None`: is it there at all. */
function isEmpty(expr: Expr): boolean {
  return expr.kind === 'Const' || expr.kind === 'Num' || (expr.kind === 'Str' && expr.value.length < 8)
}

function secretOf(facts: Facts, secret: Expr, other: Expr): string | undefined {
  if (isDigest(facts.names, secret)) return `The digest \`${shown(secret)}\``
  if (!isSent(facts, other)) return undefined
  return isSecret(facts, secret) ? `\`${shown(secret)}\`` : undefined
}

/** How many variables and functions are followed. */
const MAX_HOPS = 3

/** An HMAC, or the hash of a password: by itself, or made by a function of the project's own. */
function isDigest(names: Facts['names'], expr: Expr, hops = MAX_HOPS): boolean {
  if (hops === 0) return false
  if (expr.kind === 'Name') {
    const assigned = names.assigned(expr).filter((one) => one !== expr)
    return assigned.length > 0 && assigned.every((one) => isDigest(names, one, hops - 1))
  }
  if (expr.kind !== 'Call') return false
  const name = names.of(expr.callee) ?? ''
  if (/^hmac\.(?:new|HMAC)\(\)\.(?:hex)?digest$|^hmac\.digest$/.test(name)) return true
  if (/^hashlib\.\w+\(\)\.(?:hex)?digest$/.test(name)) {
    const made = expr.callee.kind === 'Attribute' ? expr.callee.object : undefined
    return made?.kind === 'Call' && made.args.some((arg) => passwordIn(names, arg) !== undefined)
  }
  if (/^(?:bcrypt\.hashpw|hashlib\.(?:pbkdf2_hmac|scrypt)|crypt\.crypt)$/.test(name)) return true
  // `base64.b64encode(mac).decode()`
  if (expr.callee.kind === 'Attribute' && /^(?:hex|decode|encode)$/.test(expr.callee.name))
    return isDigest(names, expr.callee.object, hops)
  if (/^(?:base64\.\w+|binascii\.hexlify|str)$/.test(name || writtenName(expr.callee)))
    return expr.args[0] !== undefined && isDigest(names, expr.args[0], hops)
  const own = names.functionOf(expr.callee)
  if (own === undefined || !/hash|digest|sign|hmac|mac$/i.test(own.def.name)) return false
  return own.def.body.some(
    (stmt) => stmt.kind === 'Return' && stmt.value !== null && isDigest(names, stmt.value, hops - 1),
  )
}

/** Comes with the request: a header, a field, a token of the path. */
function isSent({ flow, names }: Facts, expr: Expr): boolean {
  if (
    /^flask\.request\.(?:headers|args|form|values|json|get_json|cookies|authorization)/.test(
      names.of(expr.kind === 'Call' ? expr.callee : expr) ?? '',
    )
  )
    return true
  return flow.taintOf(expr).some(({ kind }) => kind === 'request')
}

const SECRET_NAME =
  /(?:^|_)(?:api_?key|api_?token|api_?secret|access_?token|auth_?token|secret_?key|secret|webhook_?secret|admin_?token|reset_?token|bearer_?token|signature|shared_?key|admin_?password|password)$/i

/** A setting, a variable of the environment, a constant, or a column of a row. */
function isSecret({ names }: Facts, expr: Expr): boolean {
  const name = names.of(expr.kind === 'Call' ? expr.callee : expr) ?? ''
  if (/^flask\.request\b|^flask\.session\b/.test(name)) return false
  const key = keyOf(names, expr)
  if (/^os\.(?:environ|getenv)|\.config\b|^decouple\.config/.test(name))
    return key !== undefined && SECRET_NAME.test(key)
  if (key === undefined || !SECRET_NAME.test(key)) return false
  // What passwords are compared with directly is FL301's.
  if (expr.kind === 'Attribute' || expr.kind === 'Subscript')
    return !isPasswordName(key) && !/form|request|data$|json/i.test(writtenName(expr.object))
  return expr.kind === 'Name' && expr.id === expr.id.toUpperCase()
}

function keyOf(names: Facts['names'], expr: Expr): string | undefined {
  if (expr.kind === 'Call') return stringOf(names, expr.args[0])
  if (expr.kind === 'Subscript') return stringOf(names, expr.index)
  if (expr.kind === 'Attribute' || expr.kind === 'Name') return lastOf(writtenName(expr))
  return undefined
}
