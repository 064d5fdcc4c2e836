// For GitHub's runners: workflow commands, which become annotations beside the changed lines.
// docs.github.com/actions/reference/workflows-and-actions/workflow-commands
import type { Severity } from '../finding.ts'
import type { AuditResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { findingsInWords, isShown, plain, type ReportOptions } from './words.ts'

const COMMANDS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
}

export function githubReport(result: AuditResult, { prefix }: ReportOptions): string {
  const findings = result.findings.filter(isShown).map(({ rule, at, severity, message }) => {
    const start = result.lines.start(at)
    const end = result.lines.end(at)
    // A column is only taken where the place stands in one line.
    const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {}
    const title = `${rule} ${ruleOf(rule)?.title ?? ''}`
    const place = { file: prefix + at.file, line: start.line, endLine: end.line, ...columns, title }
    return command(COMMANDS[severity], place, message)
  })
  const remarks = result.remarks.map(({ at, what }) => {
    const place = { file: prefix + at.file, line: result.lines.start(at).line }
    return command('notice', place, what)
  })
  return [...findings, ...remarks, findingsInWords(result), ''].join('\n')
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string) {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(`${value}`)}`)
  return `::${name} ${list.join(',')}::${escapeData(plain(message))}`
}

/** As the runner's own toolkit does it: a line break would end the command and begin one of the audited source's choosing. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(plain(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
