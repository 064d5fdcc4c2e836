// All that a request sends becomes attributes of a model, also those that no form offers.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'

/** Bases of models; also `db.Model` of an instance that can't be told. */
const MODEL =
  /(?:^|\.)(?:Model|Document|DynamicDocument|EmbeddedDocument|DeclarativeBase|Base|SQLModel)$|declarative_base\(\)$/

const SINKS: readonly SinkSpec[] = [
  { id: 'FL601/set', calls: ['setattr'], args: [1], clean: 'identifier' },
  {
    id: 'FL601/mongo',
    calls: ['*.insert_one', '*.insert_many'],
    args: [0, 'document', 'documents'],
    clean: 'all',
  },
]

export const rule: Rule = {
  id: 'FL601',
  name: 'mass-assignment',
  title: 'Mass assignment',
  severity: 'high',
  confidence: 'high',
  cwe: 915,
  point: 6,
  cure: 'A schema of Portcullis names each field that a route takes, and refuses all others.',
  sinks: SINKS,
  check: massAssignment,
}

function* massAssignment(facts: Facts): Iterable<Report> {
  for (const { call } of facts.names.calls) {
    const spread = call.keywords.find(({ name }) => name === null)?.value
    if (spread === undefined || !(isModel(facts.names, call) || isUpdate(call))) continue
    const taint = facts.flow
      .taintOf(spread)
      .find(({ kind, structured, clean }) => kind === 'request' && structured && !clean.has('identifier'))
    if (taint === undefined || isPicked(facts.names, spread)) continue
    yield {
      at: placeOf(spread),
      message: `Every key of \`${taint.source.what}\` becomes an attribute of the row.`,
      path: [taint.source, ...taint.steps],
    }
  }
  for (const arrival of arrivals(facts, ['FL601/set'], FROM_REQUESTS))
    yield reportOf(arrival, `\`${arrival.taint.source.what}\` names the attribute that is set.`)
  for (const arrival of arrivals(facts, ['FL601/mongo'], FROM_REQUESTS)) {
    const whole = arrival.found.taints.find(
      ({ kind, structured, portion }) => kind === 'request' && structured && portion === 'whole',
    )
    // A document with foreign values in named fields is what an insert is for.
    if (whole === undefined || arrival.found.arg.kind === 'Dict') continue
    if (holdsNamedFields(facts.names, arrival.found.arg)) continue
    yield reportOf(
      { ...arrival, taint: whole },
      `Whatever \`${whole.source.what}\` holds is stored as the document.`,
    )
  }
}

function isModel(names: Names, { callee }: Call): boolean {
  const cls = names.classOf(callee)
  return cls !== undefined && [...names.allBases(cls)].some((base) => MODEL.test(base))
}

/** `user.update(**data)` of an ODM. */
function isUpdate({ callee }: Call): boolean {
  return callee.kind === 'Attribute' && (callee.name === 'update' || callee.name === 'modify')
}

/** `{k: data[k] for k in FIELDS}` takes named fields alone. */
function isPicked(names: Names, expr: Expr): boolean {
  const made = expr.kind === 'Name' ? names.assigned(expr) : [expr]
  return made.some((one) => one.kind === 'Comprehension' || one.kind === 'Dict')
}

function holdsNamedFields(names: Names, expr: Expr): boolean {
  return isPicked(names, expr) || (expr.kind === 'List' && expr.elements.every((one) => one.kind === 'Dict'))
}
