// A pattern made of what a request says: a few characters of it can keep a process busy for hours.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'

const MODULES = ['re', 'regex']
const FUNCTIONS = [
  'compile',
  'search',
  'match',
  'fullmatch',
  'split',
  'findall',
  'finditer',
  'sub',
  'subn',
  'template',
]

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL604',
    calls: MODULES.flatMap((module) => FUNCTIONS.map((name) => `${module}.${name}`)),
    args: [0, 'pattern'],
    clean: 'regex',
  },
]

export const rule: Rule = {
  id: 'FL604',
  name: 'regex',
  title: 'Pattern from the request',
  severity: 'medium',
  confidence: 'high',
  cwe: 1333,
  point: 6,
  cure: 'Portcullis makes no pattern at run time, and a test judges each of its own for backtracking.',
  sinks: SINKS,
  check: regex,
}

function* regex(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL604'], FROM_REQUESTS)) {
    // An attribute may be another object's: the classes of one family share what is known of theirs.
    const confidence = arrival.found.arg.kind === 'Attribute' ? 'low' : arrival.confidence
    yield reportOf({ ...arrival, confidence }, `The pattern is made of \`${arrival.taint.source.what}\`.`)
  }
}
