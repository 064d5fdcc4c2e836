// What brings a CSRF token into a form, as far as one hole tells.
import type { Call, Expr } from '../python/ast.ts'
import type { Hole } from './template.ts'

/** Macros of Bootstrap-Flask, Flask-Bootstrap and Flask-Security that print a whole form, its hidden fields with it. */
const WHOLE_FORM = new Set([
  'quick_form',
  'render_form',
  'render_hidden_fields',
  'hidden_tag',
  'hidden_fields',
])

/** `csrf_token`, `X-CSRFToken`, `_xsrf`; of lower-case text. */
export function textHasToken(lower: string): boolean {
  return lower.includes('csrf') || lower.includes('xsrf')
}

/** What brings it: `hidden_tag`, `csrf_token`, `quick_form`; null for nothing. */
export function tokenOfHole(hole: Hole): string | null {
  if (hole.value === null) return tokenOfText(hole.source)
  if (isForm(hole.value)) return `${hole.source} as a whole`
  return tokenOfExpr(hole.value)
}

function tokenOfText(source: string): string | null {
  const lower = source.toLowerCase()
  if (textHasToken(lower)) return 'csrf_token'
  return [...WHOLE_FORM].find((name) => lower.includes(name)) ?? null
}

export function tokenOfExpr(expr: Expr): string | null {
  for (const inner of exprsIn(expr)) {
    const name = lastName(inner)
    if (name !== null && (textHasToken(name.toLowerCase()) || WHOLE_FORM.has(name))) return name
    // `form['csrf_token']`, `session.get('_csrf')`
    if (inner.kind === 'Str' && inner.value.length < 40 && textHasToken(inner.value.toLowerCase()))
      return inner.value
  }
  return null
}

/** `form`, `login_form`, `forms.login`: by its name. */
export function isForm(expr: Expr): boolean {
  const name = lastName(expr)?.toLowerCase()
  if (name === undefined) return false
  if (name === 'form' || name.endsWith('form')) return true
  return expr.kind === 'Attribute' && expr.object.kind === 'Name' && expr.object.id === 'forms'
}

/** `form`, `form._fields.values()`, `form|list`: what a loop through all fields goes through. */
export function isFormFields(expr: Expr): boolean {
  if (isForm(expr)) return true
  if (expr.kind === 'Call') return isFormFields(expr.callee) || expr.args.some(isForm)
  return expr.kind === 'Attribute' && (isForm(expr.object) || isFormFields(expr.object))
}

/** Calls within an expression, itself included. */
export function* callsIn(expr: Expr): Generator<Call> {
  for (const inner of exprsIn(expr)) if (inner.kind === 'Call') yield inner
}

export function lastName(expr: Expr): string | null {
  if (expr.kind === 'Name') return expr.id
  return expr.kind === 'Attribute' ? expr.name : null
}

/** The expression and all within it that Jinja's grammar knows, without recursion. */
export function* exprsIn(expr: Expr): Generator<Expr> {
  const waiting = [expr]
  while (true) {
    const next = waiting.pop()
    if (next === undefined) return
    yield next
    waiting.push(...partsOf(next))
  }
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'Attribute':
      return [expr.object]
    case 'Subscript':
      return [expr.object, expr.index]
    case 'Call':
      return [expr.callee, ...expr.args, ...expr.keywords.map(({ value }) => value)]
    case 'BinOp':
      return [expr.left, expr.right]
    case 'UnaryOp':
      return [expr.operand]
    case 'BoolOp':
      return expr.values
    case 'Compare':
      return [expr.left, ...expr.rest.map(({ right }) => right)]
    case 'IfExp':
      return [expr.body, expr.orelse, expr.test]
    case 'List':
    case 'Tuple':
    case 'Set':
      return expr.elements
    case 'Dict':
      return expr.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]))
    case 'FString':
    case 'Slice':
      return expr.parts
    case 'Starred':
      return [expr.value]
    default:
      return []
  }
}
