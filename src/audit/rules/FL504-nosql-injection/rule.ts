// A filter of MongoDB that a request may fill with operators: a JSON object, or a whole body.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'

const FILTERS = [
  '*.find',
  '*.find_one',
  '*.find_one_and_update',
  '*.find_one_and_delete',
  '*.find_one_and_replace',
  '*.update_one',
  '*.update_many',
  '*.replace_one',
  '*.delete_one',
  '*.delete_many',
  '*.count_documents',
  '*.aggregate',
  '*.find_one_or_404',
]
/** MongoEngine's raw queries, and JavaScript that the database runs. */
const RAW = ['*.objects']

const SINKS: readonly SinkSpec[] = [
  { id: 'FL504', calls: FILTERS, args: [0, 'filter', 'pipeline'], clean: 'all' },
  { id: 'FL504/raw', calls: RAW, args: ['__raw__'], clean: 'all' },
  { id: 'FL504/where', calls: ['*.where'], args: [0], clean: 'code' },
]

export const rule: Rule = {
  id: 'FL504',
  name: 'nosql-injection',
  title: 'NoSQL injection',
  severity: 'high',
  confidence: 'high',
  cwe: 943,
  point: 5,
  cure: 'Portcullis checks each body against a schema: where a text is asked for, an object is refused.',
  sinks: SINKS,
  check: nosqlInjection,
}

function* nosqlInjection(facts: Facts): Iterable<Report> {
  const mongo = usesMongo(facts)
  for (const arrival of arrivals(facts, ['FL504', 'FL504/raw'], FROM_REQUESTS)) {
    if (!mongo) return
    // A text is compared as a text; only an object can be an operator.
    const object = arrival.found.taints.find(({ kind, structured }) => kind === 'request' && structured)
    if (isOfRequest(facts, arrival.found.site?.call.callee)) continue
    if (object === undefined) {
      if (isScript(facts, arrival.found.arg)) yield reportOf(arrival, scriptMessage(arrival))
      continue
    }
    yield reportOf(
      { ...arrival, taint: object },
      `The filter may hold operators: \`${object.source.what}\` is whatever JSON was sent.`,
    )
  }
  for (const arrival of arrivals(facts, ['FL504/where'], FROM_REQUESTS))
    if (mongo && arrival.found.site?.name.includes('pymongo'))
      yield reportOf(
        arrival,
        `The database runs JavaScript that is built with \`${arrival.taint.source.what}\`.`,
      )
}

function scriptMessage({ taint }: Arrival): string {
  return `The database runs JavaScript that is built with \`${taint.source.what}\`.`
}

/** `{'$where': …}` */
function isScript({ names, flow }: Facts, filter: Expr): boolean {
  const dict = filter.kind === 'Name' ? names.assigned(filter).at(-1) : filter
  if (dict?.kind !== 'Dict') return false
  return dict.entries.some(
    ({ key, value }) =>
      key?.kind === 'Str' &&
      (key.value === '$where' || key.value === '$function') &&
      flow.taintOf(value).some(({ kind, clean }) => kind === 'request' && !clean.has('code')),
  )
}

/** `request.json['text'].find(…)` looks for a piece of a text. */
function isOfRequest({ flow }: Facts, callee: Expr | undefined): boolean {
  return callee?.kind === 'Attribute' && flow.taintOf(callee.object).some(({ kind }) => kind === 'request')
}

const DRIVERS = /^(?:pymongo|flask_pymongo|mongoengine|flask_mongoengine|motor|bson|mongomock)(?:\.|$)/

function usesMongo({ names }: Facts): boolean {
  return names.modules.some(({ body }) =>
    body.some(
      (stmt) =>
        (stmt.kind === 'ImportFrom' && DRIVERS.test(stmt.module)) ||
        (stmt.kind === 'Import' && stmt.names.some(({ name }) => DRIVERS.test(name))),
    ),
  )
}
