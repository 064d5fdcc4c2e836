// Who is asking: which expressions tell the person behind a request, and whether a test is true for a stranger.
import type { Call, Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Code } from '../code/code.ts'
import { lastOf, stringOf } from '../code/expressions.ts'

/** 1: true for whoever is known · -1: true for a stranger · 0: says nothing of the person. */
export type Polarity = 1 | -1 | 0

/** Names whose value is the person, or a proof of who it is. */
const PERSON = [
  'flask_login.current_user',
  'flask_login.utils.current_user',
  'flask_security.current_user',
  'flask_jwt_extended.current_user',
  'flask_jwt_extended.get_jwt_identity',
  'flask_jwt_extended.get_current_user',
  'flask_jwt_extended.get_jwt',
  'flask_jwt_extended.get_jwt_claims',
  'flask_jwt_extended.verify_jwt_in_request',
  'flask_jwt.current_identity',
  'flask_httpauth.HTTPBasicAuth().current_user',
  'flask_httpauth.HTTPTokenAuth().current_user',
  'flask_principal.Permission().can',
  'flask.request.authorization',
  'jwt.decode',
  'jose.jwt.decode',
]

/** Keys of the session that hold no person. */
const NO_PERSON =
  /csrf|xsrf|cart|basket|lang|locale|theme|next|count|flash|visit|page|captcha|state|nonce|_url$|^url/i
