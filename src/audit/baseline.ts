// Findings that were there before and are known: kept in a file, so that only new ones count.
import type { Finding } from './finding.ts'
import { UsageError } from './usage-error.ts'

const VERSION = 1

interface Entry {
  readonly rule: string
  readonly file: string
  readonly fingerprint: string
  /** For whoever reads the file. */
  readonly message: string
}

export type Baseline = readonly Entry[]

/** @throws UsageError when it is no baseline of ours */
export function readBaseline(text: string, name: string): Baseline {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new UsageError(`the baseline ${name} is no JSON`)
  }
  const { version, findings } = (data ?? {}) as { version?: unknown; findings?: unknown }
  if (version !== VERSION || !Array.isArray(findings) || !findings.every(isEntry))
    throw new UsageError(`the baseline ${name} is none of this version's; make it anew with --write-baseline`)
  return findings
}

function isEntry(value: unknown): value is Entry {
  const { rule, file, fingerprint } = (value ?? {}) as Record<string, unknown>
  return typeof rule === 'string' && typeof file === 'string' && typeof fingerprint === 'string'
}

/** Sorted, an entry a line, so that a diff of it is a list of findings. */
export function writeBaseline(findings: readonly (Finding & { readonly fingerprint: string })[]): string {
  const entries = findings
    .map(({ rule, at, fingerprint, message }) => ({ rule, file: at.file, fingerprint, message }))
    .map((entry) => `    ${JSON.stringify(entry)}`)
    .sort()
  const list = entries.length === 0 ? '' : `\n${entries.join(',\n')}\n  `
  return `{\n  "version": ${VERSION},\n  "findings": [${list}]\n}\n`
}

/** Each entry stands for one finding: first for itself, then for one that has moved to another file. */
export function knownOf(
  findings: readonly Finding[],
  fingerprintOf: ReadonlyMap<Finding, string>,
  baseline: Baseline,
): ReadonlySet<Finding> {
  const known = new Set<Finding>()
  const exact = countsOf(baseline, ({ file, fingerprint }) => `${file}\0${fingerprint}`)
  const left = countsOf(baseline, ({ fingerprint }) => hashOf(fingerprint))
  for (const finding of findings) {
    const fingerprint = fingerprintOf.get(finding) ?? ''
    if (!take(exact, `${finding.at.file}\0${fingerprint}`)) continue
    take(left, hashOf(fingerprint))
    known.add(finding)
  }
  for (const finding of findings) {
    if (!known.has(finding) && take(left, hashOf(fingerprintOf.get(finding) ?? ''))) known.add(finding)
  }
  return known
}

/** Without the number that counts equal ones. */
function hashOf(fingerprint: string): string {
  return fingerprint.split(':')[0] ?? ''
}

function countsOf(entries: Baseline, keyOf: (entry: Entry) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of entries) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1)
  return counts
}

function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0
  if (count > 0) counts.set(key, count - 1)
  return count > 0
}
