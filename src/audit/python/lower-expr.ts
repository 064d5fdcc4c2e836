// Expressions: from the grammar's nodes to those of ast.ts, one function for each kind.
import type { Call, Expr, Sequence } from './ast.ts'
import { numberValue } from './literals.ts'
import { lowerCall, lowerComprehension, lowerDict, lowerSubscript } from './lower-compound.ts'
import {
  children,
  exprOr,
  hasToken,
  isToken,
  type Lowering,
  nameAt,
  oneOrTuple,
  parts,
  span,
  textOf,
  unknown,
} from './lower-context.ts'
import { lowerParams } from './lower-params.ts'
import { lowerConcatenated, lowerString } from './lower-strings.ts'

/** Operands of one chain of operators that still nest; a longer chain is kept as its operands alone. */
const MAX_CHAIN = 150

type Lower = (of: Lowering, i: number) => Expr

const sequence =
  (kind: Sequence['kind']): Lower =>
  (of, i) => ({ kind, elements: parts(of, i).map(of.expr), ...span(of, i) })
const constant =
  (value: true | false | null | 'Ellipsis'): Lower =>
  (of, i) => ({ kind: 'Const', value, ...span(of, i) })
const inner: Lower = (of, i) => exprOr(of, parts(of, i)[0], i)
const starred: Lower = (of, i) => ({ kind: 'Starred', value: inner(of, i), ...span(of, i) })
const number: Lower = (of, i) => {
  const text = textOf(of, i)
  return { kind: 'Num', text, value: numberValue(text), ...span(of, i) }
}
const comprehension =
  (made: 'list' | 'set' | 'dict' | 'generator'): Lower =>
  (of, i) =>
    lowerComprehension(of, i, made)

const TABLE = new Map<string, Lower>([
  ['identifier', (of, i) => (of.starts[i] === of.ends[i] ? unknown(of, i) : nameAt(of, i))],
  ['dotted_name', dotted],
  ['attribute', attribute],
  ['member_type', attribute],
  ['call', lowerCall],
  ['subscript', lowerSubscript],
  ['slice', (of, i) => ({ kind: 'Slice', parts: parts(of, i).map(of.expr), ...span(of, i) })],
  ['generic_type', genericType],
  ['string', lowerString],
  ['concatenated_string', lowerConcatenated],
  ['integer', number],
  ['float', number],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['ellipsis', constant('Ellipsis')],
  ['binary_operator', binary],
  ['union_type', binary],
  ['unary_operator', unary],
  ['not_operator', unary],
  ['boolean_operator', boolean],
  ['comparison_operator', comparison],
  ['list', sequence('List')],
  ['list_pattern', sequence('List')],
  ['tuple', sequence('Tuple')],
  ['tuple_pattern', sequence('Tuple')],
  ['expression_list', sequence('Tuple')],
  ['pattern_list', sequence('Tuple')],
  ['set', sequence('Set')],
  ['dictionary', lowerDict],
  ['lambda', lambda],
  ['conditional_expression', conditional],
  ['list_comprehension', comprehension('list')],
  ['set_comprehension', comprehension('set')],
  ['dictionary_comprehension', comprehension('dict')],
  ['generator_expression', comprehension('generator')],
  ['list_splat', starred],
  ['list_splat_pattern', starred],
  ['dictionary_splat', starred],
  ['splat_type', starred],
  ['await', (of, i) => ({ kind: 'Await', value: inner(of, i), ...span(of, i) })],
  ['yield', yields],
  ['named_expression', named],
  ['parenthesized_expression', inner],
  ['type', inner],
  ['constrained_type', inner],
  ['as_pattern', inner],
  ['as_pattern_target', inner],
  ['with_item', inner],
  ['expression_statement', (of, i) => oneOrTuple(of, parts(of, i), i)],
])

export function lowerExpr(of: Lowering, i: number): Expr {
  const lower = TABLE.get(of.kinds[i] as string)
  return lower === undefined ? unknown(of, i, parts(of, i).map(of.expr)) : lower(of, i)
}

function attribute(of: Lowering, i: number): Expr {
  const inside = parts(of, i)
  const name = inside.at(-1)
  if (inside.length < 2 || name === undefined) return unknown(of, i, inside.map(of.expr))
  return { kind: 'Attribute', object: of.expr(inside[0] as number), name: textOf(of, name), ...span(of, i) }
}

/** `a.b.c` of a pattern, in one node of the grammar. */
function dotted(of: Lowering, i: number): Expr {
  const [first, ...rest] = parts(of, i)
  if (first === undefined) return unknown(of, i)
  let made: Expr = nameAt(of, first)
  if (rest.length > MAX_CHAIN) return unknown(of, i, [made])
  for (const at of rest)
    made = {
      kind: 'Attribute',
      object: made,
      name: textOf(of, at),
      start: made.start,
      end: of.ends[at] as number,
      origin: of.origin,
    }
  return made
}

