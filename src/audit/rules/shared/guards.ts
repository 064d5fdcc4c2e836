// Checks that data passed on its way to a sink, for rules that judge by themselves whether they hold.
import type { Facts, Taint } from '../../facts/facts.ts'
import type { Step } from '../../finding.ts'
import type { Call, Expr } from '../../python/ast.ts'

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

/** What the project's own function judged may be all right: that can't be told. */
export function isJudged(facts: Facts, taint: Taint): boolean {
  return guardsOf(taint).some(({ test, held }) => test.kind === 'Call' && held && !isTextTest(facts, test))
}

/** `startswith('http')` names no host; that a file is there says nothing of whose it is. */
function isTextTest({ names }: Facts, { callee }: Call): boolean {
  if (
    callee.kind === 'Attribute' &&
    /^(?:startswith|endswith|find|count|get|exists|is_file|is_dir)$/.test(callee.name)
  )
    return true
  return /^(?:re\.|os\.|bool$|len$|isinstance$|validators\.url$)/.test(names.of(callee) ?? '')
}

/** Kept in an object and read from one of that class, which may be another: the flow tells classes apart, no objects. */
export function isKeptInObject({ steps }: Taint): boolean {
  return steps.some(({ what }) => what === 'passed to __init__()')
}
