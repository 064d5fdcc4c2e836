// What a rule is: one typed value. It sees facts alone, and yields findings.
import type { Facts, SinkSpec } from '../facts/facts.ts'
import type { ChecklistPoint, Confidence, Finding, Severity } from '../finding.ts'
import type { Location } from '../location.ts'

export interface Rule {
  /** `FL501`; the folder is `FL501-sql-injection`. */
  readonly id: string
  /** `sql-injection` */
  readonly name: string
  /** `SQL injection`: a few words. */
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** CWE number. */
  readonly cwe: number
  readonly point: ChecklistPoint
  /** What Portcullis does about it by itself, in one line; null where it has no cure. */
  readonly cure: string | null
  /** Where tainted data must not arrive; the data flow looks for these and `facts.flow.into(id)` tells what it found. */
  readonly sinks?: readonly SinkSpec[]
  readonly check: (facts: Facts) => Iterable<Report>
}

/** What a rule yields: the rest of a finding comes from the rule. */
export type Report = {
  readonly at: Location
  readonly message: string
} & Partial<Pick<Finding, 'severity' | 'confidence' | 'path' | 'otherPaths' | 'related' | 'fix'>>
