// All rules, in the order of their numbers. One that is not here is not run: a test holds the list to the folders.
import { rule as FL101 } from './FL101-secret-key/rule.ts'
import { rule as FL1101 } from './FL1101-debug/rule.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [FL101, FL1101]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

export function ruleOf(id: string): Rule | undefined {
  return byId.get(id)
}
