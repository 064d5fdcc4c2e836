// Assignments to attributes and items: `session['x'] = …`, `stripe.api_key = …`. Statements are gone through once for all rules.
import { blocksOf } from '../../facts/code/children.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Attribute, Expr, Stmt, Subscript } from '../../python/ast.ts'

export interface Store {
  readonly target: Attribute | Subscript
  readonly value: Expr
  readonly stmt: Stmt
}

const kept = new WeakMap<Facts, readonly Store[]>()

export function storesOf(facts: Facts): readonly Store[] {
  const known = kept.get(facts)
  if (known) return known
  const found: Store[] = []
  for (const module of facts.names.modules) collect(module.body, found)
  kept.set(facts, found)
  return found
}

function collect(body: readonly Stmt[], found: Store[]): void {
  for (const stmt of body) {
    if (stmt.kind === 'Assign' && stmt.value !== null)
      for (const target of stmt.targets)
        if (target.kind === 'Attribute' || target.kind === 'Subscript')
          found.push({ target, value: stmt.value, stmt })
    for (const block of blocksOf(stmt)) collect(block, found)
  }
}
