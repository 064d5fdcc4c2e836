// A pinned version whose weaknesses are published: whoever reads the advisory knows what to try.
import type { Facts, Requirement } from '../../facts/facts.ts'
import type { Severity } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'
import { isOfDevelopers } from '../shared/requirements.ts'
import { compareVersions, upperBound } from '../shared/version.ts'
import { TABLE_OF, WEAKNESSES } from './table.ts'
import type { Weakness } from './weakness.ts'

export const rule: Rule = {
  id: 'FL901',
  name: 'vulnerable-version',
  title: 'Version with a published weakness',
  severity: 'medium',
  confidence: 'high',
  cwe: 1395,
  point: 9,
  cure: null,
  check: vulnerableVersion,
}

const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 3, high: 2, medium: 1, low: 0 }

function* vulnerableVersion({ deployment }: Facts): Iterable<Report> {
  for (const requirement of deployment.requirements) {
    const known = WEAKNESSES[requirement.name]
    const report = known && judged(requirement, known)
    if (report) yield report
  }
}

function judged(requirement: Requirement, known: readonly Weakness[]): Report | undefined {
  const { name, version, spec, at } = requirement
  const found = version === null ? allBelow(spec, known) : known.filter((one) => holds(version, one))
  const worst = [...found].sort((a, b) => WEIGHTS[b.severity] - WEIGHTS[a.severity])[0]
  if (worst === undefined) return undefined
  const more = new Set(found.map(({ id }) => id)).size - 1
  const others = more === 0 ? '' : `, and ${more} more`
  const what = version === null ? `every version that \`${name}${spec}\` allows` : `\`${name}\` ${version}`
  return {
    at,
    message: `${capital(what)} has ${worst.id} (${worst.what})${others}; ${cureOf(found)} (known on ${TABLE_OF}).`,
    severity: worst.severity,
    confidence: isOfDevelopers(requirement) ? 'low' : version === null ? 'medium' : 'high',
  }
}

function holds(version: string, { since, fixed }: Weakness): boolean {
  if (since !== undefined && compareVersions(version, since) < 0) return false
  return fixed === null || compareVersions(version, fixed) < 0
}

/** `Flask<2`: whatever is installed is older than the fix. */
function allBelow(spec: string, known: readonly Weakness[]): readonly Weakness[] {
  const bound = upperBound(spec)
  if (bound === null) return known.filter(({ fixed }) => fixed === null)
  return known.filter(({ since, fixed }) => {
    if (since !== undefined) return false
    if (fixed === null) return true
    const difference = compareVersions(bound.version, fixed)
    return bound.inclusive ? difference < 0 : difference <= 0
  })
}

function cureOf(found: readonly Weakness[]): string {
  const fixes = found.map(({ fixed }) => fixed)
  if (fixes.includes(null)) return 'no version is without it'
  const last = (fixes as string[]).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a))
  return `${last} is without`
}

function capital(text: string): string {
  return text.startsWith('`') ? text : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