/** Attributes of `g` that hold one. */
const G_PERSON = /user|account|identity|member|admin|auth|customer|login|principal|permission|role/i
/** What a hook puts on the request. */
const REQUEST_PERSON = /^flask\.request\.(?:user|current_user|account|identity|auth_user)(?:[.[(]|$)/
const AUTH_HEADER =
  /^(?:authorization|x-api-key|api-key|apikey|x-auth-token|x-access-token|x-token|x-auth|token)$/i
const AUTH_COOKIE = /user|session|token|auth|login|sid/i

/** Functions of the project that may answer who is asking: a form's `validate` looks at the user for other reasons. */
const ASKS_FOR_PERSON =
  /user|auth|log(?:ged)?_?in|signed|account|admin|role|perm|session|token|identity|allowed|owner|member|^may|^can|access|api_?key|guard/i

const MAX_DEPTH = 3

export type Evidence = 'session' | 'header' | 'basic'

/** How `expr` itself (not what stands in it) tells the person; undefined when it doesn't. */
export function evidenceOf(code: Code, expr: Expr, depth = 0): Evidence | undefined {
  if (expr.kind === 'Name' || expr.kind === 'Attribute' || expr.kind === 'Subscript') {
    // What `g.permissions` was assigned says less than what it is called.
    if (expr.kind === 'Attribute' && G_PERSON.test(expr.name) && code.of(expr.object) === 'flask.g')
      return setOn(code, `flask.g.${expr.name}`)
    const name = code.of(expr)
    const told = name === undefined ? undefined : named(code, name, expr)
    if (told || (name !== undefined && expr.kind !== 'Name')) return told
    if (expr.kind === 'Subscript') return evidenceOf(code, expr.object, depth)
    if (expr.kind === 'Name' && depth < MAX_DEPTH)
      for (const value of code.names.assigned(expr)) {
        const found = value === expr ? undefined : assignedEvidence(code, value, depth + 1)
        if (found) return found
      }
    return expr.kind === 'Attribute' ? evidenceOf(code, expr.object, depth) : undefined
  }
  return expr.kind === 'Call' ? calledEvidence(code, expr, depth) : undefined
}

const ofValues = new WeakMap<Expr, { by: Evidence | undefined }>()

/** Of a value that is assigned somewhere: remembered, since many names may lead to it. */
function assignedEvidence(code: Code, value: Expr, depth: number): Evidence | undefined {
  const known = ofValues.get(value)
  if (known) return known.by
  const made: { by: Evidence | undefined } = { by: undefined }
  ofValues.set(value, made)
  made.by = evidenceIn(code, value, depth)
  return made.by
}

/** The first evidence anywhere in `expr`. */
export function evidenceIn(code: Code, expr: Expr, depth = 0): Evidence | undefined {
  const own = evidenceOf(code, expr, depth)
  if (own) return own
  for (const child of childrenOf(expr)) {
    const found = evidenceIn(code, child, depth)
    if (found) return found
  }
  return undefined
}

function named(code: Code, name: string, expr: Expr): Evidence | undefined {
  if (isPerson(name)) return personBy(name)
  if (name === 'flask.session') return undefined
  if (name.startsWith('flask.session[]')) return isPersonKey(code, expr) ? 'session' : undefined
  if (name.startsWith('flask.g.')) return G_PERSON.test(name.slice(8)) ? setOn(code, name) : undefined
  if (REQUEST_PERSON.test(name)) return setOn(code, name)
  if (name.startsWith('flask.request.headers[]'))
    return keyMatches(code, expr, AUTH_HEADER) ? 'header' : undefined
  if (name.startsWith('flask.request.cookies[]'))
    return keyMatches(code, expr, AUTH_COOKIE) ? 'session' : undefined
  return undefined
}

const setters = new WeakMap<Code, Map<string, Evidence>>()

/** `g.user` and `request.user` tell as much as what they were set from: a header, where no session is read there. */
function setOn(code: Code, name: string): Evidence {
  const kept = setters.get(code) ?? new Map<string, Evidence>()
  setters.set(code, kept)
  const [, object = '', attribute = ''] = name.split('.')
  const key = `${object}.${attribute}`
  const known = kept.get(key)
  if (known) return known
  kept.set(key, 'session')
  const stores = code.stores.filter(
    ({ target }) =>
      target.kind === 'Attribute' &&
      target.name === attribute &&
      code.of(target.object) === `flask.${object}`,
  )
  const found = stores.flatMap(
    ({ value, inside }) => evidenceIn(code, value, 1) ?? (inside && tellsPerson(code, inside, 1)) ?? [],
  )
  const by = found.length === 0 || found.includes('session') ? 'session' : (found[0] as Evidence)
  kept.set(key, by)
  return by
}

function isPerson(name: string): boolean {
  return PERSON.some(
    (one) => name === one || (name.startsWith(one) && '.([)'.includes(name.charAt(one.length))),
  )
}

function personBy(name: string): Evidence {
  if (name === 'flask.request.authorization' || name.startsWith('flask.request.authorization.'))
    return 'basic'
  if (name.includes('HTTPBasicAuth')) return 'basic'
  return name.startsWith('flask_jwt') || name.includes('jwt') || name.includes('HTTPTokenAuth')
    ? 'header'
    : 'session'
}

function itemKey(code: Code, expr: Expr): string | undefined {
  let at = expr
  while (
    at.kind === 'Attribute' ||
    (at.kind === 'Subscript' && at.object.kind !== 'Name' && at.object.kind !== 'Attribute')
  )
    at = at.object
  return at.kind === 'Subscript' ? stringOf(code.names, at.index) : undefined
}

function isPersonKey(code: Code, expr: Expr): boolean {
  const key = itemKey(code, expr)
  return key === undefined || !NO_PERSON.test(key)
}

function keyMatches(code: Code, expr: Expr, wanted: RegExp): boolean {
  const key = itemKey(code, expr)
  return key !== undefined && wanted.test(key)
}

function calledEvidence(code: Code, call: Call, depth: number): Evidence | undefined {
  const name = code.of(call.callee)
  if (name !== undefined) {
    if (isPerson(name)) return personBy(name)
    const key = stringOf(code.names, call.args[0])
    if (name === 'flask.session.get' || name === 'flask.session.pop')
      return key !== undefined && NO_PERSON.test(key) ? undefined : 'session'
    if (name === 'flask.request.headers.get')
      return key !== undefined && AUTH_HEADER.test(key) ? 'header' : undefined
    if (name === 'flask.request.cookies.get')
      return key !== undefined && AUTH_COOKIE.test(key) ? 'session' : undefined
    if (name === 'getattr' || name === 'builtins.getattr') {
      const first = call.args[0]
      const attribute = stringOf(code.names, call.args[1]) ?? ''
      if (first && code.of(first) === 'flask.g')
        return G_PERSON.test(attribute) ? setOn(code, `flask.g.${attribute}`) : undefined
    }
    if (name === 'flask.g.get')
      return key !== undefined && G_PERSON.test(key) ? setOn(code, `flask.g.${key}`) : undefined
  }
  const fn = depth < MAX_DEPTH ? code.names.functionOf(call.callee) : undefined
  return fn && ASKS_FOR_PERSON.test(fn.def.name) ? tellsPerson(code, fn, depth + 1) : undefined
}

const ofFunctions = new WeakMap<FunctionInfo, { by: Evidence | undefined }>()

/** `get_current_user()`, `is_logged_in()`: a function whose body looks at the person. */
function tellsPerson(code: Code, fn: FunctionInfo, depth: number): Evidence | undefined {
  const known = ofFunctions.get(fn)
  if (known) return known.by
  const made: { by: Evidence | undefined } = { by: undefined }
  ofFunctions.set(fn, made)
  made.by = lookUp(code, fn, depth)
  return made.by
}

function lookUp(code: Code, fn: FunctionInfo, depth: number): Evidence | undefined {
  const body = code.body(fn)
  for (const { expr } of body.reads) {
    const found = evidenceOf(code, expr, depth)
    if (found) return found
  }
  for (const { call } of body.calls) {
    const found = calledEvidence(code, call, depth)
    if (found) return found
  }
  // `'user_id' in session`
  return body.reads.some(({ name }) => name === 'flask.session') && body.returns.length > 0
    ? 'session'
    : undefined
}

export interface Test {
  readonly polarity: Polarity
  readonly by: Evidence | undefined
  /** It asks whether anybody is known, not who it is: `current_user.is_authenticated`, but not `current_user.role == 'x'`. */
  readonly anybody: boolean
}

const NOTHING: Test = { polarity: 0, by: undefined, anybody: false }

/** Whom a condition is true for. */
export function testOf(code: Code, test: Expr): Test {
  if (test.kind === 'UnaryOp' && test.op === 'not') return flip(testOf(code, test.operand))
  if (test.kind === 'BoolOp') {
    const all = test.values.map((value) => testOf(code, value)).filter(({ polarity }) => polarity !== 0)
    return all.find(({ polarity }) => polarity === -1) ?? all[0] ?? NOTHING
  }
  if (test.kind === 'Compare') return comparisonOf(code, test)
  if (test.kind === 'NamedExpr') return testOf(code, test.value)
  if (test.kind === 'Attribute' && test.name === 'is_anonymous')
    return flip(plain(evidenceIn(code, test.object)))
  if (test.kind === 'Call' && lastOf(code.of(test.callee) ?? '') === 'isinstance') return NOTHING
  return plain(evidenceIn(code, test))
}

function plain(by: Evidence | undefined): Test {
  return by ? { polarity: 1, by, anybody: true } : NOTHING
}

function flip({ polarity, by, anybody }: Test): Test {
  return { polarity: polarity === 0 ? 0 : polarity === 1 ? -1 : 1, by, anybody }
}

function comparisonOf(code: Code, test: Expr & { kind: 'Compare' }): Test {
  const only = test.rest.length === 1 ? test.rest[0] : undefined
  if (only === undefined) return NOTHING
  const { op, right } = only
  if (op === 'in' || op === 'not in') {
    const key = stringOf(code.names, test.left)
    if (code.of(right) === 'flask.session')
      return key !== undefined && NO_PERSON.test(key)
        ? NOTHING
        : { polarity: op === 'in' ? 1 : -1, by: 'session', anybody: true }
    if (code.of(right) === 'flask.request.headers')
      return key !== undefined && AUTH_HEADER.test(key)
        ? { polarity: op === 'in' ? 1 : -1, by: 'header', anybody: true }
        : NOTHING
  }
  const left = testOf(code, test.left)
  const by = left.by ?? evidenceIn(code, right)
  if (by === undefined) return NOTHING
  const empty = isNothing(right) || isNothing(test.left)
  const same = op === '==' || op === 'is' || op === 'in'
  const different = op === '!=' || op === 'is not' || op === 'not in'
  if (empty) return { polarity: same ? -1 : different ? 1 : 0, by, anybody: true }
  return { polarity: same ? 1 : different ? -1 : 0, by, anybody: false }
}

/** None, False, '' and 0. */
function isNothing(expr: Expr): boolean {
  if (expr.kind === 'Const') return expr.value === null || expr.value === false
  return (expr.kind === 'Str' && expr.value === '') || (expr.kind === 'Num' && expr.value === 0)
}
