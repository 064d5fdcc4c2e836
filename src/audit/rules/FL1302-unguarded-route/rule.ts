// A route that strangers reach, where what stands beside it keeps them out; or one for debugging or administration.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Facts, Route } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { asksForPerson } from '../shared/person.ts'
import { reachOf, says } from '../shared/reach.ts'
import { openDebugging } from './debugging.ts'
import { guardedSiblings, isDestructive, isPublicAction } from './siblings.ts'

export const rule: Rule = {
  id: 'FL1302',
  name: 'unguarded-route',
  title: 'Route without its guard',
  severity: 'high',
  confidence: 'medium',
  cwe: 306,
  point: 0,
  cure: 'Portcullis lets nobody in whom a route does not ask for by name: `public: true` has to be written.',
  check: unguardedRoute,
}

function* unguardedRoute(facts: Facts): Iterable<Report> {
  yield* deadGuards(facts)
  const open = facts.routes.filter((route) => isOpen(facts, route))
  for (const route of open) {
    const report =
      openDebugging(facts, route) ?? openAdministration(facts, route) ?? openSibling(facts, route, open)
    if (report !== undefined) yield report
  }
}

/** Flask keeps the function as it is below the route; what wraps it later is never called. */
function* deadGuards({ routes }: Facts): Iterable<Report> {
  for (const { deadGuards: dead, guards, at, path } of routes)
    if (guards.length === 0)
      for (const step of dead)
        yield {
          at: step.at,
          message: `\`@${step.what}\` stands above the route, and so guards nothing.`,
          confidence: 'high',
          related: [{ at, what: `open to everybody: ${path}` }],
        }
}

const ACCOUNT = [
  'login',
  'logout',
  'register',
  'reset-request',
  'reset',
  'one-time-code',
  'token',
  'contact',
  'search',
] as const
/** A stranger proves by them that he was sent. */
const PROOF = /token|key|code|signature|hash|secret|uuid|nonce/i
const SIGNED =
  /hmac|signature|construct_event|webhook|x-hub|verify_token|api_?key|compare_digest|authoriz|authenticat/i

function isOpen(facts: Facts, route: Route): boolean {
  if (route.guards.length > 0 || route.deadGuards.length > 0 || route.bearerOnly) return false
  if (ACCOUNT.some((purpose) => route.purposes.has(purpose))) return false
  if ([...route.params.keys()].some((name) => PROOF.test(name)) || isPublicAction(route)) return false
  // A decorator that is not understood may be a guard.
  if (
    route.decorators.some(
      ({ name, expr }) => name === undefined && isOwnWord(writtenName('callee' in expr ? expr.callee : expr)),
    )
  )
    return false
  if (asksForPerson(facts, route.view) || isAskedBefore(facts, route)) return false
  return !reachOf(facts, route.view).some((fn) => says(fn, SIGNED))
}

/** By the address it comes from, or by a key: what is no person, but no stranger either. */
const NEIGHBOURS = /remote_addr|access_route|api_?key|authoriz/i

function isAskedBefore(facts: Facts, { blueprint, view }: Route): boolean {
  const hooks = facts.hooks.filter(
    (hook) => hook.event === 'before_request' && (hook.blueprint === null || hook.blueprint === blueprint),
  )
  return [view, ...hooks.map(({ fn }) => fn)].some((fn) =>
    reachOf(facts, fn).some((one) => says(one, NEIGHBOURS)),
  )
}

function isOwnWord(written: string): boolean {
  return /auth|login|required|require|permission|role|admin|token|guard|protect|restrict|only|secure/i.test(
    written,
  )
}

const READS =
  /\.(?:all|execute|find|first|get_or_404|paginate|count|filter_by|filter|fetchall|fetchone|scalars|find_one|aggregate|listdir)\(/

/** Something is shown or done there; a page that only leads on, or an empty one, is no matter. */
function openAdministration(facts: Facts, route: Route): Report | undefined {
  if (!route.purposes.has('admin')) return undefined
  const does = route.changesState !== null || reachOf(facts, route.view).some((fn) => says(fn, READS))
  const isInFront = facts.project.files.some(
    ({ kind, text }) => kind === 'nginx' && /auth_basic|\ballow\s/.test(text),
  )
  return {
    at: route.at,
    message: `\`${route.path}\` is for administrators, and nothing keeps others out.`,
    confidence: does && !isInFront ? 'medium' : 'low',
  }
}

function openSibling(facts: Facts, route: Route, open: readonly Route[]): Report | undefined {
  const isUnsafe = route.methods.some((method) => method !== 'GET')
  const destroys = isDestructive(route)
  if (route.changesState === null || !(isUnsafe || destroys)) return undefined
  const siblings = guardedSiblings(facts, route, open)
  const [first] = siblings
  if (first === undefined) return undefined
  return {
    at: route.at,
    message: `\`${route.path}\` changes something for everybody who asks, while \`${first.path}\` beside it has a guard.`,
    confidence: destroys ? 'medium' : 'low',
    related: [
      { at: first.at, what: `guarded: ${first.path}` },
      { at: route.changesState.at, what: `changes something: ${route.changesState.what}` },
    ],
  }
}