/** `list[int]` where a type stands. */
function genericType(of: Lowering, i: number): Expr {
  const [name, params] = parts(of, i)
  const index = params === undefined ? unknown(of, i) : oneOrTuple(of, parts(of, params), params)
  return { kind: 'Subscript', object: exprOr(of, name, i), index, ...span(of, i) }
}

function binary(of: Lowering, i: number): Expr {
  const right: number[] = []
  const nodes: number[] = []
  let at = i
  while (of.kinds[at] === of.kinds[i]) {
    const inside = parts(of, at)
    const [left, other] = inside
    if (left === undefined || other === undefined) break
    nodes.push(at)
    right.push(other)
    at = left
  }
  if (nodes.length === 0) return unknown(of, i, parts(of, i).map(of.expr))
  if (nodes.length > MAX_CHAIN) return unknown(of, i, [at, ...right.reverse()].map(of.expr))
  let made = of.expr(at)
  for (let level = nodes.length - 1; level >= 0; level--) {
    const node = nodes[level] as number
    const operator = children(of, node).find((child) => isToken(of.kinds[child] as string))
    const op = operator === undefined ? '+' : (of.kinds[operator] as string).slice(1, -1)
    made = { kind: 'BinOp', op, left: made, right: of.expr(right[level] as number), ...span(of, node) }
  }
  return made
}

function unary(of: Lowering, i: number): Expr {
  const operand = parts(of, i)[0]
  const op = of.kinds[i] === 'not_operator' ? 'not' : textOf(of, i).charAt(0)
  return { kind: 'UnaryOp', op, operand: exprOr(of, operand, i), ...span(of, i) }
}

/** `a or b or c` nests to the left in the grammar and is one node here. */
function boolean(of: Lowering, i: number): Expr {
  const op = hasToken(of, i, "'or'") ? 'or' : 'and'
  const values: number[] = []
  let at = i
  while (of.kinds[at] === 'boolean_operator' && hasToken(of, at, `'${op}'`)) {
    const [left, right] = parts(of, at)
    if (left === undefined || right === undefined) break
    values.push(right)
    at = left
  }
  if (values.length === 0) return unknown(of, i, parts(of, i).map(of.expr))
  return { kind: 'BoolOp', op, values: [at, ...values.reverse()].map(of.expr), ...span(of, i) }
}

function comparison(of: Lowering, i: number): Expr {
  const rest: { op: string; right: Expr }[] = []
  let left: Expr | undefined
  let op = ''
  for (const at of children(of, i)) {
    const kind = of.kinds[at] as string
    if (isToken(kind)) op = kind === "'<>'" ? '!=' : kind.slice(1, -1)
    else if (kind !== 'ERROR') {
      if (left === undefined) left = of.expr(at)
      else rest.push({ op, right: of.expr(at) })
    }
  }
  return left === undefined ? unknown(of, i) : { kind: 'Compare', left, rest, ...span(of, i) }
}

function lambda(of: Lowering, i: number): Expr {
  const inside = parts(of, i)
  const params = inside.find((at) => of.kinds[at] === 'lambda_parameters')
  const body = inside.findLast((at) => at !== params)
  return {
    kind: 'Lambda',
    params: params === undefined ? [] : lowerParams(of, params),
    body: exprOr(of, body, i),
    ...span(of, i),
  }
}

function conditional(of: Lowering, i: number): Expr {
  const [body, test, orelse] = parts(of, i)
  return {
    kind: 'IfExp',
    test: exprOr(of, test, i),
    body: exprOr(of, body, i),
    orelse: exprOr(of, orelse, i),
    ...span(of, i),
  }
}

function yields(of: Lowering, i: number): Expr {
  const value = parts(of, i)[0]
  return { kind: 'Yield', value: value === undefined ? null : of.expr(value), ...span(of, i) }
}

function named(of: Lowering, i: number): Expr {
  const [name, value] = parts(of, i)
  if (name === undefined) return unknown(of, i)
  return { kind: 'NamedExpr', target: nameAt(of, name), value: exprOr(of, value, i), ...span(of, i) }
}

/** Python 2's `print a, b` and `exec a in b`: calls, as they are today. */
export function callOfStatement(of: Lowering, i: number, name: string): Call {
  const start = of.starts[i] as number
  const callee = { kind: 'Name', id: name, start, end: start + name.length, origin: of.origin } as const
  const inside = parts(of, i)
  const keywords = inside
    .filter((at) => of.kinds[at] === 'chevron')
    .map((at) => ({ name: 'file', value: inner(of, at) }))
  const args = inside.filter((at) => of.kinds[at] !== 'chevron').map(of.expr)
  return { kind: 'Call', callee, args, keywords, ...span(of, i) }
}
