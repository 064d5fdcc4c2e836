// A piece of foreign data on its way: where it came from, what happened to it, what it is safe for.
import type { Step } from '../../finding.ts'
import type { Location } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import type { SourceKind, Taint } from '../facts.ts'
import { ALL, purposesOf, TEXT } from './clean.ts'

/** Longer ways are cut in the middle of nowhere: nobody reads more. */
const MOST_STEPS = 14
/** Ways that one value remembers. */
const MOST_MARKS = 8

export interface Origin {
  /** What a check speaks of: two readings of `request.args['q']` have one key. */
  readonly key: string
  readonly kind: SourceKind
  readonly source: Step
  /** Stands for what callers pass, until a caller is known. */
  readonly param: {
    readonly fn: FunctionInfo
    readonly index: number
    /** Items and attributes taken of it so far: `name`, `.title`. */
    readonly path: readonly string[]
  } | null
}

/** A check that the data passed on its way, for rules that judge whether it holds. */
export interface GuardStep extends Step {
  readonly test: Expr
  /** What the test came to. */
  readonly held: boolean
}

/** From the last to the first. */
export interface Way {
  readonly step: Step
  readonly before: Way | null
  readonly length: number
}

export interface Mark {
  readonly origin: Origin
  readonly way: Way | null
  readonly clean: number
  readonly structured: boolean
  readonly portion: Taint['portion']
  /** The value is the origin's very string, so that a check of it is a check of the origin. */
  readonly exact: boolean
  /** Only this side of it: `host` of a URL, `common` part of two paths. */
  readonly aspect: '' | 'host' | 'common' | 'dirname'
}

export function markOf(origin: Origin, structured: boolean): Mark {
  return { origin, way: null, clean: 0, structured, portion: 'whole', exact: true, aspect: '' }
}

export const NO_MARKS: readonly Mark[] = []

/** Both, each way once, the shorter of two that differ in nothing else. */
export function joinMarks(left: readonly Mark[], right: readonly Mark[]): readonly Mark[] {
  if (right.length === 0 || left === right) return left
  if (left.length === 0) return right
  let out: Mark[] | null = null
  for (const mark of right) {
    const known = out ?? left
    const twin = known.findIndex((other) => sameButWay(mark, other))
    if (twin === -1) {
      if (known.length >= MOST_MARKS) continue
      out ??= [...left]
      out.push(mark)
      continue
    }
    const other = known[twin] as Mark
    const shorter = lengthOf(mark) < lengthOf(other) ? mark : other
    if (shorter === other && (other.exact === mark.exact || !other.exact)) continue
    out ??= [...left]
    out[twin] = mark.exact === other.exact ? shorter : { ...shorter, exact: false }
  }
  return out ?? left
}

function sameButWay(one: Mark, other: Mark): boolean {
  return (
    one.origin.key === other.origin.key &&
    one.clean === other.clean &&
    one.portion === other.portion &&
    one.structured === other.structured &&
    one.aspect === other.aspect
  )
}

export function lengthOf(mark: Mark): number {
  return mark.way?.length ?? 0
}

/** The marks after `change`; those that became clean for everything are gone. */
export function mapMarks(marks: readonly Mark[], change: (mark: Mark) => Mark | null): readonly Mark[] {
  if (marks.length === 0) return marks
  let same = true
  const out: Mark[] = []
  for (const mark of marks) {
    const changed = change(mark)
    if (changed !== mark) same = false
    if (changed && (changed.clean & ALL) !== ALL) out.push(changed)
  }
  return same ? marks : out.length === 0 ? NO_MARKS : out
}

export function cleaned(marks: readonly Mark[], bits: number): readonly Mark[] {
  return bits === 0
    ? marks
    : mapMarks(marks, (mark) => ((mark.clean & bits) === bits ? mark : { ...mark, clean: mark.clean | bits }))
}

/** After something that makes another string of it. */
export function changed(marks: readonly Mark[]): readonly Mark[] {
  return mapMarks(marks, (mark) =>
    mark.exact || mark.structured ? { ...mark, exact: false, structured: false } : mark,
  )
}

export function extend(way: Way | null, step: Step): Way | null {
  const length = way?.length ?? 0
  return length >= MOST_STEPS ? way : { step, before: way, length: length + 1 }
}

export function stepped(marks: readonly Mark[], at: Location, what: string): readonly Mark[] {
  if (marks.length === 0) return marks
  const step = { at, what }
  return marks.map((mark) => ({ ...mark, way: extend(mark.way, step) }))
}

/** `first`, then what stands in `then`. */
export function chain(first: Way | null, then: Way | null): Way | null {
  if (then === null) return first
  return extend(chain(first, then.before), then.step)
}

const PORTIONS = ['whole', 'start', 'part'] as const

export function lesserPortion(one: Taint['portion'], other: Taint['portion']): Taint['portion'] {
  return PORTIONS.indexOf(one) > PORTIONS.indexOf(other) ? one : other
}

export function taintFrom(mark: Mark): Taint {
  const steps: Step[] = []
  for (let way = mark.way; way !== null; way = way.before) steps.push(way.step)
  return {
    kind: mark.origin.kind,
    source: mark.origin.source,
    steps: steps.reverse(),
    clean: purposesOf(mark.clean),
    structured: mark.structured && (mark.clean & TEXT) === 0,
    portion: mark.portion,
  }
}
