// `reqparse.RequestParser().parse_args()`: which of its arguments are free text.
import type { Call, Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { CLEANERS } from './cleaners.ts'
import { requestMark, sourceText } from './containers.ts'
import type { Frame } from './frame.ts'
import { NOTHING, tainted, Value } from './value.ts'

/** Module and variable of a parser → its arguments; true where they are free text. */
const known = new WeakMap<Names, Map<string, Map<string, boolean>>>()

export function parsedArguments(frame: Frame, call: Call, name: string): Value | undefined {
  if (!/(?:reqparse|RequestParser)/.test(name) || call.callee.kind !== 'Attribute') return undefined
  const items = new Map<string, Value>()
  for (const [argument, free] of parsersOf(frame.names).get(keyOf(frame.names, call.callee.object)) ?? []) {
    const value = free ? tainted([requestMark(`request.parsed[${argument}]`, call, false)]) : NOTHING
    items.set(argument, value)
    items.set(`.${argument}`, value)
  }
  return new Value([], undefined, items, 'dict')
}

function parsersOf(names: Names): Map<string, Map<string, boolean>> {
  const before = known.get(names)
  if (before !== undefined) return before
  const parsers = new Map<string, Map<string, boolean>>()
  for (const { call } of names.callsOfMethod('add_argument')) {
    if (call.callee.kind !== 'Attribute') continue
    const [first] = call.args
    if (first?.kind !== 'Str') continue
    const key = keyOf(names, call.callee.object)
    const list = parsers.get(key) ?? new Map<string, boolean>()
    parsers.set(key, list.set(first.value, isFree(names, call)))
  }
  known.set(names, parsers)
  return parsers
}

function keyOf(names: Names, object: Expr): string {
  return `${names.moduleOf(object)?.name ?? ''} ${sourceText(object)}`
}

function isFree(names: Names, call: Call): boolean {
  for (const { name, value } of call.keywords) {
    if (name === 'choices') return false
    if (
      name === 'type' &&
      (CLEANERS.has(names.of(value) ?? '') || /inputs\.|natural|positive/.test(sourceText(value)))
    )
      return false
  }
  return true
}
