// A query built with what a request says: the visitor writes part of the SQL.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'
import { holesAreNames, SQL_CALLS, SQL_SELVES } from '../shared/sql.ts'

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL501',
    calls: SQL_CALLS,
    args: [0, 'sql', 'statement', 'query', 'operation', 'text'],
    clean: 'sql',
  },
  { id: 'FL501/second', calls: SQL_SELVES, args: [1, 'sql'], clean: 'sql' },
]

export const rule: Rule = {
  id: 'FL501',
  name: 'sql-injection',
  title: 'SQL injection',
  severity: 'critical',
  confidence: 'high',
  cwe: 89,
  point: 5,
  cure: 'Portcullis asks its database through one typed, parameterised layer, and holds both of its databases to it by tests.',
  sinks: SINKS,
  check: sqlInjection,
}

function* sqlInjection(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL501', 'FL501/second'], FROM_STORES_TOO)) {
    // A name cannot be a parameter, and is cured in another way: FL503.
    if (holesAreNames(facts, arrival.found.arg)) continue
    yield reportOf(arrival, `The SQL is built with \`${arrival.taint.source.what}\`.`)
  }
}
