// Who somebody is, taken from a cookie that nobody signed: the visitor writes the name in that they like.

import { argumentOf, lastOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { isToken } from '../shared/tokens.ts'

export const rule: Rule = {
  id: 'FL405',
  name: 'identity-cookie',
  title: 'Identity from an unsigned cookie',
  severity: 'critical',
  confidence: 'high',
  cwe: 565,
  point: 4,
  cure: 'Portcullis’s cookie holds a random number, and who that is stands in the database.',
  check: identityCookie,
}

/** Says who somebody is, or what they may do. */
const IDENTITY =
  /(?:^|[_-])(?:user|user_?id|uid|user_?name|login|email|account|account_?id|member_?id|customer_?id|role|roles|is_?admin|admin|is_?staff|logged_?in|authenticated|auth_?user|current_?user)$/i
/** Says what they may do: a test of it is a decision. */
const RIGHT = /(?:^|[_-])(?:role|roles|is_?admin|admin|is_?staff|logged_?in|authenticated)$/i
/** Methods that look somebody up. */
const LOOKUPS = new Set(
  `get_or_404 filter_by filter where find_one first_or_404 execute get_by_id get_by_username get_user load_user find_user
  get_user_by_id get_user_by_name login_user find_by_id find_by_username get_object_or_404`.split(/\s+/),
)
/** `.get` looks somebody up when it is asked of such. */
const STORES = ['query', 'session', 'objects', 'users', 'accounts', 'members', 'collection']
/** Whatever it comes from, it was signed. */
const VERIFIERS = new Set(['loads', 'unsign', 'decode', 'decrypt', 'compare_digest', 'read_signed'])
const VERIFYING = ['verify', 'validate', 'check_']

/** Columns of what cannot be guessed. */
const RANDOM_COLUMN = /cookie|token|uuid|hash|secret|session|key$/i

function* identityCookie(facts: Facts): Iterable<Report> {
  const { names } = facts
  const random = randomCookies(names)
  const bodyOf = facts.bodyOf
  const reading = new Set(names.modules.filter(({ text }) => text.includes('.cookies')))
  for (const fn of names.functions) {
    if (!reading.has(fn.module)) continue
    const body = bodyOf(fn)
    const reads = [...body.calls.map(({ call }) => call), ...body.reads.map(({ expr }) => expr)]
    for (const read of reads) {
      const key = cookieOf(names, read)
      if (key === undefined || !IDENTITY.test(key) || random.has(key)) continue
      const use = useOf(names, fn, read, RIGHT.test(key))
      if (use !== undefined)
        yield {
          at: placeOf(read),
          message: `The cookie \`${key}\` decides who somebody is (${use}), and the visitor can write anything into it.`,
        }
    }
  }
}

/** Cookies that the application fills with what nobody guesses, or with what it signs, whatever they are called. */
function randomCookies(names: Names): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { call } of names.callsOfMethod('set_cookie')) {
    const key = stringOf(names, argumentOf(call, 0, 'key'))
    const value = argumentOf(call, 1, 'value')
    if (key !== undefined && value !== undefined && isToken(names, value)) found.add(key)
  }
  return found
}

/** `request.cookies.get('user_id')`, `request.cookies['user_id']` */
function cookieOf(names: Names, expr: Expr): string | undefined {
  if (expr.kind === 'Call' && names.of(expr.callee) === 'flask.request.cookies.get')
    return stringOf(names, expr.args[0])
  if (expr.kind === 'Subscript' && names.of(expr.object) === 'flask.request.cookies')
    return stringOf(names, expr.index)
  return undefined
}

