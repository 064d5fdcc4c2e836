// Blueprints, namespaces and APIs: what each is called, and under which prefixes it is mounted.
import type { Call, Expr } from '../../python/ast.ts'
import { isApp } from '../apps.ts'
import type { Code } from '../code/code.ts'
import { argumentOf, keywordOf, lastOf, stringOf, writtenName } from '../code/expressions.ts'
import { joinPaths, UNKNOWN } from './path.ts'

const BLUEPRINTS = [
  'flask.Blueprint',
  'flask_smorest.Blueprint',
  'apiflask.APIBlueprint',
  'flask_openapi3.APIBlueprint',
  'flask_openapi3.APIView',
]
const NAMESPACES = [
  'flask_restx.Namespace',
  'flask_restplus.Namespace',
  'flask_restx.Api().namespace',
  'flask_restplus.Api().namespace',
]
const APIS = ['flask_restx.Api', 'flask_restplus.Api', 'flask_restful.Api', 'flask_smorest.Api']

/** Names of a blueprint where its making can't be seen. */
const BLUEPRINT_NAME = /^(?:\w+_)?(?:bp|blueprint|blp|ns|namespace|router)$/i

/** How deep blueprints nest, and how often one is mounted, at most. */
const MAX_NESTING = 8
const MAX_MOUNTS = 4

export interface Mount {
  readonly kind: 'blueprint' | 'namespace' | 'api'
  readonly call: Call
  /** Its own name, as endpoints begin with it. */
  readonly name: string
  readonly variable: string
  /** The prefix that it is made with. */
  readonly prefix: string
  readonly decorators: readonly Expr[]
  /** Where it is registered: the blueprint or API above it (null: the app), and the prefix given there. */
  readonly parents: Parent[]
}

interface Parent {
  readonly parent: Mount | null
  readonly prefix: string | undefined
  readonly name: string | undefined
}

/** Where the paths and endpoints of a mount begin, once for each way it is registered. */
export interface Place {
  readonly path: string
  readonly endpoint: string
  /** Blueprint nearest to it; null for the app. */
  readonly blueprint: string | null
  /** That blueprint and those above it. */
  readonly blueprints: readonly string[]
  readonly decorators: readonly Expr[]
}

export interface Mounts {
  readonly list: readonly Mount[]
  of(expr: Expr): Mount | undefined
  places(mount: Mount): readonly Place[]
}

/** The qualified variable of the blueprint that `expr` means; undefined where it means none. */
export function blueprintOf(code: Code, expr: Expr): string | undefined {
  const origin = code.originOf(expr)
  if (origin.kind === 'Call' && kindOf(code, origin) !== undefined)
    return code.variableOf(origin) ?? writtenName(expr)
  if (code.of(expr) !== undefined) return undefined
  const written = writtenName(expr)
  if (!BLUEPRINT_NAME.test(lastOf(written))) return undefined
  const module = code.names.moduleOf(expr)
  return module ? `${module.name}.${written}` : written
}

function kindOf(code: Code, call: Call): Mount['kind'] | undefined {
  const name = code.of(call.callee)
  if (name === undefined) return undefined
  if (BLUEPRINTS.includes(name)) return 'blueprint'
  if (NAMESPACES.includes(name)) return 'namespace'
  return APIS.includes(name) ? 'api' : undefined
}

export function collectMounts(code: Code): Mounts {
  const byCall = new Map<Call, Mount>()
  for (const { call } of code.names.calls) {
    const kind = kindOf(code, call)
    if (kind && !byCall.has(call)) byCall.set(call, mountOf(code, call, kind))
  }
  const of = (expr: Expr) => {
    const origin = code.originOf(expr)
    return origin.kind === 'Call' ? byCall.get(origin) : undefined
  }
  for (const mount of byCall.values()) if (mount.kind !== 'blueprint') attachByMaking(code, mount, of)
  for (const method of ['register_blueprint', 'add_namespace', 'init_app', 'register_api'])
    for (const { call } of code.names.callsOfMethod(method)) attach(code, call, method, of)
  const kept = new Map<Mount, readonly Place[]>()
  const places = (mount: Mount) => {
    const known = kept.get(mount)
    if (known) return known
    const found = placesOf(mount, MAX_NESTING)
    kept.set(mount, found)
    return found
  }
  return { list: [...byCall.values()], of, places }
}

