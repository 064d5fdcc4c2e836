// Expressions that hold lists of others: calls, subscripts, dictionaries, comprehensions.
import type { Call, Comprehension, Dict, Expr } from './ast.ts'
import { exprOr, type Lowering, oneOrTuple, parts, span, textOf, unknown } from './lower-context.ts'

export function lowerCall(of: Lowering, i: number): Expr {
  const inside = parts(of, i)
  const [callee, list] = inside
  if (callee === undefined) return unknown(of, i)
  if (list !== undefined && of.kinds[list] === 'generator_expression')
    return { kind: 'Call', callee: of.expr(callee), args: [of.expr(list)], keywords: [], ...span(of, i) }
  const { args, keywords } = lowerArguments(of, list)
  return { kind: 'Call', callee: of.expr(callee), args, keywords, ...span(of, i) }
}

/** Those of a call, and of a class's bases. */
export function lowerArguments(of: Lowering, list: number | undefined): Pick<Call, 'args' | 'keywords'> {
  const args: Expr[] = []
  const keywords: { name: string | null; value: Expr }[] = []
  for (const at of list === undefined ? [] : parts(of, list)) {
    const kind = of.kinds[at]
    const inside = parts(of, at)
    if (kind === 'keyword_argument' && inside.length > 1)
      keywords.push({ name: textOf(of, inside[0] as number), value: of.expr(inside[1] as number) })
    else if (kind === 'dictionary_splat') keywords.push({ name: null, value: exprOr(of, inside[0], at) })
    else args.push(of.expr(at))
  }
  return { args, keywords }
}

/** `x[a, b]` and `x[a,]` have a tuple as their index. */
export function lowerSubscript(of: Lowering, i: number): Expr {
  const [object, ...indexes] = parts(of, i)
  if (object === undefined) return unknown(of, i)
  const after = of.next[indexes.at(-1) ?? object] as number
  const comma = after < (of.next[i] as number) && of.kinds[after] === "','"
  return {
    kind: 'Subscript',
    object: of.expr(object),
    index: oneOrTuple(of, indexes, i, comma),
    ...span(of, i),
  }
}

export function lowerDict(of: Lowering, i: number): Dict {
  const entries = parts(of, i).map((at) => {
    const [key, value] = parts(of, at)
    if (of.kinds[at] === 'dictionary_splat') return { key: null, value: exprOr(of, key, at) }
    return { key: exprOr(of, key, at), value: exprOr(of, value, at) }
  })
  return { kind: 'Dict', entries, ...span(of, i) }
}

export function lowerComprehension(of: Lowering, i: number, made: Comprehension['of']): Comprehension {
  const [body, ...rest] = parts(of, i)
  const pair = made === 'dict' && body !== undefined ? parts(of, body) : []
  const clauses: { target: Expr; iter: Expr; conditions: Expr[] }[] = []
  for (const at of rest) {
    const [first, ...others] = parts(of, at)
    if (of.kinds[at] === 'for_in_clause')
      clauses.push({ target: exprOr(of, first, at), iter: oneOrTuple(of, others, at), conditions: [] })
    else if (of.kinds[at] === 'if_clause') clauses.at(-1)?.conditions.push(exprOr(of, first, at))
  }
  return {
    kind: 'Comprehension',
    of: made,
    element: exprOr(of, made === 'dict' ? pair[0] : body, i),
    value: made === 'dict' ? exprOr(of, pair[1], i) : null,
    clauses,
    ...span(of, i),
  }
}
