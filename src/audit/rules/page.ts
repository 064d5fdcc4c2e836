// A rule's page: Markdown beside the rule, read only when somebody wants to read it.
import { readFileSync } from 'node:fs'
import type { Rule } from './rule.ts'

/** What each page says, in this order. */
export const SECTIONS = ['What', 'Why', 'An attack', 'Bad', 'Good', 'How to fix', 'When to suppress'] as const

export function folderOf({ id, name }: Pick<Rule, 'id' | 'name'>): string {
  return `${id}-${name}`
}

export function pageOf(rule: Pick<Rule, 'id' | 'name'>): string {
  return readFileSync(new URL(`./${folderOf(rule)}/page.md`, import.meta.url), 'utf8')
}
