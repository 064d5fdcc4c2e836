// Foreign text declared to be safe markup: no template escapes it any more.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL613',
    calls: ['markupsafe.Markup', 'django.utils.safestring.mark_safe', 'wtforms.widgets.HTMLString'],
    args: [0],
    clean: 'html',
  },
]

export const rule: Rule = {
  id: 'FL613',
  name: 'markup',
  title: 'Foreign text declared safe by Markup',
  severity: 'high',
  confidence: 'high',
  cwe: 79,
  point: 6,
  cure: 'In Portcullis the way around escaping is named unsafeHtml, so that each use can be found and asked about.',
  sinks: SINKS,
  check: markup,
}

function* markup(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL613'], FROM_STORES_TOO))
    yield reportOf(
      arrival,
      `\`Markup\` declares \`${arrival.taint.source.what}\` to be safe, and nothing has escaped it.`,
    )
}
