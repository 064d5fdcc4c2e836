// Paths that an upload was saved under before they are used.
import { shown } from '../../facts/code/expressions.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'

/** `file.save(path)` stands in the same function. */
export function isSavedIn(fn: FunctionInfo | null, path: Expr): boolean {
  if (fn === null) return false
  const { origin, start, end } = fn.def
  return origin.text.slice(start, end).includes(`.save(${shown(path)})`)
}
