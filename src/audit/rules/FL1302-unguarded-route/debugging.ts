// Routes that a developer made for himself: they show the configuration, the environment, or what runs.

import { blocksOf } from '../../facts/code/children.ts'
import type { Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import type { Stmt } from '../../python/ast.ts'
import type { Report } from '../rule.ts'

/** Whole tables; single entries of them have `[]` or another name behind. */
const WHOLE = /^os\.environ$|^flask\.(?:current_app|Flask\(\))\.config$/
const WHOLE_CALLS =
  /^os\.environ\.(?:items|copy|values)$|^flask\.(?:current_app|Flask\(\))\.config\.(?:items|copy|values)$/
const FOR_DEVELOPERS = /debug|testing|\benv(?:ironment)?\b|\bdev|local/i

export function openDebugging(facts: Facts, route: Route): Report | undefined {
  const shown = tableShown(facts, route.view)
  const isNamed = route.purposes.has('debug') && route.path.split('/').includes('debug')
  if (shown === undefined && !isNamed) return undefined
  if (isForDevelopers(route.view)) return undefined
  return {
    at: route.at,
    message:
      shown === undefined
        ? `\`${route.path}\` is for debugging, and open to everybody.`
        : `\`${route.path}\` shows ${shown} to everybody.`,
    confidence: 'medium',
  }
}

/** In what the view returns. */
function tableShown(facts: Facts, view: FunctionInfo): string | undefined {
  const { returns, reads, calls } = facts.bodyOf(view)
  const isReturned = ({ start, end }: { start: number; end: number }) =>
    returns.some((one) => one.start <= start && end <= one.end)
  const read = reads.find(({ expr, name }) => WHOLE.test(name) && isReturned(expr))
  const call = calls.find(({ call: one, name }) => WHOLE_CALLS.test(name ?? '') && isReturned(one))
  const name = read?.name ?? call?.name
  if (name === undefined) return undefined
  return name.startsWith('os.')
    ? 'the environment, with what secrets are in it'
    : 'the configuration, with its keys'
}

/** `if app.debug:` around it, or at its top. */
function isForDevelopers({ def, module }: FunctionInfo): boolean {
  return (
    isWithin(module.body, def) || def.body.slice(0, 3).some((stmt) => stmt.kind === 'If' && mentions(stmt))
  )
}

function isWithin(body: readonly Stmt[], wanted: Stmt): boolean {
  for (const stmt of body) {
    if (stmt === wanted || stmt.end < wanted.start || stmt.start > wanted.end) continue
    if (stmt.kind === 'If' && mentions(stmt)) return true
    return blocksOf(stmt).some((block) => isWithin(block, wanted))
  }
  return false
}

function mentions({ test }: Stmt & { kind: 'If' }): boolean {
  return FOR_DEVELOPERS.test(test.origin.text.slice(test.start, test.end))
}
