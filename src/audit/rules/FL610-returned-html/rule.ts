// A view returns text that holds what a request says: the browser reads it as a page, and nothing has escaped it.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

const SINKS: readonly SinkSpec[] = [{ id: 'FL610', calls: ['return'], args: [0], clean: 'html' }]

export const rule: Rule = {
  id: 'FL610',
  name: 'returned-html',
  title: 'Foreign text returned as HTML',
  severity: 'high',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'Portcullis sends text as text; what is a page is made by its html tag, which escapes each value for its place.',
  sinks: SINKS,
  check: returnedHtml,
}

function* returnedHtml(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL610'], FROM_STORES_TOO)) {
    const { taint } = arrival
    // Whatever JSON was sent goes back as JSON.
    if (taint.structured || isMarkup(facts, arrival.found.arg)) continue
    yield reportOf(arrival, `\`${taint.source.what}\` is sent as part of a page without being escaped.`)
  }
}

/** `Markup('…').format(x)` escapes what it brings in. */
function isMarkup({ names }: Facts, arg: Expr): boolean {
  return /(?:^|\.)Markup\(\)\./.test(names.of(arg) ?? '')
}
