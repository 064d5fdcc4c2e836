// A route where something can be guessed, or mail be sent to others, as often as anybody likes to ask.
import type { Facts, Purpose, Route } from '../../facts/facts.ts'
import type { Step } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'
import { reachOf, says } from '../shared/reach.ts'

export const rule: Rule = {
  id: 'FL801',
  name: 'missing-limit',
  title: 'Guessing without a limit',
  severity: 'medium',
  confidence: 'medium',
  cwe: 307,
  point: 8,
  cure: 'Portcullis counts attempts by account and by address, and slows down before it refuses.',
  check: missingLimit,
}

/** What an attacker repeats there; in the order in which a route that has several purposes is told. */
const REPEATED: readonly (readonly [Purpose, string])[] = [
  ['login', 'passwords may be tried'],
  ['one-time-code', 'codes may be tried or asked for'],
  ['reset-request', 'mail may be sent to others'],
  ['register', 'accounts may be made'],
  ['reset', 'reset tokens may be tried'],
  ['token', 'keys may be tried'],
]
/** A signed-in person does these for somebody else, or has proven who he is. */
const FOR_STRANGERS: ReadonlySet<Purpose> = new Set(['register', 'reset-request', 'reset', 'token'])
/** What must be named there, since a game is reset as well, and a phone has a token too. */
const NAMED: Partial<Record<Purpose, RegExp>> = {
  // A sign-in by another site's word asks for nothing that can be guessed.
  login:
    /passw|pwd|passcode|\bpin\b|secret|form\(|api_?key|contrase|senha|clave|mot_?de_?passe|mdp|kennwort|[sş]ifre|has[lł]o/i,
  'reset-request': /mail|user|account|phone|sms/i,
  reset: /passw|pwd/i,
  token: /passw|pwd|secret|credential|api_?key|client_id/i,
}
const UNSAFE = new Set(['POST', 'PUT', 'PATCH'])

function* missingLimit(facts: Facts): Iterable<Report> {
  const isLimitedInFront = facts.project.files.some(
    ({ kind, text }) => kind === 'nginx' && text.includes('limit_req'),
  )
  for (const route of facts.routes) {
    const what = route.limits.length > 0 ? undefined : repeatedAt(facts, route)
    if (what === undefined) continue
    yield {
      at: route.at,
      message: `Nothing limits \`${nameOf(route)}\`: ${what} as often as anybody likes.`,
      // Without an application it is a library, whose user sets the limits.
      confidence: isLimitedInFront || facts.apps.length === 0 || isOfExtension(route) ? 'low' : 'medium',
      related: limitersOf(facts),
    }
  }
}

/** Its path, or its function where the source does not tell the path. */
function nameOf({ path, view }: Route): string {
  return path.includes('…') ? `${view.def.name}()` : path
}

/** Not one part of its path is written here: an extension, whose application may well limit it. */
function isOfExtension({ path }: Route): boolean {
  return path.includes('…') && path.split('/').every((part) => part === '' || part === '…')
}

function repeatedAt(facts: Facts, route: Route): string | undefined {
  if (!route.methods.some((method) => UNSAFE.has(method))) return undefined
  const found = REPEATED.find(([purpose]) => route.purposes.has(purpose))
  if (found === undefined) return undefined
  const [purpose, what] = found
  if (route.guards.length > 0 && (FOR_STRANGERS.has(purpose) || isGuardedByDecorator(route))) return undefined
  // Whoever has the link knows its token, which nobody guesses.
  if (purpose === 'reset' && [...route.params.keys()].some((name) => /token|key|code|hash|uuid/.test(name)))
    return undefined
  return isNamed(facts, route, NAMED[purpose]) ? what : undefined
}

/** A check inside the view may only ask for the first step of a sign-in; a decorator asks for all of it. */
function isGuardedByDecorator({ decorators, guards, purposes }: Route): boolean {
  if (purposes.has('login')) return false
  return guards.some(({ at }) =>
    decorators.some(({ expr }) => expr.start === at.start && expr.origin.file === at.file),
  )
}

function isNamed(facts: Facts, { view }: Route, wanted: RegExp | undefined): boolean {
  if (wanted === undefined) return true
  return reachOf(facts, view).some((fn) => says(fn, wanted))
}

function limitersOf({ extensions }: Facts): readonly Step[] {
  return extensions
    .all('flask_limiter.Limiter')
    .slice(0, 1)
    .map(({ at }) => ({ at, what: 'this Limiter has no limit for it' }))
}
