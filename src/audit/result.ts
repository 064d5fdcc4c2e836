// What an audit comes to: findings with where they stand, the ten points, and what could not be seen.
import type { Evidence, Finding, Verdict } from './finding.ts'
import type { Location } from './location.ts'
import type { LeftOut, Note } from './project.ts'
import type { Rule } from './rules/rule.ts'
import type { Lines } from './source-lines.ts'

/**
 * `open`: counts · `ignored`: somebody has said in the source that it is meant · `known`: the baseline has it ·
 * `untouched`: no line of it has changed since the reference of `--diff`.
 */
export type Standing = 'open' | 'ignored' | 'known' | 'untouched'

export interface AuditFinding extends Finding {
  /** Rule, line and scope, hashed; the same when the code around it moves. */
  readonly fingerprint: string
  readonly standing: Standing
  /** The comment that ignores it; `reason` is '' where none is given. */
  readonly ignoredBy: { readonly at: Location; readonly reason: string } | null
}

/** What is to be said of a comment, and is no finding: an ignore that is unused, unknown or without a reason. */
export interface Remark {
  readonly at: Location
  readonly what: string
}

export interface PointResult {
  /** 1 to 10; 0 stands for what no point has room for. */
  readonly point: Evidence['point']
  readonly title: string
  readonly verdict: Verdict
  readonly because: Evidence['because']
  /** Visible ones, worst first. */
  readonly findings: readonly AuditFinding[]
}

export interface AuditResult {
  /** Absolute. */
  readonly root: string
  /** Files read. */
  readonly files: number
  /** Of the files read. */
  readonly pythonFiles: number
  readonly templates: number
  readonly leftOut: readonly LeftOut[]
  readonly notes: readonly Note[]
  readonly remarks: readonly Remark[]
  /** All at or above the asked confidence, whatever their standing, in the order of file and place. */
  readonly findings: readonly AuditFinding[]
  /** Those that are left out since they are less sure than asked for. */
  readonly hidden: number
  /** The ten, in their order. */
  readonly checklist: readonly PointResult[]
  /** Findings of no point. */
  readonly beyond: readonly AuditFinding[]
  readonly rules: readonly Rule[]
  readonly lines: Lines
  /** What was read of a file. */
  readonly sourceOf: (file: string) => string | undefined
}

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export const CONFIDENCES = ['high', 'medium', 'low'] as const

/** Worst first; then by place. */
export function byWeight(a: AuditFinding, b: AuditFinding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    byPlace(a, b)
  )
}

export function byPlace(a: Finding, b: Finding): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.start - b.at.start ||
    compareText(a.rule, b.rule) ||
    a.at.end - b.at.end ||
    compareText(a.message, b.message)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function isAtLeast<T extends string>(scale: readonly T[], value: T, threshold: T): boolean {
  return scale.indexOf(value) <= scale.indexOf(threshold)
}

/** What the exit code depends on: open findings at or above the threshold. */
export function failing(
  { findings }: Pick<AuditResult, 'findings'>,
  failOn: AuditFinding['severity'] | 'none',
): readonly AuditFinding[] {
  if (failOn === 'none') return []
  return findings.filter(
    ({ standing, severity }) => standing === 'open' && isAtLeast(SEVERITIES, severity, failOn),
  )
}
