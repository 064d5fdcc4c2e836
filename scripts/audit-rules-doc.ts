// Writes docs/audit-rules.md from the auditor's rules; test/audit/rules-doc.test.ts holds the page to it.
import { writeFileSync } from 'node:fs'
import { POINTS } from '../src/audit/checklist.ts'
import type { ChecklistPoint } from '../src/audit/finding.ts'
import { rules } from '../src/audit/rules/index.ts'
import { folderOf } from '../src/audit/rules/page.ts'

const PAGE = new URL('../docs/audit-rules.md', import.meta.url)

const INTRODUCTION = `# Rules of the auditor

<!-- Made by \`node scripts/audit-rules-doc.ts\` from src/audit/rules/. Don't edit it here. -->

What [\`portcullis audit\`](audit.md) looks for, by point of the checklist. Each rule has a page, which \`portcullis audit --explain ID\`
shows as well: what it is, why it matters, an attack, bad and good code, how to fix it, and when to suppress it. Severity is how bad it is
when it is true, confidence how sure the rule is of that by itself; a finding may be less sure than its rule.
`

const HEAD = ['| rule | | severity | confidence | CWE |', '| --- | --- | --- | --- | --- |']

/** The whole page as Markdown. */
export function rulesPage(): string {
  const byPoint = Map.groupBy(rules, ({ point }) => point)
  const points: ChecklistPoint[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]
  const sections = points.flatMap((point) => {
    const own = byPoint.get(point) ?? []
    if (own.length === 0) return []
    const title = point === 0 ? 'Beyond the checklist' : `${point}. ${POINTS[point]}`
    const rows = own.map((rule) => {
      const link = `[${rule.id}](../src/audit/rules/${folderOf(rule)}/page.md)`
      return `| ${link} | ${rule.title} | ${rule.severity} | ${rule.confidence} | ${rule.cwe} |`
    })
    return [`## ${title}`, '', ...HEAD, ...rows, '']
  })
  return [INTRODUCTION, ...sections].join('\n')
}

if (import.meta.main) writeFileSync(PAGE, rulesPage())
