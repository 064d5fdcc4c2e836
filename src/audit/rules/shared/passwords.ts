// Passwords as somebody typed them, and what is done to them before they are kept.

import { writtenName } from '../../facts/code/expressions.ts'
import { FOREIGN_PASSWORD } from '../../facts/code/foreign-words.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'

const WORD =
  /^(?:(?:user|users?|new|old|current|plain|raw|clear|login|account|admin|entered|input|given|form|my|the|hashed)_?)?(?:password|passwd|passwort|pwd|passphrase|pass_word|passcode)_?[12]?$/
/** Fields and parameters are named shorter at times. */
const SHORT = /^(?:pass|pw|psw|pswd)$/

/** Fields of forms, whatever stands before the word: `Rpassword`, `customer_pw`. */
const FIELD = /(?:password|passwd|passwort|[-_]pwd?|[-_]psw)_?[12]?$/
/** A switch or a step rather than a password. */
const NO_FIELD = /hash|crypt|forgot|reset|has|show|hide|change|remember|need|use|is_|length|type/

/** `password`, `new_password`, `userPassword`; not `password_hash`, `password_reset_token`. */
export function isPasswordName(name: string): boolean {
  const word = name.toLowerCase()
  return (WORD.test(word) && !word.startsWith('hashed')) || FOREIGN_PASSWORD.test(word)
}

/** How many variables and calls are followed. */
const MAX_HOPS = 5

/** `sent`: read from a request or a form. `parameter`: of a function, by its name. Null: anything else, hashes above all. */
export type Typed = 'sent' | 'parameter' | null

/** Is `expr` a password as it was typed: read from the request, through variables that hold nothing else. */
export function typedPassword(names: Names, expr: Expr, hops = MAX_HOPS): Typed {
  if (hops === 0) return null
  if (expr.kind === 'BoolOp' && expr.op === 'or' && expr.values[0])
    return typedPassword(names, expr.values[0], hops - 1)
  if (expr.kind === 'Subscript') return isField(names, expr.object, expr.index) ? 'sent' : null
  if (expr.kind === 'Attribute') return isFormData(names, expr) ? 'sent' : null
  if (expr.kind === 'Call') return ofCall(names, expr, hops)
  if (expr.kind !== 'Name') return null
  const assigned = names.assigned(expr).filter((one) => one !== expr)
  if (assigned.length === 0) return isPasswordParameter(names, expr) ? 'parameter' : null
  const kinds = assigned.map((one) => typedPassword(names, one, hops - 1))
  if (kinds.some((kind) => kind === null) || isParameter(names, expr)) return null
  return kinds.includes('sent') ? 'sent' : 'parameter'
}

const SAME = new Set(['strip', 'encode', 'decode', 'rstrip', 'lstrip'])

function ofCall(names: Names, { callee, args }: Call, hops: number): Typed {
  const [first] = args
  if (callee.kind === 'Name')
    return first && (callee.id === 'str' || callee.id === 'bytes')
      ? typedPassword(names, first, hops - 1)
      : null
  if (callee.kind !== 'Attribute') return null
  if ((callee.name === 'get' || callee.name === 'pop') && first && isField(names, callee.object, first))
    return 'sent'
  return SAME.has(callee.name) ? typedPassword(names, callee.object, hops - 1) : null
}

function isField(names: Names, object: Expr, key: Expr): boolean {
  if (key.kind !== 'Str' || !isFieldName(key.value.toLowerCase())) return false
  const of = names.of(object) ?? ''
  return /^flask\.request\.(?:form|values|args|json|get_json\(\))/.test(of)
}

function isFieldName(word: string): boolean {
  return isPasswordName(word) || SHORT.test(word) || (FIELD.test(word) && !NO_FIELD.test(word))
}

/** `form.password.data` */
function isFormData(names: Names, expr: Extract<Expr, { kind: 'Attribute' }>): boolean {
  if (expr.name !== 'data' || expr.object.kind !== 'Attribute' || !isPasswordName(expr.object.name))
    return false
  const form = expr.object.object
  return /form/i.test(writtenName(form)) || /form/i.test(names.instanceOf(form)?.def.name ?? '')
}

