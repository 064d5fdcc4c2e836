// Routes by decorator: `@app.route`, `@bp.post`, `@ns.route` on a class.
import type { Call, Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { keywordOf, lastOf, stringOf } from '../code/expressions.ts'
import type { Mounts, Place } from './blueprints.ts'
import { classRegistrations } from './class-views.ts'
import { methodsOf, placesOfOwner, type Registration, ruleOf } from './registration.ts'

const SHORT = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
])

/** They act by registering the function, so that it doesn't matter where they stand. */
const ORDERLESS = new Set(['exempt', 'errorhandler', 'app_errorhandler', 'before_request', 'cli', 'command'])

interface RouteDecorator {
  readonly call: Call
  readonly rules: readonly Expr[]
  readonly places: readonly Place[]
}

export function decoratedRoutes(code: Code, mounts: Mounts): Registration[] {
  const functions = code.names.functions.flatMap((fn) =>
    fn.def.decorators.length === 0 ? [] : functionRoutes(code, mounts, fn),
  )
  const classes = code.names.classes.flatMap((info) =>
    info.def.decorators.flatMap((decorator, index): Registration[] => {
      const route = routeDecorator(code, mounts, decorator)
      if (route === undefined) return []
      const above = info.def.decorators.slice(0, index)
      const below = info.def.decorators.slice(index + 1)
      return route.rules.flatMap((rule) =>
        classRegistrations(code, info, {
          rule: ruleOf(code, rule),
          places: route.places,
          methods: keywordOf(route.call, 'methods'),
          endpoint: stringOf(code.names, keywordOf(route.call, 'endpoint')),
          decorators: below.filter((one) => routeDecorator(code, mounts, one) === undefined),
          dead: dead(code, mounts, above),
          at: decorator,
        }),
      )
    }),
  )
  return [...functions, ...classes]
}

function functionRoutes(code: Code, mounts: Mounts, fn: FunctionInfo): Registration[] {
  const all = fn.def.decorators
  return all.flatMap((decorator, index): Registration[] => {
    const route = routeDecorator(code, mounts, decorator)
    if (route === undefined) return []
    const short = route.call.callee.kind === 'Attribute' ? SHORT.get(route.call.callee.name) : undefined
    const methods = short ? [short] : methodsOf(code, keywordOf(route.call, 'methods'), ['GET'])
    const rest = all.slice(index + 1).filter((one) => routeDecorator(code, mounts, one) === undefined)
    return route.rules.map((rule) => ({
      rule: ruleOf(code, rule),
      places: route.places,
      methods,
      endpoint: stringOf(code.names, keywordOf(route.call, 'endpoint')) ?? fn.def.name,
      view: fn,
      by: 'decorator',
      decorators: rest,
      dead: dead(code, mounts, all.slice(0, index)),
      at: decorator,
    }))
  })
}

function routeDecorator(code: Code, mounts: Mounts, decorator: Expr): RouteDecorator | undefined {
  if (decorator.kind !== 'Call' || decorator.callee.kind !== 'Attribute') return undefined
  const { name, object } = decorator.callee
  if (name !== 'route' && !SHORT.has(name)) return undefined
  const rules =
    decorator.args.length > 0 ? decorator.args : [keywordOf(decorator, 'rule')].flatMap((one) => one ?? [])
  if (rules.length === 0) return undefined
  // `@x.get('title')` of something else than a router: a path begins with a slash.
  if (name !== 'route' && !ruleOf(code, rules[0]).match(/^[/…]/)) return undefined
  const places = placesOfOwner(code, mounts, object)
  if (places === undefined) return undefined
  // Flask's own takes one rule; flask-restx' takes several.
  const several = rules.every((rule) => ruleOf(code, rule).startsWith('/'))
  return { call: decorator, rules: several ? rules : rules.slice(0, 1), places }
}

function dead(code: Code, mounts: Mounts, above: readonly Expr[]): Expr[] {
  return above.filter((one) => {
    if (routeDecorator(code, mounts, one) !== undefined) return false
    const target = one.kind === 'Call' ? one.callee : one
    const name = target.kind === 'Attribute' ? target.name : lastOf(code.of(target) ?? '')
    return !ORDERLESS.has(name)
  })
}
