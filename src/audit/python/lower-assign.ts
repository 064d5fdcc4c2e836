// Assignments: chained, annotated, augmented, and the names of types.
import type { AugAssign, Expr, Stmt } from './ast.ts'
import { exprOr, hasToken, type Lowering, parts, span, textBetween } from './lower-context.ts'

export function lowerAssignment(of: Lowering, i: number): Stmt {
  const targets: Expr[] = []
  let annotation: Expr | null = null
  let at = i
  for (;;) {
    const [left, ...rest] = parts(of, at)
    const type = rest.find((one) => of.kinds[one] === 'type')
    const right = hasToken(of, at, "'='") ? rest.at(-1) : undefined
    targets.push(exprOr(of, left, at))
    if (type !== undefined) annotation = of.expr(type)
    if (right === undefined || right === type)
      return { kind: 'Assign', targets, value: null, annotation, ...span(of, i) }
    if (of.kinds[right] !== 'assignment')
      return { kind: 'Assign', targets, value: of.expr(right), annotation, ...span(of, i) }
    at = right
  }
}

export function lowerAugmented(of: Lowering, i: number): AugAssign {
  const [left, right] = parts(of, i)
  const from = left === undefined ? (of.starts[i] as number) : (of.ends[left] as number)
  const to = right === undefined ? (of.ends[i] as number) : (of.starts[right] as number)
  const op = textBetween(of, from, to).split('=', 1)[0] as string
  return {
    kind: 'AugAssign',
    target: exprOr(of, left, i),
    op: op.trim(),
    value: exprOr(of, right, i),
    ...span(of, i),
  }
}

/** `type Rows = list[Row]` binds a name like an assignment (PEP 695). */
export function lowerTypeAlias(of: Lowering, i: number): Stmt {
  const [left, right] = parts(of, i)
  const made = exprOr(of, left, i)
  const target: Expr = made.kind === 'Subscript' ? made.object : made
  return { kind: 'Assign', targets: [target], value: exprOr(of, right, i), annotation: null, ...span(of, i) }
}
