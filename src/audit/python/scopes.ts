// Scopes as Python has them, what is bound in them where, and which bindings can hold at a place.
import type { Expr, Module, Param } from './ast.ts'
import type { ClassRecord, FunctionRecord } from './records.ts'

/** Definitions of one name that are looked at; a name with more of them has no meaning that could be told. */
const MAX_DEFINITIONS = 50

export interface Loop {
  readonly start: number
  readonly end: number
  readonly around: Loop | null
}

/** Where a definition holds: from `at` on; surely up to `until`, the end of its block. */
export interface Place {
  readonly at: number
  /** Infinity: up to the scope's end. */
  readonly until: number
  readonly loop: Loop | null
}

export type Meaning =
  | { readonly kind: 'value'; readonly value: Expr }
  /** `import a.b` (then `name` is null) and `from a import b`. */
  | {
      readonly kind: 'import'
      readonly importer: Module
      readonly from: string
      readonly level: number
      readonly name: string | null
    }
  /** An element of something: unpacked, or of each round of a loop. */
  | { readonly kind: 'item'; readonly of: Expr }
  /** `with value as x` */
  | { readonly kind: 'entered'; readonly value: Expr }
  | { readonly kind: 'caught'; readonly type: Expr }
  /** An annotation without a value. */
  | { readonly kind: 'typed'; readonly annotation: Expr }
  | { readonly kind: 'param'; readonly param: Param; readonly fn: FunctionRecord; readonly first: boolean }
  | { readonly kind: 'function'; readonly fn: FunctionRecord }
  | { readonly kind: 'class'; readonly cls: ClassRecord }
  | { readonly kind: 'other' }

export type Definition = Meaning & Place

export interface Binding {
  /** In source order. */
  readonly here: Definition[]
  /** By `global` and `nonlocal`, from functions that may run at any time. */
  readonly remote: Definition[]
}

export interface Scope {
  readonly kind: 'module' | 'class' | 'function' | 'lambda' | 'comprehension'
  readonly module: Module
  readonly parent: Scope | null
  /** The function that it is in or that it is of. */
  readonly fn: FunctionRecord | null
  readonly cls: ClassRecord | null
  /** `shop.create_app` */
  readonly qualified: string
  readonly bindings: Map<string, Binding>
  /** Names that `global` or `nonlocal` give to another scope. */
  readonly elsewhere: Map<string, Scope>
}

/** A use in another scope: what holds when this one has ended. */
export const AT_THE_END = Number.POSITIVE_INFINITY

/** The definitions that can hold at `use`, in source order; undefined: too many. */
export function reaching(binding: Binding, use: number): readonly Definition[] | undefined {
  const { here, remote } = binding
  if (here.length + remote.length === 1) return here.length === 1 ? here : remote
  const found: Definition[] = []
  const next = firstAfter(here, use)
  let certain = -1
  for (let i = next - 1; i >= 0; i--) {
    const one = here[i] as Definition
    found.push(one)
    if (found.length > MAX_DEFINITIONS) return undefined
    if (one.until === AT_THE_END || use < one.until) {
      certain = one.at
      break
    }
  }
  found.reverse()
  for (let i = next; i < here.length; i++) {
    const one = here[i] as Definition
    if (!comesAround(one.loop, use, certain)) break
    found.push(one)
    if (found.length > MAX_DEFINITIONS) return undefined
  }
  if (remote.length + found.length > MAX_DEFINITIONS) return undefined
  found.push(...remote)
  // Used before it is defined, as far as the source tells: by a loop of another kind, or not at all.
  return found.length > 0 ? found : here.slice(0, MAX_DEFINITIONS)
}

function firstAfter(here: readonly Definition[], use: number): number {
  let low = 0
  let high = here.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((here[middle] as Definition).at <= use) low = middle + 1
    else high = middle
  }
  return low
}

/** A later line of a loop around both reaches the use in the next round, unless it is certain to be overwritten first. */
function comesAround(loop: Loop | null, use: number, certain: number): boolean {
  for (let one = loop; one !== null; one = one.around)
    if (one.start <= use && use < one.end && certain < one.start) return true
  return false
}

export interface Interval {
  readonly start: number
  readonly end: number
  readonly scope: Scope
}

/** The innermost scope at each offset, found by bisection. */
export class ScopeMap {
  readonly #starts: number[] = []
  readonly #scopes: Scope[] = []

  /** Intervals nest. */
  constructor(outermost: Scope, intervals: Interval[]) {
    intervals.sort((a, b) => a.start - b.start || b.end - a.end)
    const open: Interval[] = [{ start: 0, end: AT_THE_END, scope: outermost }]
    this.#mark(0, outermost)
    const closeUpTo = (offset: number) => {
      for (let top = open.at(-1) as Interval; top.end <= offset; top = open.at(-1) as Interval) {
        open.pop()
        this.#mark(top.end, (open.at(-1) as Interval).scope)
      }
    }
    for (const interval of intervals) {
      closeUpTo(interval.start)
      open.push(interval)
      this.#mark(interval.start, interval.scope)
    }
    closeUpTo(Number.MAX_SAFE_INTEGER)
  }

  #mark(start: number, scope: Scope): void {
    if (this.#starts.at(-1) === start) this.#scopes[this.#scopes.length - 1] = scope
    else {
      this.#starts.push(start)
      this.#scopes.push(scope)
    }
  }

  at(offset: number): Scope {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return this.#scopes[low] as Scope
  }
}
