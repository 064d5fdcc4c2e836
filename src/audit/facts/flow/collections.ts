// Lists, tuples, sets and dicts as they are written, and comprehensions.
import type { Comprehension, Expr } from '../../python/ast.ts'
import { keyFrom } from './container-methods.ts'
import { elementOf, listOf } from './containers.ts'
import { Env } from './env.ts'
import type { Frame } from './frame.ts'
import { NO_MARKS } from './mark.ts'
import { containerOf, join, NOTHING, Value } from './value.ts'

export function ofSequence(frame: Frame, elements: readonly Expr[], shape: 'tuple' | 'list'): Value {
  const items = new Map<string, Value>()
  for (const element of elements) {
    const value = frame.value(element)
    if (element.kind !== 'Starred') items.set(items.has('*') ? '*' : String(items.size), value)
    else items.set('*', join(items.get('*') ?? NOTHING, elementOf(value, element)))
  }
  return containerOf(shape, items.size > 64 ? folded(items) : items)
}

function folded(items: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  let all = NOTHING
  for (const item of items.values()) all = join(all, item)
  return new Map([['*', all]])
}

export function ofDict(
  frame: Frame,
  entries: readonly { readonly key: Expr | null; readonly value: Expr }[],
): Value {
  let out = containerOf('dict', new Map())
  const items = new Map<string, Value>()
  for (const { key, value } of entries) {
    const own = frame.value(value)
    if (key === null) {
      out = join(out, own)
      continue
    }
    const keyed = frame.value(key)
    items.set(keyFrom(frame, { expr: key, value: keyed }), own)
    if (keyed.all.length > 0) items.set('*key', join(items.get('*key') ?? NOTHING, keyed))
  }
  const own = containerOf('dict', items.size > 64 ? folded(items) : items)
  return out.items?.size === 0 && out.marks.length === 0 ? own : join(out, own)
}

export function ofComprehension(frame: Frame, expr: Comprehension): Value {
  const outer = frame.env
  frame.env = new Env(outer)
  for (const { target, iter, conditions } of expr.clauses) {
    frame.assign(target, elementOf(frame.value(iter), iter))
    for (const condition of conditions) frame.env.guard(frame.condition(condition).yes)
  }
  const element = frame.env.checkedValue(frame.value(expr.element), outer)
  const value = expr.value === null ? null : frame.env.checkedValue(frame.value(expr.value), outer)
  frame.env = outer
  if (value === null)
    return element === NOTHING ? new Value(NO_MARKS, undefined, null, 'list') : listOf(element)
  const items = new Map([['*', value]])
  if (element.all.length > 0) items.set('*key', element)
  return containerOf('dict', items)
}
