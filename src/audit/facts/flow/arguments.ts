// What a call passes.
import type { Expr } from '../../python/ast.ts'
import { NOTHING, type Value } from './value.ts'

export interface Argument {
  readonly value: Value
  readonly expr: Expr
}

export interface Arguments {
  readonly list: readonly Argument[]
  readonly named: ReadonlyMap<string, Argument>
  /** `*rest` and `**more`, null where there is none. */
  readonly rest: Argument | null
  readonly more: Argument | null
}

/** The one at that position, or of that name. */
export function argument(args: Arguments, at: number, name = ''): Argument | undefined {
  return args.list[at] ?? args.named.get(name)
}

export function valueAt(args: Arguments, at: number, name = ''): Value {
  return argument(args, at, name)?.value ?? args.rest?.value ?? NOTHING
}
