// Views that are classes: View, MethodView, Resource, FlaskView; one route for each of their HTTP methods.
import type { Expr } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { stringsOf } from '../code/expressions.ts'
import type { Place } from './blueprints.ts'
import { HTTP_METHODS, methodsOf, type Registration } from './registration.ts'

export interface ClassRoute {
  readonly rule: string
  readonly places: readonly Place[]
  /** `methods=` of the registration. */
  readonly methods: Expr | undefined
  readonly endpoint: string | undefined
  readonly decorators: readonly Expr[]
  readonly dead: readonly Expr[]
  readonly at: Expr
}

export function classRegistrations(code: Code, info: ClassInfo, route: ClassRoute): Registration[] {
  const bases = code.names.allBases(info)
  const isResource = [...bases].some(
    (base) => base.endsWith('.Resource') || base === 'flask_restful.Resource',
  )
  const by = isResource ? ('resource' as const) : ('method-view' as const)
  const endpoint = route.endpoint ?? (isResource ? info.def.name.toLowerCase() : info.def.name)
  const common = { rule: route.rule, places: route.places, endpoint, by, dead: route.dead, at: route.at }
  const allowed =
    route.methods === undefined ? undefined : new Set(methodsOf(code, route.methods, HTTP_METHODS))
  const handlers = HTTP_METHODS.flatMap((method) => {
    const view = methodOf(code, info, method.toLowerCase())
    return view && (allowed === undefined || allowed.has(method)) ? [{ method, view }] : []
  })
  if (handlers.length > 0)
    return handlers.map(({ method, view }) => ({
      ...common,
      methods: [method],
      view,
      decorators: [...route.decorators, ...classDecorators(code, info, method), ...view.def.decorators],
    }))
  const dispatch = methodOf(code, info, 'dispatch_request')
  if (dispatch === undefined) return []
  const own = attributeOf(code, info, 'methods')
  const methods = methodsOf(code, route.methods ?? own, ['GET'])
  const decorators = [...route.decorators, ...classDecorators(code, info, ''), ...dispatch.def.decorators]
  return [{ ...common, methods, view: dispatch, decorators }]
}

function methodOf(code: Code, info: ClassInfo, name: string): FunctionInfo | undefined {
  for (const one of code.names.lineage(info)) {
    const method = one.methods.get(name)
    if (method) return method
  }
  return undefined
}

function attributeOf(code: Code, info: ClassInfo, name: string): Expr | undefined {
  for (const one of code.names.lineage(info)) {
    const value = one.attributes.get(name)?.at(-1)
    if (value) return value
  }
  return undefined
}

/** `decorators = […]`, `method_decorators = […]` or `{'get': […]}`: the last of a list is the outermost. */
function classDecorators(code: Code, info: ClassInfo, method: string): Expr[] {
  const lists = ['decorators', 'method_decorators'].flatMap((name) => attributeOf(code, info, name) ?? [])
  return lists.flatMap((list): Expr[] => {
    if ('elements' in list) return [...list.elements].reverse()
    if (list.kind !== 'Dict') return []
    return list.entries.flatMap(({ key, value }) => {
      const named = key && stringsOf(code.names, key)?.[0]?.toUpperCase() === method
      return named && 'elements' in value ? [...value.elements].reverse() : []
    })
  })
}

const CLASSFUL = ['flask_classful.FlaskView', 'flask_classy.FlaskView']

/** The paths that Flask-Classful gives to methods of these names. */
const CLASSFUL_RULES = new Map<string, { path: string; method: string }>([
  ['index', { path: '/', method: 'GET' }],
  ['get', { path: '/<id>', method: 'GET' }],
  ['post', { path: '/', method: 'POST' }],
  ['put', { path: '/<id>', method: 'PUT' }],
  ['patch', { path: '/<id>', method: 'PATCH' }],
  ['delete', { path: '/<id>', method: 'DELETE' }],
])

export function isClassful(code: Code, info: ClassInfo): boolean {
  const bases = code.names.allBases(info)
  return CLASSFUL.some((base) => bases.has(base))
}

/** `QuotesView.register(app)` */
export function classfulRegistrations(
  info: ClassInfo,
  base: string,
  places: readonly Place[],
  at: Expr,
): Registration[] {
  return [...info.methods].flatMap(([name, view]): Registration[] => {
    if (name.startsWith('_') || name.startsWith('before_') || name.startsWith('after_')) return []
    const known = CLASSFUL_RULES.get(name)
    return [
      {
        rule: `${base === '/' ? '' : base}${known?.path ?? `/${name}`}`,
        places,
        methods: [known?.method ?? 'GET'],
        endpoint: `${info.def.name}:${name}`,
        view,
        by: 'method-view',
        decorators: view.def.decorators,
        dead: [],
        at,
      },
    ]
  })
}