function mountOf(code: Code, call: Call, kind: Mount['kind']): Mount {
  const { names } = code
  const decorators = keywordOf(call, 'decorators')
  const own = {
    kind,
    call,
    variable: code.variableOf(call) ?? `${names.moduleOf(call)?.name ?? ''}.${kind}`,
    decorators: decorators && 'elements' in decorators ? decorators.elements : [],
    parents: [] as Parent[],
  }
  const name = stringOf(names, argumentOf(call, 0, 'name')) ?? ''
  if (kind === 'blueprint')
    return { ...own, name, prefix: prefixOf(code, keywordOf(call, 'url_prefix')) ?? '' }
  if (kind === 'namespace')
    return { ...own, name, prefix: prefixOf(code, argumentOf(call, 2, 'path')) ?? `/${name}` }
  return { ...own, name: '', prefix: prefixOf(code, keywordOf(call, 'prefix')) ?? '' }
}

/** A prefix that is given but no literal is `…`. */
function prefixOf(code: Code, expr: Expr | undefined): string | undefined {
  if (expr === undefined || (expr.kind === 'Const' && expr.value === null)) return undefined
  return stringOf(code.names, expr) ?? UNKNOWN
}

/** `Api(app)`, `Api(bp)`, `api.namespace('x')`. */
function attachByMaking(code: Code, mount: Mount, of: (expr: Expr) => Mount | undefined): void {
  const owner =
    mount.kind === 'api'
      ? argumentOf(mount.call, 0, 'app')
      : mount.call.callee.kind === 'Attribute'
        ? mount.call.callee.object
        : undefined
  if (owner === undefined) return
  const parent = of(owner)
  if (parent) mount.parents.push({ parent, prefix: undefined, name: undefined })
  else if (isApp(code, owner)) mount.parents.push({ parent: null, prefix: undefined, name: undefined })
}

function attach(code: Code, call: Call, method: string, of: (expr: Expr) => Mount | undefined): void {
  if (call.callee.kind !== 'Attribute') return
  const [owner, child] =
    method === 'init_app' ? [call.args[0], call.callee.object] : [call.callee.object, call.args[0]]
  if (owner === undefined || child === undefined) return
  const parent = of(owner) ?? null
  const prefix = prefixOf(code, keywordOf(call, method === 'add_namespace' ? 'path' : 'url_prefix'))
  const name = stringOf(code.names, keywordOf(call, 'name'))
  for (const mount of mountsIn(code, child, of))
    if (mount !== parent && mount.parents.length < MAX_MOUNTS) mount.parents.push({ parent, prefix, name })
}

/** One mount, or all that a loop's variable runs through. */
function mountsIn(code: Code, child: Expr, of: (expr: Expr) => Mount | undefined): Mount[] {
  const one = of(child)
  if (one) return [one]
  if (child.kind !== 'Name') return []
  const loop = code.loops.find(
    ({ variable, stmt }) =>
      variable === child.id &&
      stmt.origin === child.origin &&
      stmt.start <= child.start &&
      child.end <= stmt.end,
  )
  const listed = loop && code.originOf(loop.iter)
  return listed && 'elements' in listed ? listed.elements.flatMap((element) => of(element) ?? []) : []
}

function placesOf(mount: Mount, depth: number): Place[] {
  const parents =
    mount.parents.length === 0 ? [{ parent: null, prefix: undefined, name: undefined }] : mount.parents
  return parents.slice(0, MAX_MOUNTS).flatMap(({ parent, prefix, name }): Place[] => {
    const above: Place[] =
      parent === null || depth === 0
        ? [{ path: '', endpoint: '', blueprint: null, blueprints: [], decorators: [] }]
        : placesOf(parent, depth - 1)
    const own = mount.kind === 'api' ? mount.prefix : (prefix ?? mount.prefix)
    return above.slice(0, MAX_MOUNTS).map((place) => ({
      path: joinPaths(place.path, own),
      endpoint: mount.kind === 'blueprint' ? `${place.endpoint}${name ?? mount.name}.` : place.endpoint,
      blueprint: mount.kind === 'blueprint' ? mount.variable : place.blueprint,
      blueprints: mount.kind === 'blueprint' ? [...place.blueprints, mount.variable] : place.blueprints,
      decorators: [...place.decorators, ...mount.decorators],
    }))
  })
}
