// The formats a report can have, each made only from the result.
import type { AuditResult } from '../result.ts'
import { githubReport } from './github.ts'
import { htmlReport } from './html.ts'
import { jsonReport } from './json.ts'
import { markdownReport } from './markdown.ts'
import { sarifReport } from './sarif.ts'
import { terminalReport } from './terminal.ts'
import type { ReportOptions } from './words.ts'

export type { ReportOptions } from './words.ts'

const REPORTS = {
  pretty: terminalReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  markdown: markdownReport,
  html: htmlReport,
} as const satisfies Record<string, (result: AuditResult, options: ReportOptions) => string>

export type Format = keyof typeof REPORTS

export function reportAs(format: Format, result: AuditResult, options: ReportOptions): string {
  return REPORTS[format](result, options)
}
