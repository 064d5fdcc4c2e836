// Which requests another site can send in a visitor's name, and what a route does against it by itself.
import { lastOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Word of a token's key, field or function. */
const TOKEN = /csrf|xsrf|authenticity/i
/** Functions that are looked into from a view. */
const MOST_FUNCTIONS = 12
const JWT =
  /^flask_jwt_extended\.(?:view_decorators\.)?(?:jwt_required|fresh_jwt_required|jwt_refresh_token_required)/

export function isUnsafe(route: Route): boolean {
  return route.methods.some((method) => UNSAFE.has(method))
}

/** A browser sends the visitor's cookie with it, and something changes. */
export function isWorthForging(route: Route): boolean {
  return isUnsafe(route) && route.changesState !== null && route.usesSession && !route.bearerOnly
}

/** Only POST without JSON goes from site to site without a question: the rest needs CORS to allow it first. */
export function isSentBySimpleForm(facts: Facts, route: Route): boolean {
  if (!route.methods.includes('POST')) return false
  let json = false
  for (const fn of reached(facts, route.view)) {
    const { calls, reads } = facts.bodyOf(fn)
    for (const { name, call } of calls) {
      if (name === undefined) continue
      if (/^flask\.request\.(?:form|values|files|args|get_data)/.test(name)) return true
      if (name === 'flask.request.get_json') {
        if (call.keywords.some((one) => one.name === 'force')) return true
        json = true
      }
    }
    for (const { name } of reads) {
      if (/^flask\.request\.(?:form|values|files|data)/.test(name)) return true
      if (name.startsWith('flask.request.json')) json = true
    }
  }
  return !json
}

/** The form checks its own token, the view or its decorators do, or the token of its JWT cookie is checked with it. */
export function guardsItself(facts: Facts, route: Route): boolean {
  const { names } = facts
  if (route.decorators.some(({ name }) => name !== undefined && JWT.test(name))) return true
  const own = route.decorators.flatMap(({ expr }) => {
    const fn = names.functionOf(expr.kind === 'Call' ? expr.callee : expr)
    return fn ? [fn] : []
  })
  const hooks = facts.hooks.filter(
    ({ event, blueprint }) =>
      event.includes('before_request') && (blueprint === null || blueprint === route.blueprint),
  )
  const parts = [route.view, ...own, ...hooks.map(({ fn }) => fn)].flatMap((fn) => reached(facts, fn))
  return parts.some((fn) => checksToken(facts, fn) || checksOrigin(facts, fn) || validatesForm(facts, fn))
}

/** `form.validate_on_submit()` of a FlaskForm that has its token still. */
function validatesForm(facts: Facts, fn: FunctionInfo): boolean {
  return facts.bodyOf(fn).calls.some(({ call }) => {
    const { callee } = call
    if (callee.kind !== 'Attribute') return false
    if (callee.name !== 'validate_on_submit' && callee.name !== 'validate') return false
    const form = facts.names.instanceOf(callee.object)
    if (form === undefined) return callee.name === 'validate_on_submit'
    const isFlaskForm = [...facts.names.allBases(form)].some((base) => FORM_BASES.has(lastOf(base)))
    return isFlaskForm && !withoutToken(facts, callee.object)
  })
}

const FORM_BASES = new Set(['FlaskForm', 'Form'])

/** `F(meta={'csrf': False})`, `F(csrf_enabled=False)`. */
function withoutToken({ names }: Facts, form: Expr): boolean {
  return [form, ...names.assigned(form)].some((made) => made.kind === 'Call' && switchIn(made) !== undefined)
}

/** The argument of a form's call that takes its token away. */
export function switchIn(made: Extract<Expr, { kind: 'Call' }>): Expr | undefined {
  for (const { name, value } of made.keywords) {
    if (name === 'csrf_enabled' && value.kind === 'Const' && value.value === false) return value
    if (name === 'meta' && value.kind === 'Dict')
      for (const entry of value.entries)
        if (entry.key?.kind === 'Str' && entry.key.value === 'csrf' && isFalse(entry.value))
          return entry.value
  }
  return undefined
}

export function isFalse(expr: Expr): boolean {
  return expr.kind === 'Const' && expr.value === false
}

/** Reads a token from the request, or calls something that is named after it. */
function checksToken(facts: Facts, fn: FunctionInfo): boolean {
  const { names } = facts
  const { calls, reads } = facts.bodyOf(fn)
  return (
    calls.some(({ call, name }) => {
      const called = name ?? writtenName(call.callee)
      if (called.startsWith('flask.request.')) return TOKEN.test(stringOf(names, call.args[0]) ?? '')
      return TOKEN.test(called) && /valid|check|verif|protect|require|ensure|compare/i.test(called)
    }) ||
    reads.some(
      ({ expr, name }) =>
        name.startsWith('flask.request.') &&
        expr.kind === 'Subscript' &&
        TOKEN.test(stringOf(names, expr.index) ?? ''),
    )
  )
}

const ORIGIN = /^(?:origin|referer|sec-fetch-site)$/i

function checksOrigin(facts: Facts, fn: FunctionInfo): boolean {
  const { calls, reads } = facts.bodyOf(fn)
  return (
    calls.some(
      ({ call, name }) =>
        name === 'flask.request.headers.get' && ORIGIN.test(stringOf(facts.names, call.args[0]) ?? ''),
    ) || reads.some(({ name }) => name.startsWith('flask.request.origin'))
  )
}

/** The function and the project's own that it calls. */
function reached(facts: Facts, fn: FunctionInfo): readonly FunctionInfo[] {
  const { names } = facts
  const body = facts.bodyOf
  const seen = new Set([fn])
  // A Set goes on with what is added while it is gone through.
  for (const one of seen) {
    const { calls, nested } = body(one)
    for (const inner of nested) if (seen.size < MOST_FUNCTIONS) seen.add(inner)
    for (const { call } of calls) {
      if (seen.size >= MOST_FUNCTIONS) break
      const called = names.functionOf(call.callee)
      if (called !== undefined) seen.add(called)
    }
  }
  return [...seen]
}
