// Checks that data passed on its way to a sink, for rules that judge by themselves whether they hold.
import type { Taint } from '../../facts/facts.ts'
import type { Step } from '../../finding.ts'
import type { Expr } from '../../python/ast.ts'

interface Guard {
  readonly test: Expr
  /** What the test came to on the way to the sink. */
  readonly held: boolean
}

export function guardsOf({ steps }: Taint): Guard[] {
  return steps.filter(isGuard)
}

function isGuard(step: Step): step is Step & Guard {
  return 'test' in step && 'held' in step
}
