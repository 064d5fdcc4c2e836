// A project of a few files on disk, audited by one rule; and its text after the rule's fixes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { auditProject } from '../../../src/audit/audit.ts'
import { planFixes } from '../../../src/audit/fix.ts'

export async function audited(t: TestContext, rule: string, files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'audit-rule-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { findings, lines } = await auditProject(root, { rules: [rule], minConfidence: 'low' })
  const { files: changed } = planFixes(findings, (file) => files[file])
  return {
    findings,
    places: findings.map(({ at }) => lines.shown(at)),
    after: changed[0]?.after,
  }
}
