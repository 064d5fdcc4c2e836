// The variables at one point of a function, and what checks have shown so far; a branch is laid over what it came from.
import type { Step } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { extend, type GuardStep, type Mark } from './mark.ts'
import { join, mapValue, NOTHING, type Shown, type Value } from './value.ts'

/** Checks of one origin that are remembered. */
const MOST_CHECKS = 4
/** Characters of a test that a step shows. */
const LONGEST_TEST = 60

export interface Guard {
  readonly bits: number
  readonly steps: readonly GuardStep[]
}

export class Env {
  readonly vars = new Map<string, Value>()
  readonly guards = new Map<string, Guard>()
  readonly parent: Env | null
  /** After return, raise, continue: nothing goes on from here. */
  dead = false
  /** Some check stands here or above. */
  guarded: boolean

  constructor(parent: Env | null) {
    this.parent = parent
    this.guarded = parent?.guarded ?? false
  }

  get(name: string): Value | undefined {
    for (let env: Env | null = this; env !== null; env = env.parent) {
      const value = env.vars.get(name)
      if (value !== undefined) return value
    }
    return undefined
  }

  everything(): Map<string, Value> {
    const all = this.parent?.everything() ?? new Map<string, Value>()
    for (const [name, value] of this.vars) all.set(name, value)
    return all
  }

  guard(shown: readonly Shown[]): void {
    if (shown.length > 0) this.guarded = true
    for (const { key, bits, test, held } of shown) {
      const before = this.guards.get(key)
      const steps = before?.steps ?? []
      const known = bits !== 0 || steps.some((step) => step.test === test) || steps.length >= MOST_CHECKS
      this.guards.set(key, {
        bits: (before?.bits ?? 0) | bits,
        steps: known ? steps : [...steps, guardStep(test, held)],
      })
    }
  }

  /** `mark` with what the checks up to `until` (left out) have shown of its origin. */
  checked(mark: Mark, until: Env | null): Mark {
    let bits = 0
    let way = mark.way
    for (let env: Env | null = this; env !== null && env !== until; env = env.parent) {
      if (env.guards.size === 0) continue
      for (let key: string | null = mark.origin.key; key !== null; key = shorter(key)) {
        const guard = env.guards.get(key)
        if (guard === undefined) continue
        bits |= guard.bits
        for (const step of guard.steps) if (!passes(way, step)) way = extend(way, step)
      }
    }
    if ((mark.clean | bits) === mark.clean && way === mark.way) return mark
    return { ...mark, clean: mark.clean | bits, way }
  }

  checkedValue(value: Value, until: Env | null = null): Value {
    if (!this.guarded || value.all.length === 0) return value
    return mapValue(value, (mark) => this.checked(mark, until))
  }
}

function guardStep(test: Expr, held: boolean): GuardStep {
  const source = test.origin.text.slice(test.start, Math.min(test.end, test.start + LONGEST_TEST + 1))
  const text = source.split(/\s+/).join(' ')
  const shown = text.length > LONGEST_TEST ? `${text.slice(0, LONGEST_TEST)}…` : text
  return { at: placeOf(test), what: `guarded by ${held ? '' : 'not '}${shown}`, test, held }
}

function passes(way: Mark['way'], step: GuardStep): boolean {
  for (let at = way; at !== null; at = at.before) {
    const other: Step & { test?: Expr } = at.step
    if (other.test === step.test) return true
  }
  return false
}

/** `request.json[a][b]` → `request.json[a]`: a check of the whole is one of its parts. */
function shorter(key: string): string | null {
  return key.endsWith(']') ? key.slice(0, key.lastIndexOf('[')) : null
}

/** After a choice: what holds in all branches that go on. */
export function merge(into: Env, branches: readonly Env[]): void {
  const alive = branches.filter((env) => !env.dead)
  if (alive.some((env) => env.guards.size > 0)) into.guarded = true
  const [only] = alive
  if (only === undefined) {
    into.dead = true
    return
  }
  if (alive.length === 1) {
    absorb(into, only)
    return
  }
  const names = new Set<string>()
  for (const env of alive) for (const name of env.vars.keys()) names.add(name)
  for (const name of names) {
    let value = NOTHING
    for (const env of alive) value = join(value, env.checkedValue(env.get(name) ?? NOTHING, into))
    into.vars.set(name, value)
  }
  for (const [key, guard] of only.guards) {
    let bits = guard.bits
    let everywhere = true
    for (const env of alive) {
      const other = env.guards.get(key)
      if (other === undefined) everywhere = false
      else bits &= other.bits
    }
    if (!everywhere) continue
    const before = into.guards.get(key)
    into.guards.set(key, {
      bits: bits | (before?.bits ?? 0),
      steps: [...(before?.steps ?? []), ...guard.steps].slice(0, MOST_CHECKS),
    })
  }
}

function absorb(into: Env, from: Env): void {
  if (from.guards.size > 0) into.guarded = true
  for (const [name, value] of from.vars) into.vars.set(name, value)
  for (const [key, guard] of from.guards) {
    const before = into.guards.get(key)
    into.guards.set(
      key,
      before === undefined
        ? guard
        : {
            bits: before.bits | guard.bits,
            steps: [...new Set([...before.steps, ...guard.steps])].slice(0, MOST_CHECKS),
          },
    )
  }
}

/** A copy of `env` down to `base`, as it is now: for `break` and `continue`. */
export function snapshot(env: Env, base: Env): Env {
  const copy = new Env(base)
  const layers: Env[] = []
  for (let at: Env | null = env; at !== null && at !== base; at = at.parent) layers.push(at)
  for (const layer of layers.reverse()) absorb(copy, layer)
  return copy
}
