// Every app the project makes, and which expressions mean an app.
import { placeOf } from '../location.ts'
import type { Expr } from '../python/ast.ts'
import type { Code } from './code/code.ts'
import { lastOf, writtenName } from './code/expressions.ts'
import type { AppFact } from './facts.ts'

/** Classes whose instances are a Flask application. */
const APP_CLASSES = [
  'flask.Flask',
  'apiflask.APIFlask',
  'flask_openapi3.OpenAPI',
  'flask_api.FlaskAPI',
  'connexion.FlaskApp',
  'connexion.App',
] as const

/** What an app is called where its class can't be told: a parameter, most often. */
const APP_NAMES = new Set(['app', 'application', 'flask_app', 'current_app', 'server', 'flaskapp', 'webapp'])

const APP_PREFIXES = [
  ...APP_CLASSES.map((name) => `${name}()`),
  'flask.current_app._get_current_object()',
  'flask.current_app',
]

/** Is it an app: by its class, or by its name where the class can't be told. */
export function isApp(code: Code, expr: Expr): boolean {
  const name = code.of(expr)
  if (name !== undefined) return APP_PREFIXES.includes(name) || name === 'connexion.FlaskApp().app'
  return APP_NAMES.has(lastOf(writtenName(expr)))
}

/** What of an app `expr` names: `config`, `jinja_env.autoescape`, `route`; undefined where it is no app's. */
export function partOfApp(code: Code, expr: Expr): string | undefined {
  const name = code.of(expr)
  if (name !== undefined) {
    const prefix = APP_PREFIXES.find((one) => name.startsWith(`${one}.`))
    if (prefix === undefined) return undefined
    const rest = name.slice(prefix.length + 1)
    return prefix.startsWith('connexion') && rest.startsWith('app.') ? rest.slice(4) : rest
  }
  const parts: string[] = []
  let at: Expr = expr
  while (at.kind === 'Attribute') {
    parts.unshift(at.name)
    if (isApp(code, at.object)) return parts.join('.')
    at = at.object
  }
  return undefined
}

/** Calls that make an app, subclasses of the project included. */
export function collectApps(code: Code, signs: { rendersTemplates: boolean }): AppFact[] {
  const sites = code.names.calls.filter(({ name }) => isAppClass(code, name))
  const cookieSession = usesCookieSession(code)
  return sites.map(({ call, inside }) => ({
    call,
    at: placeOf(call),
    inside,
    cookieSession,
    apiOnly: !cookieSession && !signs.rendersTemplates && !setsCookies(code),
  }))
}

function isAppClass(code: Code, name: string): boolean {
  return (APP_CLASSES as readonly string[]).includes(code.known(name) ?? '')
}

const SESSION_CALLS = [
  'flask_login.login_user',
  'flask_security.login_user',
  'flask_security.utils.login_user',
]

/** Any use in the project: who signs in by a cookie in one module is signed in for all. */
function usesCookieSession(code: Code): boolean {
  const { names } = code
  if (SESSION_CALLS.some((name) => names.callsOf(name).length > 0)) return true
  if (names.calls.some(({ name }) => name.startsWith('flask.session.'))) return true
  if (
    code.stores.some(
      ({ target }) => target.kind === 'Subscript' && names.of(target.object) === 'flask.session',
    )
  )
    return true
  // Most modules never name it, and need not be gone through.
  const naming = new Set(
    names.modules.filter(({ text }) => text.includes('session') && text.includes('flask')),
  )
  return names.functions.some(
    (fn) =>
      naming.has(fn.module) &&
      code.body(fn).reads.some(({ name }) => name === 'flask.session' || name.startsWith('flask.session[]')),
  )
}

function setsCookies(code: Code): boolean {
  return code.names.callsOfMethod('set_cookie').length > 0
}
