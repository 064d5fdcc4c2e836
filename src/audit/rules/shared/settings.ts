// Questions about one setting: is it on, off, or not told; and how long is the time it names.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { isElsewhere } from './keys.ts'

/** `off`: the source says so. `set`: on, or for the environment to tell. */
export type Standing = 'missing' | 'off' | 'set'

export function standingOf(value: ConfigValue | undefined): Standing {
  if (value === undefined || isElsewhere(value)) return 'missing'
  const isOff = value.literal === false || value.literal === 0 || value.literal === null
  return isOff && value.how === 'literal' ? 'off' : 'set'
}

const UNITS: Readonly<Record<string, number>> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
}

/** Seconds of `timedelta(days=…)`, of a number, of `60 * 60`; undefined where the source does not tell. */
export function secondsOf(names: Names, expr: Expr | null | undefined): number | undefined {
  if (!expr) return undefined
  const literal = names.literal(expr)
  if (typeof literal === 'number') return literal
  if (expr.kind === 'Name' || expr.kind === 'Attribute') {
    const next = names.assigned(expr).at(-1)
    return next && next !== expr ? secondsOf(names, next) : undefined
  }
  if (expr.kind !== 'Call' || !(names.of(expr.callee) ?? '').endsWith('timedelta')) return undefined
  const [days, seconds] = expr.args
  let total = (numberOf(names, days) ?? 0) * 86_400 + (numberOf(names, seconds) ?? 0)
  for (const [unit, factor] of Object.entries(UNITS)) {
    const given = keywordOf(expr, unit)
    const number = numberOf(names, given)
    if (given !== undefined && number === undefined) return undefined
    total += (number ?? 0) * factor
  }
  return total
}

function numberOf(names: Names, expr: Expr | undefined): number | undefined {
  const literal = expr && names.literal(expr)
  return typeof literal === 'number' ? literal : undefined
}

/** A setting that is nowhere may be in a file that the auditor does not have. */
export function confidenceOfMissing({ config }: Facts): 'low' | 'medium' | 'high' {
  return config.elsewhere.length > 0 ? 'low' : 'high'
}
