// What arrives in the holes of templates, and reports of it.
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import type { Location } from '../../location.ts'
import type { Hole, Template } from '../../templates/template.ts'
import type { Report } from '../rule.ts'

export interface HolePlace {
  readonly template: Template
  readonly hole: Hole
}

/** Holes of pages, in the order of the templates; text files and mails have no markup to break. */
export function* holesOf({ templates }: Facts): Generator<HolePlace> {
  for (const template of templates.list)
    for (const hole of template.holes) if (hole.context.in !== 'plain') yield { template, hole }
}

const kept = new WeakMap<Hole, readonly Taint[]>()

/** Foreign data in a hole, the surest first; of parameters that nobody known passes nothing is told. */
export function taintsAt({ templates }: Facts, template: Template, hole: Hole): readonly Taint[] {
  const known = kept.get(hole)
  if (known !== undefined) return known
  const taints = templates.taintOf(template, hole).filter(({ kind }) => kind !== 'parameter')
  const sorted = [...taints.filter(isSent), ...taints.filter((taint) => !isSent(taint))]
  kept.set(hole, sorted)
  return sorted
}

export function isSent({ kind }: Taint): boolean {
  return kind === 'request'
}

export function placeOfHole({ template, hole }: HolePlace): Location {
  return { file: template.file, start: hole.start, end: hole.end }
}

export function reportOfHole(
  place: HolePlace,
  taints: readonly Taint[],
  message: string,
  confidence: Confidence,
): Report {
  const at = placeOfHole(place)
  const [path = [], ...otherPaths] = taints.map(({ source, steps }) => [
    source,
    ...steps,
    { at, what: 'arrives here' },
  ])
  return { at, message, confidence, path, otherPaths }
}

/** `from request.args['q']`, or `read from the database`. */
export function originOf(taint: Taint): string {
  return isSent(taint) ? `\`${taint.source.what}\`` : `stored text (\`${taint.source.what}\`)`
}
