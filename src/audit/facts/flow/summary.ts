// What a function does with what it is given: to its result, to sinks, to its caller's knowledge.

import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { chain, extend, joinMarks, lesserPortion, type Mark, NO_MARKS } from './mark.ts'
import type { Hit } from './sinks.ts'
import { NOTHING, printOf, Value } from './value.ts'

export interface Summary {
  readonly returns: Value
  /** Sinks that what stands for its parameters arrives at. */
  readonly hits: readonly Hit[]
  /** Key of a parameter (or a part of it) → what holds after it returned. */
  readonly after: ReadonlyMap<string, number>
  /** The same where it returned something true. */
  readonly whenTrue: ReadonlyMap<string, number>
  /** It always raises or aborts. */
  readonly never: boolean
  readonly writes: ReadonlyMap<string, Value>
  readonly print: string
}

const NONE: ReadonlyMap<string, number> = new Map()

export const UNREAD: Summary = {
  returns: NOTHING,
  hits: [],
  after: NONE,
  whenTrue: NONE,
  never: false,
  writes: new Map(),
  print: '',
}

export function summaryPrint(summary: Omit<Summary, 'print'>): string {
  const hits = summary.hits.map(
    ({ spec, arg, marks }) =>
      `${spec.id}@${arg.start}:${marks.map((mark) => `${mark.origin.key}/${mark.clean}`).join(',')}`,
  )
  const writes = [...summary.writes].map(([key, value]) => `${key}=${printOf(value)}`)
  const tests = [...summary.after, ...summary.whenTrue].join()
  return [printOf(summary.returns), ...hits.sort(), ...writes.sort(), tests, summary.never].join('\n')
}

/** Finds the value that a parameter's mark stands for. */
export type Descend = (mark: Mark) => Value | undefined

/** `marks` of `fn`, as its caller sees them: parameters replaced by what was passed. */
export function substitute(
  marks: readonly Mark[],
  fn: FunctionInfo,
  call: Expr,
  passed: Descend,
): readonly Mark[] {
  let out: readonly Mark[] = NO_MARKS
  for (const mark of marks) {
    if (mark.origin.param?.fn !== fn) {
      out = joinMarks(out, [mark])
      continue
    }
    const value = passed(mark)
    if (value === undefined || value.all.length === 0) continue
    const step = { at: placeOf(call), what: `passed to ${fn.def.name}()` }
    out = joinMarks(
      out,
      value.all.map((outer) => compose(outer, mark, step)),
    )
  }
  return out
}

/** The callee's mark, of what the caller passed. */
export function compose(
  outer: Mark,
  inner: Mark,
  step: { at: ReturnType<typeof placeOf>; what: string },
): Mark {
  return {
    origin: outer.origin,
    way: chain(extend(outer.way, step), inner.way),
    clean: outer.clean | inner.clean,
    structured: outer.structured && inner.structured,
    portion: lesserPortion(outer.portion, inner.portion),
    exact: outer.exact && inner.exact,
    aspect: inner.aspect || outer.aspect,
  }
}

/** A whole value seen by the caller. */
export function substituteValue(
  value: Value,
  fn: FunctionInfo,
  call: Expr,
  passed: Descend,
  direct: (mark: Mark) => Value | undefined,
): Value {
  if (value === NOTHING) return value
  // A parameter that is handed back as it is keeps its items and its kind.
  const [only] = value.marks
  if (
    only !== undefined &&
    value.marks.length === 1 &&
    only.origin.param?.fn === fn &&
    only.exact &&
    only.clean === 0 &&
    only.way === null
  ) {
    const same = direct(only)
    if (same !== undefined && value.items === null) return passedThrough(same, only, fn, call)
  }
  const marks = substitute(value.marks, fn, call, passed)
  if (value.items === null) return marks === value.marks ? value : value.withMarks(marks)
  const items = new Map<string, Value>()
  for (const [key, item] of value.items) items.set(key, substituteValue(item, fn, call, passed, direct))
  return new Value(marks, value.text, items, value.shape, value.known, value.cls, value.lambda)
}

/** The same value, with the checks that it passed inside. */
function passedThrough(same: Value, { way }: Mark, fn: FunctionInfo, call: Expr): Value {
  if (way === null || same.marks.length === 0) return same
  const step = { at: placeOf(call), what: `passed to ${fn.def.name}()` }
  return same.withMarks(same.marks.map((mark) => ({ ...mark, way: chain(extend(mark.way, step), way) })))
}
