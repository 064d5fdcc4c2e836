// A redirect to where the request says, unchecked, or checked in a way that can be got around.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec, Taint } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'
import { isOneSegment } from '../shared/path-parameters.ts'
import { type Verdict, verdictOf } from '../shared/redirect-guards.ts'

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL628',
    calls: [
      'flask.redirect',
      'flask.helpers.redirect',
      'flask.Flask().redirect',
      'flask.current_app.redirect',
      'quart.redirect',
    ],
    args: [0, 'location'],
    clean: 'url',
    startOnly: true,
  },
]

export const rule: Rule = {
  id: 'FL628',
  name: 'open-redirect',
  title: 'Open redirect',
  severity: 'medium',
  confidence: 'high',
  cwe: 601,
  point: 6,
  cure: '`ownPath` of Portcullis’ shield sends visitors on to own paths alone, as the URL parser of browsers reads them.',
  sinks: SINKS,
  check: openRedirect,
}

/** The surest first. */
const ORDER = ['none', 'weak', 'joined', 'unknown'] as const
const CONFIDENCE: Readonly<Record<(typeof ORDER)[number], Confidence>> = {
  none: 'high',
  weak: 'high',
  // Werkzeug from 2.3 on sends `///host` as it is; older versions made a path of it.
  joined: 'medium',
  unknown: 'low',
}

function* openRedirect(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL628'], FROM_REQUESTS)) yield* judged(facts, arrival)
  for (const { target, value } of facts.stores) {
    if (target.kind !== 'Subscript' || target.object.kind !== 'Attribute') continue
    if (target.object.name !== 'headers') continue
    if (stringOf(facts.names, target.index)?.toLowerCase() !== 'location') continue
    const taints = facts.flow
      .taintOf(value)
      .filter(({ kind, portion, clean }) => kind === 'request' && portion !== 'part' && !clean.has('url'))
    const [taint] = taints
    if (taint === undefined) continue
    const found = { sink: SINKS[0] as SinkSpec, site: null, arg: value, at: placeOf(value), taints }
    yield* judged(facts, { found, taint, confidence: 'high' })
  }
}

function* judged(facts: Facts, arrival: Arrival): Iterable<Report> {
  let worst: { taint: Taint; verdict: Verdict; rank: number } | undefined
  const left: Taint[] = []
  for (const taint of arrival.found.taints) {
    const verdict = verdictOf(facts, taint)
    if (verdict.kind === 'sound') continue
    left.push(taint)
    const rank = ORDER.indexOf(verdict.kind)
    if (worst === undefined || rank < worst.rank) worst = { taint, verdict, rank }
  }
  if (worst === undefined) return
  const { taint, verdict } = worst
  const found = { ...arrival.found, taints: left }
  const sure = verdict.kind === 'sound' ? 'low' : CONFIDENCE[verdict.kind]
  const confidence = isOneSegment(facts, taint) ? 'low' : sure
  yield reportOf({ found, taint, confidence }, messageOf(taint, verdict))
}

function messageOf({ source }: Taint, verdict: Verdict): string {
  const to = `The redirect goes to \`${source.what}\``
  if (verdict.kind === 'weak' || verdict.kind === 'joined')
    return `${to}, and \`${verdict.test}\` lets \`${verdict.passes}\` through.`
  return verdict.kind === 'unknown' ? `${to}, behind a check that is not known.` : `${to}.`
}