/** What makes it an identity, in a few words; undefined where it is only shown, or checked. */
function useOf(names: Names, fn: FunctionInfo, read: Expr, isRight: boolean): string | undefined {
  const variable = variableOf(fn, read)
  const isIt = (expr: Expr) =>
    expr === read || (variable !== undefined && expr.kind === 'Name' && expr.id === variable)
  let use: string | undefined
  let isVerified = false
  const visit = (expr: Expr) => {
    if (expr.kind === 'Call' && expr !== read) {
      const last = expr.callee.kind === 'Attribute' ? expr.callee.name : lastOf(writtenName(expr.callee))
      const given = [
        ...expr.args,
        ...expr.keywords.flatMap(({ name, value }) => (RANDOM_COLUMN.test(name ?? '') ? [] : [value])),
      ]
      if (given.some((arg) => holds(arg, isIt))) {
        if (VERIFIERS.has(last) || VERIFYING.some((word) => last.startsWith(word))) isVerified = true
        else if (LOOKUPS.has(last) || (last === 'get' && isStore(expr.callee)))
          use ??= `it is looked up by \`${last}\``
      }
    }
    if (expr.kind === 'Subscript' && isIt(stripped(expr.index))) use ??= 'it is looked up'
    if (
      expr.kind === 'Compare' &&
      isRight &&
      [expr.left, ...expr.rest.map(({ right }) => right)].some((one) => isIt(stripped(one)))
    )
      use ??= 'it is compared'
  }
  walkStmts(fn.def.body, {
    expr: visit,
    stmt: (stmt) => {
      if (isRight && (stmt.kind === 'If' || stmt.kind === 'While') && holdsBare(stmt.test, isIt))
        use ??= 'it is tested'
      if (setsIdentity(names, stmt, isIt)) use ??= 'it becomes the user'
    },
  })
  return isVerified ? undefined : use
}

/** `uid = request.cookies.get('uid')`, `uid = int(request.cookies['uid'])` */
function variableOf(fn: FunctionInfo, read: Expr): string | undefined {
  let name: string | undefined
  walkStmts(fn.def.body, {
    stmt: (stmt) => {
      const target = stmt.kind === 'Assign' ? stmt.targets[0] : undefined
      if (stmt.kind === 'Assign' && target?.kind === 'Name' && stmt.value && stripped(stmt.value) === read)
        name = target.id
    },
    expr: (expr) => {
      if (expr.kind === 'NamedExpr' && stripped(expr.value) === read) name = expr.target.id
      return expr.kind !== 'Lambda'
    },
  })
  return name
}

/** Without `int(…)`, `str(…)`, `… or 0`, `.strip()`. */
function stripped(expr: Expr): Expr {
  if (expr.kind === 'BoolOp' && expr.op === 'or' && expr.values[0]) return stripped(expr.values[0])
  if (expr.kind !== 'Call') return expr
  const { callee, args } = expr
  if (callee.kind === 'Name' && (callee.id === 'int' || callee.id === 'str') && args[0])
    return stripped(args[0])
  if (callee.kind === 'Attribute' && ['strip', 'lower'].includes(callee.name)) return stripped(callee.object)
  return expr
}

function holds(expr: Expr, isIt: (expr: Expr) => boolean): boolean {
  if (isIt(expr) || isIt(stripped(expr))) return true
  if (expr.kind === 'Tuple' || expr.kind === 'List') return expr.elements.some((one) => holds(one, isIt))
  if (expr.kind === 'Dict') return expr.entries.some(({ value }) => holds(value, isIt))
  if (expr.kind === 'Compare')
    return holds(expr.left, isIt) || expr.rest.some(({ right }) => holds(right, isIt))
  return false
}

/** The condition is the value itself, not one beside it. */
function holdsBare(test: Expr, isIt: (expr: Expr) => boolean): boolean {
  if (isIt(test)) return true
  if (test.kind === 'UnaryOp') return holdsBare(test.operand, isIt)
  return test.kind === 'BoolOp' && test.values.some((value) => holdsBare(value, isIt))
}

/** A query, a collection, or a class: `User.get(…)`. */
function isStore(callee: Expr): boolean {
  if (callee.kind !== 'Attribute') return false
  const name = lastOf(writtenName(callee.object))
  const word = name.toLowerCase()
  return STORES.some((store) => word.includes(store)) || word.endsWith('db') || /^[A-Z]/.test(name)
}

/** `g.user = …`, `session['user_id'] = …` */
function setsIdentity(names: Names, stmt: Stmt, isIt: (expr: Expr) => boolean): boolean {
  if (stmt.kind !== 'Assign' || stmt.value === null || !isIt(stripped(stmt.value))) return false
  return stmt.targets.some((target) => {
    if (target.kind === 'Attribute')
      return names.of(target.object) === 'flask.g' && IDENTITY.test(target.name)
    return (
      target.kind === 'Subscript' &&
      names.of(target.object) === 'flask.session' &&
      IDENTITY.test(stringOf(names, target.index) ?? '')
    )
  })
}
