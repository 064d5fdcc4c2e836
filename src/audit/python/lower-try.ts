// try, with the handlers of Python 2 (`except E, e`), of today, and groups (`except*`).
import type { Expr, Name, Stmt, Try } from './ast.ts'
import { exprOr, type Lowering, nameAt, oneOrTuple, parts, span, textOf } from './lower-context.ts'

type LowerBlock = (of: Lowering, i: number | undefined) => Stmt[]

export function lowerTry(of: Lowering, i: number, lowerBlock: LowerBlock): Try {
  const inside = parts(of, i)
  const bodyOf = (kind: string) => {
    const clause = inside.find((at) => of.kinds[at] === kind)
    return lowerBlock(of, clause === undefined ? undefined : blockIn(of, clause))
  }
  const handlers = inside
    .filter((at) => of.kinds[at] === 'except_clause')
    .map((at) => ({ ...caught(of, at), body: lowerBlock(of, blockIn(of, at)) }))
  return {
    kind: 'Try',
    body: lowerBlock(of, blockIn(of, i)),
    handlers,
    orelse: bodyOf('else_clause'),
    finalbody: bodyOf('finally_clause'),
    ...span(of, i),
  }
}

function blockIn(of: Lowering, i: number): number | undefined {
  return parts(of, i).find((at) => of.kinds[at] === 'block')
}

/**
 * `except A, b:` names the error in Python 2, and catches both in 3.14 (PEP 758). Classes are written with a capital,
 * so a last name in lower case is a name.
 */
function caught(of: Lowering, clause: number): { type: Expr | null; name: Name | null } {
  const values = parts(of, clause).filter((at) => of.kinds[at] !== 'block')
  const [first, second] = values
  if (first === undefined) return { type: null, name: null }
  if (of.kinds[first] === 'as_pattern') {
    const [type, target] = parts(of, first)
    const name = target === undefined ? undefined : of.expr(target)
    return { type: exprOr(of, type, first), name: name?.kind === 'Name' ? name : null }
  }
  const named = values.length === 2 && second !== undefined && of.kinds[second] === 'identifier'
  if (named && /^[a-z_]/.test(textOf(of, second))) return { type: of.expr(first), name: nameAt(of, second) }
  return { type: oneOrTuple(of, values, clause), name: null }
}
