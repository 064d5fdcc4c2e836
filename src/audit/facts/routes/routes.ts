// All routes of the project: registered somewhere, with their prefixes, guards, limits and purposes.
import type { OpenApiRoute } from '../../data/openapi-routes.ts'
import type { Step } from '../../finding.ts'
import { type Location, placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Code } from '../code/code.ts'
import { stepAt, stringOf } from '../code/expressions.ts'
import { isExemption } from '../extensions/csrf.ts'
import type { Config, Extensions, Hook, Purpose, Route } from '../facts.ts'
import type { Mounts, Place } from './blueprints.ts'
import { decoratedRoutes } from './decorated.ts'
import { checkAtTop, decoratorGuards } from './guard-checks.ts'
import { covers, type HookGuard, hookGuards, marksOf } from './hook-guards.ts'
import type { Evidence } from './identity.ts'
import { collectLimits, type Limits, limitsOf } from './limits.ts'
import { joinPaths, paramsOf } from './path.ts'
import { purposesOf, signsIn } from './purposes.ts'
import { registeredRoutes } from './registered.ts'
import { decoratorOf, type Registration } from './registration.ts'
import { readsSession } from './session-use.ts'
import { changeBy } from './state.ts'

export interface RouteParts {
  readonly code: Code
  readonly mounts: Mounts
  readonly hooks: readonly Hook[]
  readonly config: Config
  readonly extensions: Extensions
  readonly openapi: readonly OpenApiRoute[]
}

interface Context extends RouteParts {
  readonly hookGuards: readonly HookGuard[]
  readonly limits: Limits
  readonly exemptions: Exemptions
  /** Tokens of Flask-JWT-Extended travel in a cookie. */
  readonly jwtCookies: boolean
}

export function collectRoutes(parts: RouteParts): Route[] {
  const { code, mounts, hooks, config, extensions } = parts
  const context: Context = {
    ...parts,
    hookGuards: hookGuards(code, hooks),
    limits: collectLimits(code, mounts, extensions, config, hooks),
    exemptions: collectExemptions(code, mounts),
    jwtCookies: jwtInCookies(config),
  }
  const found = [...decoratedRoutes(code, mounts), ...registeredRoutes(code, mounts, parts.openapi)]
  return found.flatMap((one) => one.places.map((place) => routeOf(context, one, place)))
}

function routeOf(context: Context, found: Registration, place: Place): Route {
  const { code } = context
  const path = joinPaths(place.path, found.rule)
  const endpoint = `${place.endpoint}${found.endpoint}`
  const { view, methods } = found
  const decorators = [...place.decorators, ...found.decorators]
  const { blueprints } = place
  const marks = context.hookGuards.some((one) => one.marks.length > 0)
    ? marksOf(code, decorators)
    : new Set<string>()
  const at = found.at ? placeOf(found.at) : (found.place ?? placeOf(view.def))
  const { security } = found
  const asked = { decorators, view, path, endpoint, methods, blueprints, marks, security, at }
  const guards = guardsOf(context, asked)
  const session = readsSession(code, view)
  const by = new Set(guards.map((one) => one.by))
  const usesSession = session === 'session' || by.has('session') || (by.has('header') && context.jwtCookies)
  const purposes = purposesOf(code, { path, methods, view, guarded: guards.length > 0 })
  const change = changeBy(code, view, SIGNING.some((one) => purposes.has(one)) || signsIn(code, view))
  return {
    path,
    methods,
    endpoint,
    view,
    by: found.by,
    params: paramsOf(path),
    decorators: decorators.map((one) => decoratorOf(code, one)),
    deadDecorators: found.dead.map((one) => decoratorOf(code, one)),
    deadGuards: found.dead.flatMap((one) => (decoratorGuards(code, one) ? [stepAt(one)] : [])),
    blueprint: place.blueprint,
    at,
    guards: guards.map(({ step }) => step),
    limits: limitsOf(code, context.limits, { view, decorators, blueprints }),
    csrfExempt: exemptBy(context, found, decorators, blueprints),
    usesSession,
    bearerOnly: !usesSession && !by.has('basic') && (by.has('header') || session === 'header'),
    purposes,
    changesState: change,
  }
}

/** Purposes that change who somebody is to the app. */
const SIGNING: readonly Purpose[] = ['login', 'logout', 'register', 'reset', 'one-time-code', 'token']

interface Found {
  readonly step: Step
  readonly by: Evidence
}

interface Asked {
  readonly decorators: readonly Expr[]
  readonly view: Registration['view']
  readonly path: string
  readonly endpoint: string
  readonly methods: readonly string[]
  readonly blueprints: readonly string[]
  readonly marks: ReadonlySet<string>
  /** Schemes that a specification asks for. */
  readonly security: readonly string[] | undefined
  readonly at: Location
}

/** In the order in which a request meets them. */
function guardsOf({ code, hookGuards }: Context, asked: Asked): Found[] {
  const hooks = hookGuards.filter((one) => covers(one, asked)).map(({ step, by }) => ({ step, by }))
  const decorated = asked.decorators.flatMap((expr): Found[] => {
    const by = decoratorGuards(code, expr)
    return by ? [{ step: stepAt(expr), by }] : []
  })
  const top = checkAtTop(code, asked.view)
  const specified = asked.security?.length
    ? [{ step: { at: asked.at, what: `security: ${asked.security.join(', ')}` }, by: 'header' as const }]
    : []
  return [...specified, ...hooks, ...decorated, ...(top ? [{ step: stepAt(top.node), by: top.by }] : [])]
}

interface Exemptions {
  readonly views: ReadonlyMap<string, Step>
  readonly blueprints: ReadonlyMap<string, Step>
}

/** `csrf.exempt(view)`, `csrf.exempt(bp)`, `csrf.exempt('shop.views.hook')` */
function collectExemptions(code: Code, mounts: Mounts): Exemptions {
  const views = new Map<string, Step>()
  const blueprints = new Map<string, Step>()
  for (const { call } of code.names.callsOfMethod('exempt')) {
    const target = call.args[0]
    if (!target || !isExemption(code, call.callee)) continue
    const mount = mounts.of(target)
    const view = code.names.functionOf(target)
    const name = stringOf(code.names, target)
    if (mount) blueprints.set(mount.variable, stepAt(call))
    else if (view) views.set(view.qualified, stepAt(call))
    else if (name !== undefined) views.set(name, stepAt(call))
  }
  return { views, blueprints }
}

function exemptBy(
  { code, exemptions }: Context,
  found: Registration,
  decorators: readonly Expr[],
  blueprints: readonly string[],
): Step | null {
  // It works by the function's name, so that it may stand above the route as well.
  const all = [...decorators, ...found.view.def.decorators, ...(found.view.owner?.def.decorators ?? [])]
  const decorator = all.find((one) => isExemption(code, one.kind === 'Call' ? one.callee : one))
  if (decorator) return stepAt(decorator)
  for (const one of blueprints) {
    const step = exemptions.blueprints.get(one)
    if (step) return step
  }
  return exemptions.views.get(found.view.qualified) ?? null
}

function jwtInCookies(config: Config): boolean {
  const where = config.get('JWT_TOKEN_LOCATION')?.literal
  return where === 'cookies' || (Array.isArray(where) && where.includes('cookies'))
}
