// A query built with a parameter of a function that nobody known calls: its callers decide whether that is an injection.
import type { Facts } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, reportOf } from '../shared/arrivals.ts'
import { holesAreNames } from '../shared/sql.ts'

export const rule: Rule = {
  id: 'FL502',
  name: 'sql-from-parameter',
  title: 'SQL built with a parameter of unknown origin',
  severity: 'medium',
  // What calls the function is not in the source; many such helpers get constants alone.
  confidence: 'low',
  cwe: 89,
  point: 5,
  cure: null,
  check: sqlFromParameter,
}

function* sqlFromParameter(facts: Facts): Iterable<Report> {
  const byKind = { request: null, stored: null, parameter: 'low' } as const
  for (const arrival of arrivals(facts, ['FL501', 'FL501/second'], byKind)) {
    const fromRequest = facts.flow.into(arrival.found.sink.id).find(({ arg }) => arg === arrival.found.arg)
    if (fromRequest?.taints.some(({ kind }) => kind === 'request')) continue
    if (holesAreNames(facts, arrival.found.arg)) continue
    yield reportOf(arrival, `The SQL is built with the parameter \`${arrival.taint.source.what}\`.`)
  }
}
