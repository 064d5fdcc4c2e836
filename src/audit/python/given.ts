// What a call gives for a parameter of the function that it calls.
import type { Call, Expr } from './ast.ts'
import type { FunctionInfo } from './names-api.ts'

/** Undefined where nothing is, or where it can't be told: behind `*rest`, or where there is no such parameter. */
export function givenFor(fn: FunctionInfo, param: string, call: Call): Expr | undefined {
  const index = fn.def.params.findIndex(({ name }) => name === param)
  if (index === -1) return undefined
  const position = fn.owner ? index - 1 : index
  const before = call.args.slice(0, position + 1)
  const byPosition = before.some((arg) => arg.kind === 'Starred') ? undefined : before[position]
  return byPosition ?? call.keywords.find(({ name }) => name === param)?.value
}
