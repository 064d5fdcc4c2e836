// What a rule says of one place in the audited project.
import type { Location } from './location.ts'

/** How bad it is when true, after OWASP's risk rating: critical > high > medium > low. */
export type Severity = 'critical' | 'high' | 'medium' | 'low'
/** How sure it is that it is true. `low` is hidden unless asked for. */
export type Confidence = 'high' | 'medium' | 'low'

/** A point of the checklist that the audit is organised around; 0: none of the ten. */
export type ChecklistPoint = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10

export interface Step {
  readonly at: Location
  /** `request.args['q']`, `passed to search()`; one short phrase. */
  readonly what: string
}

export interface Finding {
  /** FL501 */
  readonly rule: string
  readonly at: Location
  /** One sentence: what is wrong at this very place, naming what it is about. */
  readonly message: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** Where the data came from, source first, sink last. */
  readonly path: readonly Step[]
  /** Further ways to the same sink, folded. */
  readonly otherPaths: readonly (readonly Step[])[]
  /** Other places that belong to it: the config line, the other route. */
  readonly related: readonly Step[]
  /** A change that keeps the meaning. */
  readonly fix: Fix | null
}

export interface Fix {
  readonly title: string
  readonly edits: readonly { readonly at: Location; readonly text: string }[]
}

/** What a point of the checklist comes to. */
export type Verdict = 'pass' | 'fail' | 'unknown'

export interface Evidence {
  readonly point: ChecklistPoint
  readonly verdict: Verdict
  readonly because: readonly Step[]
}
