// Limits that hold for a route: by decorator, for its blueprint, by default, or a throttle of its own.
import type { Step } from '../../finding.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { statementsIn } from '../code/children.ts'
import type { Code } from '../code/code.ts'
import { lastOf, stepAt, uncalled, writtenName } from '../code/expressions.ts'
import type { Config, Extensions, Hook } from '../facts.ts'
import type { Mounts } from './blueprints.ts'

export interface Limits {
  /** For every route that isn't taken out. */
  readonly everywhere: readonly Step[]
  readonly blueprints: ReadonlyMap<string, readonly Step[]>
  readonly exempt: ReadonlySet<string>
  /** Views that a call limits: `limiter.limit('5/minute')(view)`. */
  readonly views: ReadonlyMap<FunctionInfo, readonly Step[]>
}

const LIMITER = 'flask_limiter.Limiter'

export function collectLimits(
  code: Code,
  mounts: Mounts,
  extensions: Pick<Extensions, 'all'>,
  config: Config,
  hooks: readonly Hook[],
): Limits {
  const blueprints = new Map<string, Step[]>()
  const views = new Map<FunctionInfo, Step[]>()
  const exempt = new Set<string>()
  for (const { call } of code.names.callsOfMethod('exempt')) {
    const target = call.args[0]
    if (!target || !isLimiterPart(code, call.callee, 'exempt')) continue
    const mount = mounts.of(target)
    const view = code.names.functionOf(target)
    if (mount) exempt.add(mount.variable)
    if (view) exempt.add(view.qualified)
  }
  // `limiter.limit('5/minute')(bp)`: the call whose callee is a call.
  for (const method of ['limit', 'shared_limit'])
    for (const { call } of code.names.callsOfMethod(method)) {
      if (!isLimiterPart(code, call.callee, method)) continue
      const outer = code.appliedTo(call)
      if (outer === undefined) continue
      const mount = mounts.of(outer)
      const view = code.names.functionOf(outer)
      if (mount) push(blueprints, mount.variable, stepAt(call))
      else if (view) push(views, view, stepAt(call))
    }
  return { everywhere: everywhere(code, extensions, config, hooks), blueprints, views, exempt }
}

function push<Key>(map: Map<Key, Step[]>, key: Key, step: Step): void {
  const list = map.get(key)
  if (list) list.push(step)
  else map.set(key, [step])
}

function everywhere(
  code: Code,
  extensions: Pick<Extensions, 'all'>,
  config: Config,
  hooks: readonly Hook[],
): Step[] {
  const steps: Step[] = []
  if (config.get('RATELIMIT_ENABLED')?.literal !== false) {
    const bound = extensions.all(LIMITER).filter((one) => one.bound !== null)
    for (const limiter of bound)
      for (const option of ['default_limits', 'application_limits', 'global_limits']) {
        const given = limiter.options.get(option)
        if (given && !isEmptyList(given)) steps.push({ at: limiter.at, what: `${option} of the Limiter` })
      }
    if (bound.length > 0)
      for (const key of ['RATELIMIT_DEFAULT', 'RATELIMIT_APPLICATION', 'RATELIMIT_GLOBAL']) {
        const value = config.get(key)
        if (value) steps.push({ at: value.at, what: key })
      }
  }
  for (const hook of hooks)
    if (hook.event === 'before_request' && hook.blueprint === null && throttles(code, hook.fn))
      steps.push({ at: hook.at, what: `${hook.fn.def.name}() before each request` })
  return steps
}

function isEmptyList(expr: Expr): boolean {
  return 'elements' in expr && expr.elements.length === 0
}

export interface Limited {
  readonly view: FunctionInfo
  readonly decorators: readonly Expr[]
  readonly blueprints: readonly string[]
}

