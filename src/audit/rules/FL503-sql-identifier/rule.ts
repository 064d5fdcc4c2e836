// A column, table or direction of SQL named by the request: no parameter can carry a name, and none is checked.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'
import { holesAreNames } from '../shared/sql.ts'

/** Text for these is taken for SQL by SQLAlchemy only where `text()` wraps it; that is a sink of FL501 already. */
const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL503',
    calls: ['sqlalchemy.column', 'sqlalchemy.table', 'sqlalchemy.literal_column'],
    args: [0],
    clean: 'sql',
  },
]

export const rule: Rule = {
  id: 'FL503',
  name: 'sql-identifier',
  title: 'Name of a column or table from the request',
  severity: 'high',
  confidence: 'high',
  cwe: 89,
  point: 5,
  cure: 'Portcullis names columns in its code alone; its query builder has no way to take one from a request.',
  sinks: SINKS,
  check: sqlIdentifier,
}

function* sqlIdentifier(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL501', 'FL501/second'], FROM_REQUESTS))
    if (holesAreNames(facts, arrival.found.arg))
      yield reportOf(arrival, `\`${arrival.taint.source.what}\` names a column or table of the SQL.`)
  for (const arrival of arrivals(facts, ['FL503'], FROM_REQUESTS))
    yield reportOf(arrival, `\`${arrival.taint.source.what}\` names a column or table of the query.`)
}
