// Something of somebody's is fetched by the number in the address, and nobody asks whose it is: a hint, no proof.
import { lastOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts, Route } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { asksForPerson } from '../shared/person.ts'

export const rule: Rule = {
  id: 'FL1303',
  name: 'object-access',
  title: 'Object fetched without asking whose it is',
  severity: 'medium',
  confidence: 'low',
  cwe: 639,
  point: 0,
  cure: null,
  check: objectAccess,
}

/** Who passes has rights over everybody's. */
const PRIVILEGED = /admin|role|permission|staff|superuser|manager|moderator|scope/i
const FETCHES = new Set(
  'get get_or_404 filter_by filter first_or_404 find_one get_by_id find_by_id execute one_or_404 delete_one update_one'.split(
    ' ',
  ),
)
/** Things that belong to one person, most often. */
const PRIVATE =
  /order|invoice|message|document|address|payment|profile|account|ticket|note|file|upload|report|appointment|prescription|record|task|letter|receipt|card|subscription|device|conversation|chat|reservation|booking|statement|contract|user|member|patient|customer|salary/i

function* objectAccess(facts: Facts): Iterable<Report> {
  for (const route of facts.routes) {
    if (route.guards.length === 0 || route.purposes.has('admin')) continue
    if (route.guards.some(({ what }) => PRIVILEGED.test(what))) continue
    const ids = guessable(route)
    if (ids.size === 0 || asksForPerson(facts, route.view)) continue
    const fetch = fetchBy(facts, route, ids)
    if (fetch === undefined) continue
    const source = fetch.origin.text.slice(fetch.start, Math.min(fetch.end, fetch.start + 200))
    if (route.changesState === null && !PRIVATE.test(source) && !PRIVATE.test(route.path)) continue
    yield {
      at: placeOf(fetch),
      message: `\`${route.path}\` fetches by the number in the address, and does not ask whose that is.`,
      related: route.guards.slice(0, 1),
    }
  }
}

/** Numbers can be counted through; a UUID or a long token cannot. */
function guessable({ params }: Route): ReadonlySet<string> {
  return new Set(
    [...params].flatMap(([name, converter]) =>
      converter === 'int' || (converter === 'string' && /(?:^|_)(?:id|pk|no|num|number)$/i.test(name))
        ? [name]
        : [],
    ),
  )
}

function fetchBy(facts: Facts, { view }: Route, ids: ReadonlySet<string>): Call | undefined {
  const { names } = facts
  return facts.bodyOf(view).calls.find(({ call }) => {
    if (
      call.callee.kind !== 'Attribute' ||
      !FETCHES.has(lastOf(writtenName(call.callee)) || call.callee.name)
    )
      return false
    const given = [...call.args, ...call.keywords.map(({ value }) => value)]
    if (!given.some((arg) => mentions(arg, ids))) return false
    if (call.callee.name !== 'execute') return call.callee.name !== 'get' || isStore(call.callee.object)
    // Of SQL, what asks for nothing but the number.
    const sql = stringOf(names, call.args[0])
    return sql === undefined || /\bwhere\b(?!.*\band\b)/i.test(sql.replaceAll('\n', ' '))
  })?.call
}

function mentions(expr: Expr, ids: ReadonlySet<string>): boolean {
  return (expr.kind === 'Name' && ids.has(expr.id)) || childrenOf(expr).some((child) => mentions(child, ids))
}

/** `.get` of a query, a session of a database, or a class; a dictionary has one as well. */
function isStore(object: Expr): boolean {
  return /(?:query|session|objects|db)$|^[A-Z]\w*$/.test(writtenName(object))
}
