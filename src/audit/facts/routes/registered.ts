// Routes by call: `add_url_rule`, `add_resource`, `View.register(app)`, and operations of an OpenAPI file.
import type { OpenApiRoute } from '../../data/openapi-routes.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { argumentOf, keywordOf, stringOf } from '../code/expressions.ts'
import type { Mounts } from './blueprints.ts'
import { classfulRegistrations, classRegistrations, isClassful } from './class-views.ts'
import { fromOpenApi } from './path.ts'
import { methodsOf, placesOfOwner, type Registration, ruleOf } from './registration.ts'

/** How many callers of a helper that registers a route are followed. */
const MAX_CALLERS = 200

export function registeredRoutes(
  code: Code,
  mounts: Mounts,
  openapi: readonly OpenApiRoute[],
): Registration[] {
  return [
    ...code.names
      .callsOfMethod('add_url_rule')
      .flatMap(({ call, inside }) => urlRules(code, mounts, call, inside)),
    ...code.names.callsOfMethod('route').flatMap(({ call }) => applied(code, mounts, call)),
    ...code.names.callsOfMethod('add_resource').flatMap(({ call }) => resources(code, mounts, call)),
    ...code.names.callsOfMethod('register').flatMap(({ call }) => classful(code, mounts, call)),
    ...operations(code, openapi),
  ]
}

/** In a helper `def register(view, url): app.add_url_rule(url, view_func=view…)` each caller gives a route. */
function urlRules(code: Code, mounts: Mounts, call: Call, inside: FunctionInfo | null): Registration[] {
  if (call.callee.kind !== 'Attribute') return []
  const places = placesOfOwner(code, mounts, call.callee.object)
  if (places === undefined) return []
  const direct = urlRule(code, call, places, new Map())
  if (direct.length > 0 || inside === null) return direct
  const called = code.names
    .callsOf(inside.qualified)
    .slice(0, MAX_CALLERS)
    .flatMap((site) => urlRule(code, call, places, argumentsOf(site.call, inside)))
  return called.length > 0 ? called : byDecorator(code, call, places, inside)
}

/** `def page(rule): def decorator(view): app.add_url_rule(rule, view_func=view)…`: what bears it is a route. */
function byDecorator(
  code: Code,
  call: Call,
  places: Registration['places'],
  inside: FunctionInfo,
): Registration[] {
  const outer = code.decoratedBy(inside).length > 0 ? inside : inside.parent
  if (outer === null) return []
  const view = inside.def.params.at(0)
  return code
    .decoratedBy(outer)
    .slice(0, MAX_CALLERS)
    .flatMap(({ fn, decorator }) => {
      const given = decorator.kind === 'Call' ? argumentsOf(decorator, outer) : new Map<string, Expr>()
      const bearer = view && { name: view.name, fn }
      return urlRule(code, call, places, given, bearer)
    })
}

/** `app.route('/x')(view)` */
function applied(code: Code, mounts: Mounts, call: Call): Registration[] {
  const target = code.appliedTo(call)
  if (target === undefined || call.callee.kind !== 'Attribute') return []
  const places = placesOfOwner(code, mounts, call.callee.object)
  const found = places && viewIn(code, target, new Map())
  if (places === undefined || found?.kind !== 'function') return []
  return [
    {
      rule: ruleOf(code, argumentOf(call, 0, 'rule')),
      places,
      methods: methodsOf(code, keywordOf(call, 'methods'), ['GET']),
      endpoint: stringOf(code.names, keywordOf(call, 'endpoint')) ?? found.info.def.name,
      view: found.info,
      by: 'add_url_rule',
      decorators: [...found.decorators, ...found.info.def.decorators],
      dead: [],
      at: call,
    },
  ]
}

function argumentsOf(call: Call, fn: FunctionInfo): Map<string, Expr> {
  const given = new Map<string, Expr>()
  fn.def.params.forEach((param, index) => {
    const value = argumentOf(call, index, param.name) ?? param.default
    if (value) given.set(param.name, value)
  })
  return given
}

