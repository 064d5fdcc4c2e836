// What sends somebody away: 401, 403, a redirect to the login page, an exception.
import type { Call, Expr, Stmt } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { statementsIn } from '../code/children.ts'
import type { Code } from '../code/code.ts'
import { argumentOf, keywordOf, lastOf, stringOf, writtenName } from '../code/expressions.ts'

/** `firm`: an error · `redirect`: to another page, which is a refusal only where strangers are sent. */
export type Denial = 'firm' | 'redirect' | null

const REFUSING = new Set([400, 401, 403, 404, 407, 419, 429, 440])

/** How a block ends for whoever comes into it. */
export function denialOf(code: Code, body: readonly Stmt[], depth = 0): Denial {
  let found: Denial = null
  for (const stmt of statementsIn(body)) {
    const one = denialBy(code, stmt, depth)
    if (one === 'firm') return 'firm'
    found ??= one
  }
  return found
}

function denialBy(code: Code, stmt: Stmt, depth: number): Denial {
  if (stmt.kind === 'Raise') return stmt.value === null ? null : 'firm'
  if (stmt.kind === 'ExprStmt')
    return stmt.value.kind === 'Call' ? denialByCall(code, stmt.value, depth) : null
  if (stmt.kind !== 'Return' || stmt.value === null) return null
  return denialByValue(code, stmt.value, depth)
}

const LOGIN_PAGE = /log_?in|sign_?in|unauth|denied|forbidden|40[13]/i

function denialByValue(code: Code, value: Expr, depth: number): Denial {
  if (value.kind === 'Tuple') return value.elements.some((one) => isStatus(code, one)) ? 'firm' : null
  if (value.kind !== 'Call') return null
  const name = calledName(code, value)
  if (name === 'redirect') return 'redirect'
  if (name === 'render_template')
    return LOGIN_PAGE.test(stringOf(code.names, value.args[0]) ?? '') ? 'redirect' : null
  if (value.args.some((one) => isStatus(code, one)) || isStatus(code, keywordOf(value, 'status')))
    return 'firm'
  if (isStatus(code, keywordOf(value, 'status_code')) || isStatus(code, keywordOf(value, 'code')))
    return 'firm'
  return denialByCall(code, value, depth)
}

function denialByCall(code: Code, call: Call, depth: number): Denial {
  const name = calledName(code, call)
  if (name === 'abort')
    return isStatus(code, argumentOf(call, 0, 'code')) || call.args[0]?.kind !== 'Num' ? 'firm' : null
  if (
    /^(?:unauthori[sz]ed|forbidden|access_denied|permission_denied|not_authorized|auth_error|deny)$/.test(
      name,
    )
  )
    return 'firm'
  if (depth > 1) return null
  const fn = code.names.functionOf(call.callee)
  return fn ? unconditional(code, fn, depth + 1) : null
}

/** A helper that always refuses: `return error(401)` whatever happens. */
function unconditional(code: Code, fn: FunctionInfo, depth: number): Denial {
  const last = fn.def.body.at(-1)
  return last ? denialBy(code, last, depth) : null
}

function calledName(code: Code, call: Call): string {
  return lastOf(code.of(call.callee) ?? writtenName(call.callee))
}

function isStatus(code: Code, expr: Expr | undefined): boolean {
  if (expr === undefined) return false
  const value = expr.kind === 'Num' ? expr.value : code.names.literal(expr)
  if (typeof value === 'number') return REFUSING.has(value)
  // http.HTTPStatus.UNAUTHORIZED
  return expr.kind === 'Attribute' && /UNAUTHORIZED|FORBIDDEN|TOO_MANY|BAD_REQUEST/.test(expr.name)
}

/** Is there any refusal in the function at all. */
export function deniesIn(code: Code, fn: FunctionInfo): boolean {
  return denialOf(code, fn.def.body) !== null
}
