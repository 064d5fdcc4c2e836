// For programs: one JSON document. docs/audit.md describes it; `version` changes when something is taken away or means another.
import type { Step } from '../finding.ts'
import type { Location } from '../location.ts'
import type { AuditFinding, AuditResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { jsonText, type ReportOptions } from './words.ts'

const VERSION = 1

export function jsonReport(result: AuditResult, { version }: ReportOptions): string {
  const { checklist, findings, remarks, notes, leftOut, files, pythonFiles, templates, hidden, lines } =
    result
  const place = (at: Location) => {
    const start = lines.start(at)
    const end = lines.end(at)
    return {
      file: at.file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    }
  }
  const step = ({ at, what }: Step) => ({ ...place(at), what })
  const finding = (one: AuditFinding) => {
    const rule = ruleOf(one.rule)
    return {
      rule: one.rule,
      title: rule?.title ?? '',
      severity: one.severity,
      confidence: one.confidence,
      cwe: rule?.cwe ?? 0,
      point: rule?.point ?? 0,
      standing: one.standing,
      ...(one.ignoredBy === null ? {} : { reason: one.ignoredBy.reason }),
      ...place(one.at),
      message: one.message,
      fingerprint: one.fingerprint,
      path: one.path.map(step),
      otherPaths: one.otherPaths.map((path) => path.map(step)),
      related: one.related.map(step),
      fix:
        one.fix === null
          ? null
          : {
              title: one.fix.title,
              edits: one.fix.edits.map(({ at, text }) => ({ ...place(at), text })),
            },
      cure: rule?.cure ?? null,
    }
  }
  const document = {
    version: VERSION,
    tool: { name: 'portcullis audit', version },
    read: { files, python: pythonFiles, templates, leftOut },
    checklist: checklist.map(({ point, title, verdict, because, findings: own }) => ({
      point,
      title,
      verdict,
      because: because.map(step),
      findings: own.map(({ fingerprint }) => fingerprint),
    })),
    findings: findings.map(finding),
    hidden,
    remarks: remarks.map(step),
    notes,
  }
  return jsonText(document)
}