function isParameter(names: Names, expr: Extract<Expr, { kind: 'Name' }>): boolean {
  return names.enclosing(expr)?.def.params.some(({ name }) => name === expr.id) ?? false
}

/** Nobody that is known passes a hash for it. */
function isPasswordParameter(names: Names, expr: Extract<Expr, { kind: 'Name' }>): boolean {
  const fn = names.enclosing(expr)
  if (fn === null || !(isPasswordName(expr.id) || SHORT.test(expr.id.toLowerCase()))) return false
  const index = fn.def.params.findIndex(({ name }) => name === expr.id)
  if (index === -1) return false
  const shift = fn.owner === null ? 0 : 1
  return names.callsOf(fn.qualified).every(({ call }) => {
    const given = call.keywords.find(({ name }) => name === expr.id)?.value ?? call.args[index - shift]
    return given === undefined || !isHashing(names, given)
  })
}

const HASHING =
  /hash|bcrypt|scrypt|argon|pbkdf|digest|md5|sha\d|crypt|kdf|derive|encod(?:e|ed)_pass|encrypt|secure_pass/i

/** A call that makes something else of it, at any depth; through one variable. */
export function isHashing(names: Names, expr: Expr, hops = 2): boolean {
  if (expr.kind === 'Call' && HASHING.test(`${names.of(expr.callee) ?? ''} ${writtenName(expr.callee)}`))
    return true
  if (expr.kind === 'Name')
    return hops > 0 && names.assigned(expr).some((one) => one !== expr && isHashing(names, one, hops - 1))
  return childrenOf(expr).some((child) => isHashing(names, child, hops))
}

/** Does the function, or its class, hash anything by itself. */
export function hashes(names: Names, fn: FunctionInfo, calls: readonly { call: Call }[]): boolean {
  return (
    calls.some(({ call }) => HASHING.test(`${names.of(call.callee) ?? ''} ${writtenName(call.callee)}`)) ||
    HASHING.test(fn.def.name)
  )
}

/** Slow by design: made for passwords. */
export const SLOW =
  /bcrypt|scrypt|argon2|pbkdf2|(?:generate|check)_password_hash|hashpw|passlib\.(?:context|hash\.(?:bcrypt|argon2|scrypt|pbkdf2))|PasswordHasher/

/** Names, fields and form data of passwords within an expression. */
export function passwordIn(names: Names, expr: Expr, hops = 3): Expr | undefined {
  if (typedPassword(names, expr) !== null) return expr
  if (expr.kind === 'Name') {
    if (isPasswordName(expr.id)) return isStored(names, expr) ? undefined : expr
    const assigned = names.assigned(expr).filter((one) => one !== expr)
    return hops > 0 && assigned.length === 1 && assigned[0] && assigned[0].kind !== 'Call'
      ? passwordIn(names, assigned[0], hops - 1)
      : undefined
  }
  // What is already hashed, or only counted, is no password any more.
  if (expr.kind === 'Call' && (HASHING.test(writtenName(expr.callee)) || writtenName(expr.callee) === 'len'))
    return undefined
  if (expr.kind === 'Attribute' || expr.kind === 'Subscript') return undefined
  for (const child of expr.kind === 'Call' && expr.callee.kind === 'Attribute'
    ? [expr.callee.object, ...childrenOf(expr).slice(1)]
    : childrenOf(expr)) {
    const found = passwordIn(names, child, hops)
    if (found !== undefined) return found
  }
  return undefined
}

/** A column of a row, or a setting: `password = user.password`. */
function isStored(names: Names, expr: Expr): boolean {
  return names
    .assigned(expr)
    .some(
      (one) =>
        (one.kind === 'Attribute' && one.name !== 'data') ||
        one.kind === 'Str' ||
        (one.kind === 'Call' &&
          (HASHING.test(writtenName(one.callee)) ||
            /^(?:os\.environ|os\.getenv)/.test(names.of(one.callee) ?? ''))),
    )
}
