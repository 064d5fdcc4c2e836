// One audit, from files to findings with where they stand. It runs nothing of what it reads, and opens no connection.
import { type Baseline, knownOf } from './baseline.ts'
import { checklistOf } from './checklist.ts'
import type { Confidence, Finding, Severity } from './finding.ts'
import { fingerprints } from './fingerprint.ts'
import { type ChangedLines, changedLines } from './git.ts'
import { applyIgnores, type Ignored, linesOfStatement, type Sources } from './ignore/ignore.ts'
import { readFacts } from './read.ts'
import { type AuditFinding, type AuditResult, byPlace, CONFIDENCES, isAtLeast } from './result.ts'
import { rules as allRules } from './rules/index.ts'
import { runRules } from './rules/run.ts'

export interface AuditOptions {
  /** Only these; all when left out. */
  readonly rules?: readonly string[]
  /** All but these. */
  readonly ignore?: readonly string[]
  /** In place of a rule's own. */
  readonly severity?: Readonly<Record<string, Severity>>
  /** `medium` when left out. */
  readonly minConfidence?: Confidence
  /** Tests, migrations and vendored code are left out without it. */
  readonly includeTests?: boolean
  /** Globs below the audited folder. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly baseline?: Baseline
  /** A commit: findings in lines that have not changed since don't count. */
  readonly since?: string
  readonly onStep?: (step: string, done: number, all: number) => void
}

export async function auditProject(root: string, options: AuditOptions = {}): Promise<AuditResult> {
  const { severity = {}, minConfidence = 'medium' } = options
  const read = await readFacts(root, options)
  const { facts, sources } = read
  const asked = allRules.filter(({ id }) => isAsked(id, options))
  const run = runRules(asked, facts, (done) => options.onStep?.('asking rules', done, asked.length))
  const found = run.findings
    .map((finding) => ({ ...finding, severity: severity[finding.rule] ?? finding.severity }))
    .sort(byPlace)
  const ids = allRules.map(({ id }) => id)
  const ran = new Set(asked.map(({ id }) => id))
  // Before the less sure ones go: a comment that ignores one of them is used.
  const ignored = applyIgnores(found, sources, ids, ran)
  const sure = found.filter(({ confidence }) => isAtLeast(CONFIDENCES, confidence, minConfidence))
  const findings = withStanding(sure, ignored, sources, options)
  return {
    root: facts.project.root,
    files: facts.project.files.length,
    pythonFiles: sources.modules.size,
    templates: sources.templates.size,
    leftOut: facts.project.leftOut,
    notes: [...read.notes, ...run.notes],
    remarks: ignored.remarks,
    findings,
    hidden: found.length - sure.length,
    ...checklistOf(facts, findings, allRules, ran),
    rules: asked,
    lines: sources.lines,
    sourceOf: (file) => sources.project.byPath.get(file)?.text,
  }
}

function isAsked(id: string, { rules, ignore = [] }: AuditOptions): boolean {
  return (rules === undefined || rules.includes(id)) && !ignore.includes(id)
}

function withStanding(
  findings: readonly Finding[],
  ignored: Ignored,
  sources: Sources,
  { baseline, since }: AuditOptions,
): AuditFinding[] {
  const fingerprintOf = fingerprints(findings, sources)
  const counting = findings.filter((finding) => !ignored.of.has(finding))
  const known = knownOf(counting, fingerprintOf, baseline ?? [])
  const changed = since === undefined ? undefined : changedLines(sources.project, since)
  return findings.map((finding): AuditFinding => {
    const ignoredBy = ignored.of.get(finding) ?? null
    const standing =
      ignoredBy !== null
        ? 'ignored'
        : known.has(finding)
          ? 'known'
          : changed !== undefined && !isTouched(finding, changed, sources)
            ? 'untouched'
            : 'open'
    return { ...finding, fingerprint: fingerprintOf.get(finding) ?? '', standing, ignoredBy }
  })
}

/** A changed line anywhere on the data's way can make a finding of what was none. */
function isTouched({ at, path, related }: Finding, changed: ChangedLines, sources: Sources): boolean {
  return [at, ...path.map((step) => step.at), ...related.map((step) => step.at)].some((place) => {
    const lines = changed.get(place.file)
    if (lines === undefined || lines === 'all') return lines === 'all'
    const { first, last } = linesOfStatement(place, sources)
    for (let line = first; line <= last; line++) if (lines.has(line)) return true
    return false
  })
}
