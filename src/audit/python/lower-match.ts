// match: what each case compares with, and the names that it binds.
import type { Expr, Match, Name, Stmt } from './ast.ts'
import { exprOr, hasToken, type Lowering, nameAt, oneOrTuple, parts, span } from './lower-context.ts'

type LowerBlock = (of: Lowering, i: number | undefined) => Stmt[]

const LITERALS = new Set(['integer', 'float', 'string', 'concatenated_string', 'true', 'false', 'none'])

export function lowerMatch(of: Lowering, i: number, lowerBlock: LowerBlock): Match {
  const inside = parts(of, i)
  const body = inside.find((at) => of.kinds[at] === 'block')
  const clauses = body === undefined ? [] : parts(of, body).filter((at) => of.kinds[at] === 'case_clause')
  const cases = clauses.map((at) => {
    const within = parts(of, at)
    const patterns = within.filter((one) => of.kinds[one] === 'case_pattern')
    const guard = within.find((one) => of.kinds[one] === 'if_clause')
    const only = patterns.length === 1 ? (patterns[0] as number) : undefined
    return {
      literals: only === undefined ? null : literalsOf(of, only),
      binds: patterns.flatMap((one) => bindsOf(of, one)),
      guard: guard === undefined ? null : exprOr(of, parts(of, guard)[0], guard),
      body: lowerBlock(
        of,
        within.find((one) => of.kinds[one] === 'block'),
      ),
    }
  })
  const subjects = inside.filter((at) => at !== body)
  return { kind: 'Match', subject: oneOrTuple(of, subjects, i), cases, ...span(of, i) }
}

/** `1`, `'a' | 'b'`, `Color.RED`; null for any other pattern. */
function literalsOf(of: Lowering, i: number): Expr[] | null {
  const kind = of.kinds[i] as string
  const inside = parts(of, i)
  const first = inside[0]
  if (kind === 'case_pattern' && inside.length === 1 && first !== undefined) {
    if (!hasToken(of, i, "'-'")) return literalsOf(of, first)
    return [{ kind: 'UnaryOp', op: '-', operand: of.expr(first), ...span(of, i) }]
  }
  if (LITERALS.has(kind)) return [of.expr(i)]
  if (kind === 'dotted_name') return inside.length > 1 ? [of.expr(i)] : null
  if (kind === 'tuple_pattern' && inside.length === 1 && first !== undefined && !hasToken(of, i, "','"))
    return literalsOf(of, first)
  if (kind !== 'union_pattern') return null
  const all = inside.map((at) => literalsOf(of, at))
  return all.includes(null) ? null : all.flatMap((one) => one ?? [])
}

function bindsOf(of: Lowering, i: number): Name[] {
  const inside = parts(of, i)
  switch (of.kinds[i]) {
    case 'dotted_name':
      return inside.length === 1 ? [nameAt(of, inside[0] as number)] : []
    case 'as_pattern':
    case 'splat_pattern':
      return inside.flatMap((at) => (of.kinds[at] === 'identifier' ? [nameAt(of, at)] : bindsOf(of, at)))
    // What these begin with names a class or a field.
    case 'class_pattern':
    case 'keyword_pattern':
      return inside.slice(1).flatMap((at) => bindsOf(of, at))
    default:
      return inside.flatMap((at) => bindsOf(of, at))
  }
}
