// `|safe` on what visitors send or have stored: the template prints it as markup.
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Filter, Hole } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'
import { type HolePlace, holesOf, isSent, originOf, reportOfHole, taintsAt } from '../shared/holes.ts'

export const rule: Rule = {
  id: 'FL611',
  name: 'safe-filter',
  title: 'Foreign text printed by |safe',
  severity: 'high',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis prints markup only where it is named unsafeHtml, and its CSP runs no script that it did not send.',
  check: safeFilter,
}

const SAFE = 'safe'
/** Filters that a value is looked at through. */
const MOST_FILTERS = 20

function* safeFilter(facts: Facts): Iterable<Report> {
  for (const place of holesOf(facts)) {
    const { template, hole } = place
    if (!hole.source.includes(SAFE)) continue
    for (const marked of markedIn(hole)) {
      const taints = taintsAt(facts, template, marked).filter(isDangerous)
      const [taint] = taints
      if (taint === undefined) continue
      yield told(place, taints, taint)
      break
    }
  }
}

function told(place: HolePlace, taints: readonly Taint[], taint: Taint): Report {
  return reportOfHole(
    place,
    taints,
    `\`|safe\` prints ${originOf(taint)} as markup.`,
    // Who writes what is stored is not known: visitors, or the site's own authors.
    isSent(taint) ? 'high' : 'medium',
  )
}

function isDangerous({ clean }: Taint): boolean {
  return !clean.has('html')
}

/** Its own; a `{% filter safe %}` around it finds its text escaped already. */
const MARKED = /\|\s*safe\b/

/** The hole as a whole, and each part of it that is marked by itself: `a ~ b|safe`. */
function* markedIn(hole: Hole): Generator<Hole> {
  if (MARKED.test(hole.source) && hole.filters.some(({ name }) => name === SAFE)) yield hole
  if (hole.value === null) return
  for (const call of safeCalls(hole.value)) {
    const first = call.args[0]
    if (first !== undefined) yield { ...hole, ...unwrapped(first) }
  }
}

function* safeCalls(expr: Expr): Generator<Call> {
  const waiting = [expr]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'Call' && next.callee.kind === 'Name' && next.callee.id === SAFE) yield next
    waiting.push(...childrenOf(next))
  }
}

/** `e(x)` of a filter further in, as the value with its filters. */
function unwrapped(expr: Expr): { value: Expr; filters: readonly Filter[] } {
  const filters: Filter[] = []
  let value = expr
  while (value.kind === 'Call' && value.callee.kind === 'Name' && filters.length < MOST_FILTERS) {
    const [first, ...args] = value.args
    if (first === undefined) break
    filters.unshift({ name: value.callee.id, args, keywords: value.keywords })
    value = first
  }
  return { value, filters }
}
