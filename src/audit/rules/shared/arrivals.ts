// Findings from the data flow: one a sink, its paths folded, surer for what a request says than for what is stored.
import type { Facts, FlowFound, SourceKind, Taint } from '../../facts/facts.ts'
import type { Confidence, Finding, Step } from '../../finding.ts'
import type { Report } from '../rule.ts'

/** How sure a finding is by where its data comes from; null: no finding. */
export type ByKind = Readonly<Record<SourceKind, Confidence | null>>

/** What an attacker sends by himself is sure, what he may have had stored is not, and of a parameter nothing is known. */
export const FROM_REQUESTS: ByKind = { request: 'high', stored: null, parameter: null }
export const FROM_STORES_TOO: ByKind = { request: 'high', stored: 'low', parameter: null }

export interface Arrival {
  readonly found: FlowFound
  /** The surest one. */
  readonly taint: Taint
  readonly confidence: Confidence
}

/** What arrives at the sinks of `ids`, as far as `byKind` makes findings of it. */
export function* arrivals(facts: Facts, ids: readonly string[], byKind: ByKind): Iterable<Arrival> {
  for (const id of ids) {
    for (const found of facts.flow.into(id)) {
      const taints = found.taints.filter(({ kind }) => byKind[kind] !== null)
      const taint = taints.find(({ kind }) => kind === 'request') ?? taints[0]
      const confidence = taint && byKind[taint.kind]
      if (taint && confidence) yield { found: { ...found, taints }, taint, confidence }
    }
  }
}

export function reportOf({ found, taint, confidence }: Arrival, message: string): Report {
  return {
    at: found.at,
    message,
    confidence,
    path: pathOf(found, taint),
    otherPaths: found.taints.filter((other) => other !== taint).map((other) => pathOf(found, other)),
  }
}

function pathOf(found: FlowFound, taint: Taint): Finding['path'] {
  const last: Step = { at: found.at, what: 'arrives here' }
  return [taint.source, ...taint.steps, last]
}
