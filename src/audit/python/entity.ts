// What a name stands for: its canonical name and, where it is the project's own, what it is.
import type { Expr, Module } from './ast.ts'
import type { ClassRecord, FunctionRecord } from './records.ts'

export interface Entity {
  /** See `Names.of`. */
  readonly name: string
  readonly module?: Module
  readonly fn?: FunctionRecord
  readonly cls?: ClassRecord
  /** An object of `cls`, not the class itself. */
  readonly instance?: boolean
}

/** Names that are followed from one to the next for one question. */
const MAX_STEPS = 100
/** Expressions that are looked at for one question. */
const MAX_WORK = 4000

const NOTHING = Symbol('nothing')

/** Stands for what is being told: the place in the row of questions where it was asked. */
class Open {
  readonly depth: number
  constructor(depth: number) {
    this.depth = depth
  }
}
const OPEN = Array.from({ length: MAX_STEPS }, (_, depth) => new Open(depth))

/**
 * Remembers what keys stand for, and answers undefined inside a circle. What was told while a circle was open is only
 * remembered where the circle closes, so that the answer does not depend on where one came in.
 */
export class Memory {
  /** One map for both: a second one, into which each key goes and comes out again, is made anew every few keys. */
  readonly #known = new Map<object, unknown>()
  #depth = 0
  #lowest = Number.POSITIVE_INFINITY
  #work = 0

  /** `key` stands for one kind of value, always the same. */
  recall<Value>(key: object, tell: () => Value | undefined): Value | undefined {
    const known = this.#known.get(key)
    if (known instanceof Open) {
      this.#lowest = Math.min(this.#lowest, known.depth)
      return undefined
    }
    if (known !== undefined) return known === NOTHING ? undefined : (known as Value)
    const depth = this.#depth
    if (depth === 0) this.#work = 0
    if (depth >= MAX_STEPS || this.#work >= MAX_WORK) {
      this.#lowest = 0
      return undefined
    }
    this.#work++
    const outer = this.#lowest
    this.#lowest = Number.POSITIVE_INFINITY
    this.#known.set(key, OPEN[depth])
    this.#depth = depth + 1
    let value: Value | undefined
    let told = false
    try {
      value = tell()
      told = true
    } finally {
      this.#depth = depth
      if (!told) this.#known.delete(key)
    }
    const closed = this.#lowest >= depth
    if (closed || depth === 0) this.#known.set(key, value ?? NOTHING)
    else this.#known.delete(key)
    this.#lowest = closed ? outer : Math.min(outer, this.#lowest)
    return value
  }
}

export function isNone(expr: Expr): boolean {
  return expr.kind === 'Const' && expr.value === null
}