function urlRule(
  code: Code,
  call: Call,
  places: Registration['places'],
  given: ReadonlyMap<string, Expr>,
  bearer?: { readonly name: string; readonly fn: FunctionInfo },
): Registration[] {
  const filled = (expr: Expr | undefined) => (expr?.kind === 'Name' ? (given.get(expr.id) ?? expr) : expr)
  const rule = ruleOf(code, filled(argumentOf(call, 0, 'rule')))
  const named = stringOf(code.names, filled(argumentOf(call, 1, 'endpoint')))
  const viewFunc = argumentOf(call, 2, 'view_func')
  const isBearer = bearer !== undefined && viewFunc?.kind === 'Name' && viewFunc.id === bearer.name
  const target: Target | undefined = isBearer
    ? { kind: 'function', info: bearer.fn, decorators: [] }
    : viewIn(code, viewFunc, given)
  if (target === undefined) return []
  const methods = filled(keywordOf(call, 'methods'))
  if (target.kind === 'class')
    return classRegistrations(code, target.info, {
      rule,
      places,
      methods,
      endpoint: target.endpoint ?? named,
      decorators: target.decorators,
      dead: [],
      at: call,
    })
  return [
    {
      rule,
      places,
      methods: methodsOf(code, methods, ['GET']),
      endpoint: named ?? target.info.def.name,
      view: target.info,
      by: 'add_url_rule',
      decorators: [...target.decorators, ...target.info.def.decorators],
      dead: [],
      at: call,
    },
  ]
}

type Target = { readonly decorators: readonly Expr[] } & (
  | { readonly kind: 'function'; readonly info: FunctionInfo }
  | { readonly kind: 'class'; readonly info: ClassInfo; readonly endpoint: string | undefined }
)

/** `index`, `login_required(index)`, `UserAPI.as_view('users')`, or a variable that holds one of these. */
function viewIn(code: Code, expr: Expr | undefined, given: ReadonlyMap<string, Expr>): Target | undefined {
  let at = expr
  const decorators: Expr[] = []
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    const fn = code.names.functionOf(at)
    if (fn) return { kind: 'function', info: fn, decorators }
    if (at.kind === 'Name' || at.kind === 'Attribute') {
      const next: Expr | undefined =
        (at.kind === 'Name' ? given.get(at.id) : undefined) ?? code.names.assigned(at).at(-1)
      if (next === at) return undefined
      at = next
    } else if (at.kind === 'Call' && at.callee.kind === 'Attribute' && at.callee.name === 'as_view') {
      const owner = at.callee.object
      const from = owner.kind === 'Name' ? (given.get(owner.id) ?? owner) : owner
      const info = code.names.classOf(from)
      const name = argumentOf(at, 0, 'name')
      const filled = name?.kind === 'Name' ? (given.get(name.id) ?? name) : name
      const endpoint = stringOf(code.names, filled)
      return info && { kind: 'class', info, endpoint, decorators }
    } else if (at.kind === 'Call') {
      decorators.push(at.callee)
      at = at.args[0]
    } else return undefined
  }
  return undefined
}

/** Flask-RESTful and flask-restx: `api.add_resource(Users, '/users', '/people')`. */
function resources(code: Code, mounts: Mounts, call: Call): Registration[] {
  if (call.callee.kind !== 'Attribute') return []
  const places = placesOfOwner(code, mounts, call.callee.object)
  const info = call.args[0] && code.names.classOf(call.args[0])
  if (places === undefined || info === undefined) return []
  const endpoint = stringOf(code.names, keywordOf(call, 'endpoint'))
  return call.args.slice(1).flatMap((rule) =>
    classRegistrations(code, info, {
      rule: ruleOf(code, rule),
      places,
      methods: keywordOf(call, 'methods'),
      endpoint,
      decorators: [],
      dead: [],
      at: call,
    }),
  )
}

function classful(code: Code, mounts: Mounts, call: Call): Registration[] {
  if (call.callee.kind !== 'Attribute' || call.args[0] === undefined) return []
  const info = code.names.classOf(call.callee.object)
  if (info === undefined || !isClassful(code, info)) return []
  const places = placesOfOwner(code, mounts, call.args[0])
  if (places === undefined) return []
  const stem = info.def.name.replace(/View$/, '').toLowerCase()
  const own = info.attributes.get('route_base')?.at(-1)
  const base = stringOf(code.names, keywordOf(call, 'route_base') ?? own) ?? `/${stem}`
  const prefix = stringOf(code.names, keywordOf(call, 'route_prefix')) ?? ''
  return classfulRegistrations(info, `${prefix}${base.startsWith('/') ? base : `/${base}`}`, places, call)
}

function operations(code: Code, openapi: readonly OpenApiRoute[]): Registration[] {
  if (openapi.length === 0) return []
  const byName = new Map(code.names.functions.map((fn) => [fn.qualified, fn]))
  return openapi.flatMap(({ path, method, operation, at, security }): Registration[] => {
    const view = byName.get(operation)
    const upper = method.toUpperCase()
    if (view === undefined || upper === 'HEAD' || upper === 'OPTIONS') return []
    const places = [{ path: '', endpoint: '', blueprint: null, blueprints: [], decorators: [] }]
    return [
      {
        rule: fromOpenApi(path),
        places,
        methods: [upper],
        endpoint: operation,
        view,
        by: 'connexion',
        decorators: view.def.decorators,
        dead: [],
        at: null,
        place: at,
        security,
      },
    ]
  })
}
