// Expressions that bind or that others ask for: calls, lambdas, comprehensions, `:=`, yield.
import type { Comprehension, Expr, Lambda, Param } from './ast.ts'
import { bindTarget, define, type Found, type Here, newScope, place, wholeScope } from './bind-targets.ts'
import { AT_THE_END } from './scopes.ts'
import { childrenOf } from './walk.ts'

export function bindExpr(found: Found, expr: Expr, here: Here): void {
  switch (expr.kind) {
    case 'Name':
    case 'Str':
    case 'Num':
    case 'Const':
      return
    case 'Lambda':
      bindLambda(found, expr, here)
      return
    case 'Comprehension':
      bindComprehension(found, expr, here)
      return
    case 'Call':
      found.calls.push(expr)
      break
    case 'NamedExpr': {
      let { scope } = here
      while (scope.kind === 'comprehension' && scope.parent !== null) scope = scope.parent
      // Whether it is evaluated at all, `and` and `if` decide.
      const at = { ...place(expr.end, here), until: expr.end }
      define(expr.target.id, { kind: 'value', value: expr.value }, at, scope)
      break
    }
    case 'Yield':
      if (expr.value !== null) here.scope.fn?.yields.push(expr.value)
  }
  for (const child of childrenOf(expr)) bindExpr(found, child, here)
}

/** Defaults and annotations are evaluated where the function is defined. */
export function bindParams(found: Found, params: readonly Param[], here: Here): void {
  for (const { annotation, default: preset } of params) {
    if (annotation !== null) bindExpr(found, annotation, here)
    if (preset !== null) bindExpr(found, preset, here)
  }
}

function bindLambda(found: Found, expr: Lambda, here: Here): void {
  bindParams(found, expr.params, here)
  const scope = newScope('lambda', here.scope)
  found.intervals.push({ start: expr.body.start, end: expr.body.end, scope })
  for (const param of expr.params) define(param.name, { kind: 'other' }, wholeScope(expr.start), scope)
  bindExpr(found, expr.body, { scope, until: AT_THE_END, loop: null })
}

/** The first iterable is evaluated outside. */
function bindComprehension(found: Found, expr: Comprehension, here: Here): void {
  const scope = newScope('comprehension', here.scope)
  const within: Here = { scope, until: AT_THE_END, loop: null }
  found.intervals.push({ start: expr.start + 1, end: expr.end, scope })
  const first = expr.clauses[0]?.iter
  if (first !== undefined) found.intervals.push({ start: first.start, end: first.end, scope: here.scope })
  for (const { target, iter } of expr.clauses)
    bindTarget(found, target, { kind: 'item', of: iter }, wholeScope(expr.start), scope)
  bindExpr(found, expr.element, within)
  if (expr.value !== null) bindExpr(found, expr.value, within)
  for (const { target, iter, conditions } of expr.clauses) {
    bindExpr(found, target, within)
    bindExpr(found, iter, iter === first ? here : within)
    for (const condition of conditions) bindExpr(found, condition, within)
  }
}
