// A page made for one person that a cache hands to the next: the application's own, a proxy's, or the browser's.
import { keywordOf, stringOf } from '../../facts/code/expressions.ts'
import type { Decorator, Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { asksForPerson } from '../shared/person.ts'

export const rule: Rule = {
  id: 'FL705',
  name: 'cacheable-page',
  title: 'Private page in a cache',
  severity: 'medium',
  confidence: 'low',
  cwe: 525,
  point: 7,
  cure: 'Portcullis sends `Cache-Control: no-store` with everything that does not say otherwise.',
  check: cacheablePage,
}

function* cacheablePage(facts: Facts): Iterable<Report> {
  for (const route of facts.routes) {
    yield* cachedByDecorator(facts, route)
    if (route.guards.length > 0) yield* saidToBePublic(facts, route)
  }
  yield* memoized(facts)
  yield* nowhere(facts)
}

const CACHED = /^flask_cach(?:ing|e)\.Cache\(\)\.cached\(\)$/
const MEMOIZE = /^flask_cach(?:ing|e)\.Cache\(\)\.memoize$/

/** Flask-Caching's key is the path alone, so that the first visitor's page is everybody's. */
function* cachedByDecorator(facts: Facts, route: Route): Iterable<Report> {
  const index = route.decorators.findIndex((one) => CACHED.test(one.name ?? '') && !hasOwnKey(facts, one))
  const cached = route.decorators[index]
  if (cached === undefined) return
  const below = route.decorators.slice(index + 1)
  const guard = route.guards.find(({ at }) =>
    below.some(({ expr }) => expr.start === at.start && expr.origin.file === at.file),
  )
  if (guard !== undefined)
    yield {
      at: placeOf(cached.expr),
      message: `The cache stands above \`${guard.what}\`, and so answers strangers with what was made for somebody.`,
      confidence: 'high',
      related: [guard],
    }
  else if (asksForPerson(facts, route.view))
    yield {
      at: placeOf(cached.expr),
      message: `What \`${route.view.def.name}()\` makes for one visitor is kept under its path alone, and handed to all others.`,
      confidence: 'medium',
    }
}

/** A key of its own may hold the person; `unless` may leave the signed-in out. */
function hasOwnKey({ names }: Facts, { call }: Decorator): boolean {
  if (call === null) return false
  const prefix = keywordOf(call, 'key_prefix')
  if (prefix !== undefined && stringOf(names, prefix) === undefined) return true
  return ['make_cache_key', 'unless', 'response_filter', 'cache_key'].some(
    (name) => keywordOf(call, name) !== undefined,
  )
}

/** Its key is what the function is given; who is signed in is not. */
function* memoized(facts: Facts): Iterable<Report> {
  for (const fn of facts.names.functions)
    for (const decorator of fn.def.decorators) {
      const target = decorator.kind === 'Call' ? decorator.callee : decorator
      if (!MEMOIZE.test(facts.names.of(target) ?? '') || !readsPersonItself(facts, fn)) continue
      yield {
        at: placeOf(decorator),
        message: `\`${fn.def.name}()\` depends on who is signed in, and is kept without that.`,
        confidence: 'medium',
      }
    }
}

function readsPersonItself(facts: Facts, fn: FunctionInfo): boolean {
  const { reads, calls } = facts.bodyOf(fn)
  const person = /^flask_login\.(?:utils\.)?current_user|^flask\.session[.[]/
  return [...reads, ...calls].some(({ name }) => person.test(name ?? ''))
}

/** `response.cache_control.public = True`, `response.headers['Cache-Control'] = 'public, …'` */
function* saidToBePublic(facts: Facts, { view }: Route): Iterable<Report> {
  const { names } = facts
  for (const { target, value } of facts.bodyOf(view).stores) {
    const isFlag =
      target.kind === 'Attribute' &&
      target.name === 'public' &&
      target.object.kind === 'Attribute' &&
      target.object.name === 'cache_control' &&
      names.literal(value) === true
    const isHeader =
      target.kind === 'Subscript' &&
      stringOf(names, target.index)?.toLowerCase() === 'cache-control' &&
      /(?:^|[\s,])(?:public|s-maxage)/i.test(stringOf(names, value) ?? '')
    if (isFlag || isHeader)
      yield {
        at: placeOf(target),
        message: `The answer of \`${view.def.name}()\`, which asks who somebody is, may be kept by caches that all share.`,
        confidence: 'medium',
      }
  }
}

const NO_CACHE = /no-store|no_store/i

/** Browsers show it again with the back button after signing out. */
function* nowhere(facts: Facts): Iterable<Report> {
  const app = facts.apps.find(({ cookieSession }) => cookieSession)
  if (app === undefined || !facts.routes.some(({ guards }) => guards.length > 0)) return
  if (facts.headers.set.has('cache-control')) return
  if (facts.names.modules.some(({ text }) => NO_CACHE.test(text))) return
  yield {
    at: app.at,
    message: 'Pages for those signed in are sent without `Cache-Control: no-store`.',
    severity: 'low',
    confidence: 'low',
  }
}