export function limitsOf(code: Code, limits: Limits, route: Limited): Step[] {
  const own = route.decorators.filter((one) => isLimitDecorator(code, one)).map((one) => stepAt(one))
  const exempt =
    route.decorators.some((one) => isLimiterPart(code, one, 'exempt')) ||
    limits.exempt.has(route.view.qualified) ||
    route.blueprints.some((one) => limits.exempt.has(one))
  if (exempt) return own
  const ofBlueprints = route.blueprints.flatMap((one) => limits.blueprints.get(one) ?? [])
  const throttle = code
    .reach(route.view)
    .slice(0, MAX_THROTTLE)
    .find((fn) => throttles(code, fn) || counts(fn))
  const weak: Step[] = throttle
    ? [{ ...stepAt(throttle.def.body[0] ?? throttle.def), what: `${throttle.def.name}() counts by itself` }]
    : []
  return [...own, ...(limits.views.get(route.view) ?? []), ...ofBlueprints, ...limits.everywhere, ...weak]
}

/** Functions near a view that may hold a throttle of its own. */
const MAX_THROTTLE = 12

const LIMIT_NAME = /(?:^|_)(?:rate_?limit(?:ed|er|s)?|throttled?|limit_requests?|limit_rate)$|^limits?_per_/i

function isLimitDecorator(code: Code, expr: Expr): boolean {
  const target = expr.kind === 'Call' ? expr.callee : expr
  if (isLimiterPart(code, target, 'limit') || isLimiterPart(code, target, 'shared_limit')) return true
  const name = code.of(target)
  if (name?.startsWith('ratelimit.')) return true
  const fn = code.names.functionOf(target)
  if (fn) return LIMIT_NAME.test(fn.def.name) || throttlesInside(code, fn)
  return LIMIT_NAME.test(lastOf(name ?? writtenName(target)))
}

function throttlesInside(code: Code, fn: FunctionInfo, depth = 0): boolean {
  if (throttles(code, fn)) return true
  return depth < 3 && code.body(fn).nested.some((inner) => throttlesInside(code, inner, depth + 1))
}

/** `limiter.limit`, also kept in a variable, or on something that is merely called a limiter. */
function isLimiterPart(code: Code, expr: Expr, part: string): boolean {
  const name = code.of(expr)
  if (name !== undefined && uncalled(name) === `${LIMITER}().${part}`) return true
  return expr.kind === 'Attribute' && expr.name === part && /limiter/i.test(writtenName(expr.object))
}

const judged = new WeakMap<FunctionInfo, boolean>()

/** Answers 429 somewhere. */
function throttles(code: Code, fn: FunctionInfo): boolean {
  const known = judged.get(fn)
  if (known !== undefined) return known
  const found = tooMany(code, fn)
  judged.set(fn, found)
  return found
}

function tooMany(code: Code, fn: FunctionInfo): boolean {
  const body = code.body(fn)
  if (
    body.calls.some(
      ({ call, name }) =>
        isTooMany(call.args) ||
        isTooMany(call.keywords.map(({ value }) => value)) ||
        /^limits\.strategies\.\w+\(\)\.hit$/.test(name ?? ''),
    )
  )
    return true
  if (body.raises.some(({ value }) => value !== null && /TooManyRequests/.test(raised(value)))) return true
  return body.returns.some(({ value }) => value?.kind === 'Tuple' && isTooMany(value.elements))
}

function raised(expr: Expr): string {
  return writtenName(expr.kind === 'Call' ? expr.callee : expr)
}

function isTooMany(values: readonly Expr[]): boolean {
  return values.some(
    (value) =>
      (value.kind === 'Num' && value.value === 429) ||
      (value.kind === 'Attribute' && value.name === 'TOO_MANY_REQUESTS'),
  )
}

const COUNTER =
  /(?:login|failed|password|auth|otp|ip|user)_?attempts|attempts(?:\[|\.get\(|\()|failed_logins|login_failures|locked_until|lockout|account_locked|login_tries/i

const counting = new WeakMap<FunctionInfo, boolean>()

/** A count of attempts in a condition: a lock-out, which slows guessing down as a limit does. */
function counts(fn: FunctionInfo): boolean {
  const known = counting.get(fn)
  if (known !== undefined) return known
  const found = countsInside(fn)
  counting.set(fn, found)
  return found
}

function countsInside(fn: FunctionInfo): boolean {
  for (const stmt of statementsIn(fn.def.body)) {
    if (stmt.kind !== 'If') continue
    const source = stmt.test
    if (source.end - source.start < 400 && COUNTER.test(source.origin.text.slice(source.start, source.end)))
      return true
  }
  return false
}
