// Parameters of functions and lambdas.
import type { Expr, Param } from './ast.ts'
import { hasToken, type Lowering, nameAt, parts, span, textOf } from './lower-context.ts'

/** `/` and a bare `*` part the list and are no parameters. Python 2's `(a, b)` gives one for each name. */
export function lowerParams(of: Lowering, i: number): Param[] {
  return parts(of, i).flatMap((at) => lowerParam(of, at, null, null))
}

function lowerParam(of: Lowering, i: number, value: Expr | null, annotation: Expr | null): Param[] {
  const inside = parts(of, i)
  const first = inside[0]
  switch (of.kinds[i]) {
    case 'identifier':
      return [{ name: textOf(of, i), form: 'plain', default: value, annotation, ...span(of, i) }]
    case 'typed_parameter':
    case 'default_parameter':
    case 'typed_default_parameter': {
      if (first === undefined) return []
      const type = inside.find((at) => of.kinds[at] === 'type')
      const last = inside.at(-1)
      const preset = hasToken(of, i, "'='") && last !== undefined && last !== first ? of.expr(last) : null
      const found = lowerParam(of, first, preset, type === undefined ? null : of.expr(type))
      return found.map((param) => (found.length === 1 ? { ...param, ...span(of, i) } : param))
    }
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern': {
      if (first === undefined) return []
      const form = of.kinds[i] === 'list_splat_pattern' ? 'star' : 'double-star'
      return [{ name: nameAt(of, first).id, form, default: null, annotation, ...span(of, i) }]
    }
    case 'tuple_pattern':
      return inside.flatMap((at) => lowerParam(of, at, null, null))
    default:
      return []
  }
}
