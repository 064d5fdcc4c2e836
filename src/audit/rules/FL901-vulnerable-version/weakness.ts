// One published weakness of a package.
import type { Severity } from '../../finding.ts'

export interface Weakness {
  readonly id: string
  /** The first version that has it; all before the fix when left out. */
  readonly since?: string
  /** The first version without it; null: there is none. */
  readonly fixed: string | null
  readonly severity: Severity
  /** What it lets somebody do: a few words. */
  readonly what: string
}

/** By PEP 503's names. Where two lines of versions were mended, each has an entry. */
export type Weaknesses = Readonly<Record<string, readonly Weakness[]>>
