// Recognises a guard by what it does: a test of who is asking, and a refusal where it fails.
import type { Expr, Stmt } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import { blocksOf, expressionsOf, statementsIn } from '../code/children.ts'
import type { Code } from '../code/code.ts'
import { lastOf, stringOf, writtenName } from '../code/expressions.ts'
import { denialOf, deniesIn } from './denial.ts'
import { type Evidence, evidenceIn, evidenceOf, testOf } from './identity.ts'

export interface Guard {
  readonly node: Expr | Stmt
  readonly by: Evidence
}

/** A check must stand among the first statements of a view, before it does anything. */
const TOP_STATEMENTS = 10
const MAX_DEPTH = 3

/** Calls that refuse by themselves when nobody is signed in. */
const REFUSING_CALLS = new Map<string, Evidence>([
  ['flask_jwt_extended.verify_jwt_in_request', 'header'],
  ['flask_jwt_extended.verify_fresh_jwt_in_request', 'header'],
  ['flask_jwt_extended.jwt_refresh_token_required', 'header'],
  ['flask_jwt_extended.get_jwt_identity', 'header'],
  ['jwt.decode', 'header'],
  ['jose.jwt.decode', 'header'],
])

const checked = new WeakMap<FunctionInfo, { guard: Guard | undefined }>()

/** The check at the top of a view, or of a function called there. */
export function checkAtTop(code: Code, fn: FunctionInfo, depth = 0): Guard | undefined {
  const known = checked.get(fn)
  if (known) return known.guard
  const made: { guard: Guard | undefined } = { guard: undefined }
  checked.set(fn, made)
  made.guard = checkIn(code, fn.def.body, fn, depth)
  return made.guard
}

