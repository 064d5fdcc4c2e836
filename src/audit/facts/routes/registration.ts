// One way that a path leads to a function, before prefixes, guards and purposes are worked out.
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { isApp } from '../apps.ts'
import type { Code } from '../code/code.ts'
import { stringOf, stringsOf, writtenName } from '../code/expressions.ts'
import type { Decorator, Route } from '../facts.ts'
import { blueprintOf, type Mounts, type Place } from './blueprints.ts'
import { UNKNOWN } from './path.ts'

export interface Registration {
  readonly rule: string
  readonly places: readonly Place[]
  readonly methods: readonly string[]
  /** Without the blueprint's name. */
  readonly endpoint: string
  readonly view: FunctionInfo
  readonly by: Route['by']
  readonly decorators: readonly Expr[]
  readonly dead: readonly Expr[]
  readonly at: Expr | null
  /** Where no expression registers it: a specification's line. */
  readonly place?: Route['at']
  /** Security schemes that the specification asks for. */
  readonly security?: readonly string[]
}

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const ROOT: Place = { path: '', endpoint: '', blueprint: null, blueprints: [], decorators: [] }

/** What an unresolved object must be called to be taken for something that routes. */
const ROUTER_NAME =
  /app$|application$|bp$|blueprint$|blp$|^api$|_api$|^ns$|_ns$|namespace$|router?$|^routes$|^web$|^main$/i

/** Where the routes of `owner` begin; undefined when it is nothing that has routes. */
export function placesOfOwner(code: Code, mounts: Mounts, owner: Expr): readonly Place[] | undefined {
  const mount = mounts.of(owner)
  if (mount) return mounts.places(mount)
  if (isApp(code, owner)) return [ROOT]
  if (code.of(owner) !== undefined) return undefined
  const written = writtenName(owner)
  if (!ROUTER_NAME.test(written)) return undefined
  const blueprint = blueprintOf(code, owner) ?? null
  return [{ ...ROOT, blueprint, blueprints: blueprint === null ? [] : [blueprint] }]
}

export function ruleOf(code: Code, expr: Expr | undefined): string {
  return stringOf(code.names, expr) ?? UNKNOWN
}

/** `methods=[…]`: upper case, without HEAD and OPTIONS; `standard` where none are given. */
export function methodsOf(
  code: Code,
  given: Expr | undefined,
  standard: readonly string[],
): readonly string[] {
  if (given === undefined) return standard
  const listed = stringsOf(code.names, given)
  // A list that can't be told may hold anything: the two that browsers send.
  if (listed === undefined) return ['GET', 'POST']
  const upper = listed.map((method) => method.toUpperCase())
  return [...new Set(upper.filter((method) => method !== 'HEAD' && method !== 'OPTIONS'))]
}

export function decoratorOf(code: Code, expr: Expr): Decorator {
  if (expr.kind !== 'Call') return { expr, name: nameOf(code, expr), call: null }
  const name = nameOf(code, expr.callee)
  return { expr, name: name === undefined ? undefined : `${name}()`, call: expr }
}

function nameOf(code: Code, expr: Expr): string | undefined {
  return code.known(code.names.of(expr))
}
