// Routes beside a route, about the same thing: whether they are guarded, and it should be too.
import type { Facts, Route } from '../../facts/facts.ts'

/** Begin many paths and say nothing of what they are about. */
const COMMON = /^(?:api|rest|v\d+|ajax|json)$/
const DESTROYS =
  /(?:^|[/_-])(?:delete|remove|destroy|purge|clear|wipe|drop|truncate|disable|ban|unban|edit|update|rename|approve|reject|promote|demote|revoke|grant|cancel|archive|restore|publish|unpublish|assign|transfer|set_role|reset)(?:$|[/_-])/i
/** Done by visitors who have no account. */
const PUBLIC =
  /(?:^|[/_-])(?:subscribe|unsubscribe|newsletter|feedback|comments?|vote|like|react|cart|basket|checkout|orders?|pay|payment|track|hits?|views?|clicks?|report|webhooks?|hooks?|callback|ipn|notify|health|healthz|ping|status|metrics|lang|language|locale|theme|cookies?|consent|confirm|verify|activate|invite|accept|join|rsvp|public|guest|share|survey|answers?|submit|csp|events?|messages?|sms|telegram|slack|twilio|stripe|paypal|install|setup|seed|demo)(?:$|[/_-])/i

export function isPublicAction({ path, view }: Route): boolean {
  return PUBLIC.test(staticOf(path)) || PUBLIC.test(view.def.name)
}

export function isDestructive({ path, view, methods }: Route): boolean {
  return (
    methods.some((method) => method === 'DELETE' || method === 'PUT' || method === 'PATCH') ||
    DESTROYS.test(staticOf(path)) ||
    DESTROYS.test(view.def.name) ||
    DESTROYS.test(worded(view.owner?.def.name ?? ''))
  )
}

function staticOf(path: string): string {
  return path
    .split('/')
    .filter((segment) => !segment.includes('<'))
    .join('/')
}

/** `PurgeTasks` → `Purge_Tasks` */
function worded(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2')
}

interface Group {
  readonly guarded: readonly Route[]
}

const kept = new WeakMap<Facts, ReadonlyMap<string, Group>>()

/** Those with a guard; none where it is as usual there to have no guard. */
export function guardedSiblings(facts: Facts, route: Route, open: readonly Route[]): readonly Route[] {
  const { guarded } = groupsOf(facts).get(groupOf(route)) ?? { guarded: [] }
  if (guarded.length < 2) return []
  const changing = guarded.filter(({ changesState }) => changesState !== null)
  const unguarded = changingOf(open).get(groupOf(route)) ?? 0
  const isException = guarded.length > unguarded && changing.length >= unguarded
  return isException ? [...changing].sort((a, b) => likeness(b, route) - likeness(a, route)) : []
}

function groupsOf(facts: Facts): ReadonlyMap<string, Group> {
  const known = kept.get(facts)
  if (known) return known
  const groups = new Map<string, { guarded: Route[] }>()
  for (const route of facts.routes) {
    if (route.guards.length === 0) continue
    const group = groups.get(groupOf(route)) ?? { guarded: [] }
    groups.set(groupOf(route), group)
    group.guarded.push(route)
  }
  kept.set(facts, groups)
  return groups
}

const counted = new WeakMap<readonly Route[], ReadonlyMap<string, number>>()

/** Group → how many of `routes` change something. */
function changingOf(routes: readonly Route[]): ReadonlyMap<string, number> {
  const known = counted.get(routes)
  if (known) return known
  const counts = new Map<string, number>()
  for (const route of routes)
    if (route.changesState !== null) counts.set(groupOf(route), (counts.get(groupOf(route)) ?? 0) + 1)
  counted.set(routes, counts)
  return counts
}

/** The same blueprint or file, and the same first word of the path. */
function groupOf({ blueprint, path, view }: Route): string {
  const segments = path.split('/').filter((segment) => segment !== '' && !COMMON.test(segment))
  const first = segments[0]?.includes('<') ? '' : (segments[0] ?? '')
  return `${blueprint ?? view.module.name}\0${first}`
}

/** How much of the path they share. */
function likeness(one: Route, other: Route): number {
  const end = Math.min(one.path.length, other.path.length)
  let at = 0
  while (at < end && one.path.charAt(at) === other.path.charAt(at)) at++
  return at
}
