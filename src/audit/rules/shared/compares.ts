// Comparisons by == and !=: statements are gone through once for all rules that ask, in modules that speak of secrets.
import type { Facts } from '../../facts/facts.ts'
import type { Compare, Expr } from '../../python/ast.ts'
import { walkStmts } from '../../python/walk.ts'

export interface Equality {
  readonly compare: Compare
  readonly left: Expr
  readonly right: Expr
}

const SECRETS = /pass|pwd|pw\b|token|secret|key|hash|sign|digest|hmac/i
const kept = new WeakMap<Facts, readonly Equality[]>()

export function equalitiesOf(facts: Facts): readonly Equality[] {
  const known = kept.get(facts)
  if (known) return known
  const found: Equality[] = []
  for (const { text, body } of facts.names.modules) {
    if (!/[!=]=/.test(text) || !SECRETS.test(text)) continue
    walkStmts(body, {
      expr(expr) {
        if (expr.kind !== 'Compare' || expr.rest.length !== 1) return
        const [{ op, right } = { op: '', right: expr }] = expr.rest
        if (op === '==' || op === '!=') found.push({ compare: expr, left: expr.left, right })
      },
    })
  }
  kept.set(facts, found)
  return found
}