function checkIn(code: Code, body: readonly Stmt[], fn: FunctionInfo, depth: number): Guard | undefined {
  for (const stmt of body.slice(0, TOP_STATEMENTS)) {
    if (stmt.kind === 'If') {
      const guard = checkOf(code, stmt)
      if (guard) return guard
      // `if 'user' in session: … ` around everything, and a refusal behind it.
      const test = testOf(code, stmt.test)
      const rest = body.slice(body.indexOf(stmt) + 1)
      if (test.polarity === 1 && test.by && denialOf(code, stmt.body) === null && restDenies(code, rest))
        return { node: stmt.test, by: test.by }
      continue
    }
    // Functions and classes are only defined here, and whatever follows a `return` is for those who were let in.
    if (stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef') continue
    if (stmt.kind === 'Try' || stmt.kind === 'With') {
      const first = blocksOf(stmt)[0]
      const guard = first ? checkIn(code, first, fn, depth) : undefined
      if (guard) return guard
      continue
    }
    const guard = refusingCall(code, stmt, depth)
    if (guard) return guard
  }
  return undefined
}

/** One `if`, or its `elif`s, that refuses a stranger. */
function checkOf(code: Code, stmt: Stmt & { kind: 'If' }): Guard | undefined {
  const test = testOf(code, stmt.test)
  if (test.by === undefined) return undefined
  const then = denialOf(code, stmt.body)
  // Whoever is signed in already is sent away from a login page: no guard. An error that meets a certain role is one.
  if (
    (then === 'firm' && !(test.polarity === 1 && test.anybody)) ||
    (then === 'redirect' && test.polarity === -1)
  )
    return { node: stmt.test, by: test.by }
  const otherwise = stmt.orelse.length > 0 ? denialOf(code, stmt.orelse) : null
  return test.polarity === 1 && then === null && otherwise !== null
    ? { node: stmt.test, by: test.by }
    : undefined
}

function restDenies(code: Code, rest: readonly Stmt[]): boolean {
  return rest.length > 0 && rest.length <= 3 && denialOf(code, rest) !== null
}

/** `verify_jwt_in_request()`, `require_login()`, also inside: `Profile.of(signed_in())`. */
function refusingCall(code: Code, stmt: Stmt, depth: number): Guard | undefined {
  for (const expr of expressionsOf(stmt)) {
    const guard = refusingIn(code, expr, depth)
    if (guard) return guard
  }
  return undefined
}

function refusingIn(code: Code, expr: Expr, depth: number): Guard | undefined {
  for (const child of childrenOf(expr)) {
    const guard = refusingIn(code, child, depth)
    if (guard) return guard
  }
  if (expr.kind !== 'Call') return undefined
  const by = REFUSING_CALLS.get(code.of(expr.callee) ?? '')
  if (by) return { node: expr, by }
  const fn = depth < MAX_DEPTH ? code.names.functionOf(expr.callee) : undefined
  const inner = fn && (checkAtTop(code, fn, depth + 1)?.by ?? looseCheck(code, fn))
  return inner && fn && deniesIn(code, fn) ? { node: expr, by: inner } : undefined
}

/** Decorators of known extensions, by the canonical name of what is called. */
const KNOWN: readonly (readonly [RegExp, Evidence])[] = [
  [/^flask_login\.(?:utils\.)?(?:login_required|fresh_login_required)$/, 'session'],
  [
    /^flask_security\.(?:decorators\.)?(?:login_required|auth_required|roles_required|roles_accepted|permissions_required|permissions_accepted|http_auth_required)$/,
    'session',
  ],
  [/^flask_security\.(?:decorators\.)?auth_token_required$/, 'header'],
  [/^flask_user\.\w*(?:login_required|roles_required|roles_accepted|allow_unconfirmed_email)$/, 'session'],
  [
    /^flask_jwt_extended\.(?:view_decorators\.)?(?:jwt_required|fresh_jwt_required|jwt_refresh_token_required)$/,
    'header',
  ],
  [/^flask_jwt\.jwt_required$/, 'header'],
  [/^flask_httpauth\.HTTPBasicAuth\(\)\.login_required$/, 'basic'],
  [/^flask_httpauth\.(?:HTTPDigestAuth|HTTPTokenAuth|MultiAuth)\(\)\.login_required$/, 'header'],
  [/^flask_principal\.Permission\(\)\.(?:require|test)$/, 'session'],
  [/^flask_praetorian\.(?:auth_required|roles_required|roles_accepted)$/, 'header'],
  [/^flask_simplelogin\.(?:decorators\.)?login_required$/, 'session'],
  [/^flask_basicauth\.BasicAuth\(\)\.required$/, 'basic'],
  [/^flask_oidc\.OpenIDConnect\(\)\.require_login$/, 'session'],
  [/^flask_oidc\.OpenIDConnect\(\)\.(?:accept_token|require_keycloak_role)$/, 'header'],
  [/^flask_pyoidc\.\w*OIDCAuthentication\(\)\.(?:oidc_auth|token_auth)$/, 'session'],
  [/^flask_appbuilder\.(?:security\.decorators\.)?(?:has_access|protect|has_access_api)$/, 'session'],
  [/^authlib\.integrations\.flask_oauth2\.ResourceProtector\(\)$/, 'header'],
]

/** The opposite of a guard: keeps those out who are signed in. */
const FOR_STRANGERS =
  /anonymous|guest|logged_?out|not_logged|unauthenticated|no_login|login_not|public|optional/i

/** A decorator whose code isn't there is taken at its word. */
const TRUSTED: readonly (readonly RegExp[])[] = [
  [
    /(?:^|_)(?:login|auth|authentication|authorization|admin|user|jwt|token|roles?|permissions?|staff|superuser|owner|api_?key|access)_(?:required|needed|require)$/i,
  ],
  [
    /^(?:requires?|needs?|must_be|ensure|check)_/i,
    /_(?:login|logged_in|auth|admin|user|roles?|token|permissions?|api_key|jwt)$/i,
  ],
  [
    /^(?:authenticated|authorized|protected|secured|restricted|auth|authenticate|authorize|loginrequired|login_only|admin_only|private)$/i,
  ],
]

/** Whether a decorator keeps strangers out; `expr` as it stands behind the `@`. */
export function decoratorGuards(code: Code, expr: Expr): Evidence | undefined {
  const target = expr.kind === 'Call' ? expr.callee : expr
  if (FOR_STRANGERS.test(lastOf(writtenName(target)))) return undefined
  const name = code.of(target)
  const options = expr.kind === 'Call' ? expr.keywords : []
  if (
    options.some((one) => one.name === 'optional' && one.value.kind === 'Const' && one.value.value === true)
  )
    return undefined
  if (name !== undefined) {
    const known = KNOWN.find(([pattern]) => pattern.test(name))
    if (known) return known[1]
  }
  const fn = code.names.functionOf(target)
  if (fn) return functionGuards(code, fn)
  const written = lastOf(name ?? writtenName(target))
  return TRUSTED.some((all) => all.every((one) => one.test(written))) ? 'session' : undefined
}

const judged = new WeakMap<FunctionInfo, { readonly by: Evidence | undefined }>()

/** Functions that are followed from one decorator to the next; thousands of them would end the stack. */
const MAX_CHAIN = 50
let chain = 0

/** A decorator of the project: somewhere in it stands a look at the person, and a refusal. */
function functionGuards(code: Code, fn: FunctionInfo): Evidence | undefined {
  const kept = judged.get(fn)
  if (kept) return kept.by
  if (chain >= MAX_CHAIN) return undefined
  // Set first, so that decorators that call each other come to an end.
  judged.set(fn, { by: undefined })
  chain++
  try {
    const by = judge(code, fn, 0)
    judged.set(fn, { by })
    return by
  } finally {
    chain--
  }
}

function judge(code: Code, fn: FunctionInfo, depth: number): Evidence | undefined {
  const own = wrapped(code, fn, depth)
  if (own) return own
  // `return login_required(f)`, `return auth.login_required(f)` inside.
  for (const { call } of code.body(fn).calls) {
    const by = decoratorGuards(code, call.callee)
    if (by && call.args.length > 0) return by
  }
  return undefined
}

function wrapped(code: Code, fn: FunctionInfo, depth: number): Evidence | undefined {
  const body = code.body(fn)
  const top = checkAtTop(code, fn)
  if (top) return top.by
  const guard = anyCheck(code, fn)
  if (guard) return guard.by
  if (denialOf(code, fn.def.body) === 'firm' || sendsToLogin(code, fn)) {
    const evidence = personIn(code, fn)
    if (evidence) return evidence
  }
  if (depth >= MAX_DEPTH) return undefined
  for (const inner of body.nested) {
    for (const decorator of inner.def.decorators) {
      const by = isWraps(code, decorator) ? undefined : decoratorGuards(code, decorator)
      if (by) return by
    }
    const by = wrapped(code, inner, depth + 1)
    if (by) return by
  }
  return undefined
}

/** An `if` anywhere in the function itself that refuses a stranger. */
export function anyCheck(code: Code, fn: FunctionInfo): Guard | undefined {
  for (const stmt of statementsIn(fn.def.body)) {
    const guard = stmt.kind === 'If' ? checkOf(code, stmt) : undefined
    if (guard) return guard
  }
  return undefined
}

function isWraps(code: Code, decorator: Expr): boolean {
  const target = decorator.kind === 'Call' ? decorator.callee : decorator
  return lastOf(code.of(target) ?? writtenName(target)) === 'wraps'
}

const LOGIN_PLACE = /log_?in|sign_?in|auth/i

/** A redirect to the page that asks who somebody is. */
function sendsToLogin(code: Code, fn: FunctionInfo): boolean {
  return code.body(fn).returns.some(({ value }) => {
    if (value?.kind !== 'Call' || lastOf(writtenName(value.callee)) !== 'redirect' || !value.args[0])
      return false
    const target = value.args[0]
    const place = target.kind === 'Call' ? target.args[0] : target
    return LOGIN_PLACE.test(stringOf(code.names, place) ?? writtenName(place ?? target))
  })
}

/** Somebody is looked for in what the function itself does, and sent to the login page or refused. */
export function looseCheck(code: Code, fn: FunctionInfo): Evidence | undefined {
  return sendsToLogin(code, fn) || denialOf(code, fn.def.body) === 'firm' ? personIn(code, fn) : undefined
}

/** The first look at the person in what the function itself does. */
function personIn(code: Code, fn: FunctionInfo): Evidence | undefined {
  const body = code.body(fn)
  for (const { call } of body.calls) {
    const by = evidenceOf(code, call)
    if (by) return by
  }
  for (const { expr } of body.reads) {
    const by = evidenceIn(code, expr)
    if (by) return by
  }
  return body.reads.some(({ name }) => name === 'flask.session') ? 'session' : undefined
}
