// For a comment or a wiki page: the ten points as a table, and each finding with its lines of source.
import type { Step } from '../finding.ts'
import type { AuditFinding, AuditResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { frameOf } from './frame.ts'
import {
  findingsInWords,
  isShown,
  piecesOf,
  plain,
  type ReportOptions,
  scopeInWords,
  VERDICTS,
  verdictsInWords,
  waysInWords,
} from './words.ts'

/** Columns of source that are shown. */
const WIDTH = 120
const LANGUAGES: Readonly<Record<string, string>> = { py: 'python', html: 'html', yml: 'yaml', yaml: 'yaml' }

export function markdownReport(result: AuditResult, options: ReportOptions): string {
  const rows = result.checklist.map(({ point, title, verdict, because, findings }) => {
    const why = [
      ...because.map((step) => stepText(step, result, options)),
      ...(findings.length === 0 ? [] : [`findings: ${findings.length}`]),
    ]
    return `| ${point} | ${escaped(title)} | ${VERDICTS[verdict]} | ${why.join('; ')} |`
  })
  const points = result.checklist.flatMap(({ point, title, findings }) =>
    section(`${point}. ${title}`, findings, result, options),
  )
  return [
    '# Portcullis audit',
    '',
    `${findingsInWords(result)} The ten points: ${verdictsInWords(result)}.`,
    '',
    '| | point | verdict | because |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...points,
    ...section('Beyond the checklist', result.beyond, result, options),
    ...list(
      'Comments that ignore findings',
      result.remarks.map((remark) => stepText(remark, result, options)),
    ),
    ...list(
      'Not read, or read in part',
      result.notes.map(({ file, what }) => `${file === '' ? '' : `${code(file)}: `}${escaped(what)}`),
    ),
    `${escaped(scopeInWords(result))}.`,
    '',
  ].join('\n')
}

function section(
  title: string,
  findings: readonly AuditFinding[],
  result: AuditResult,
  options: ReportOptions,
): string[] {
  const shown = findings.filter(isShown)
  if (shown.length === 0) return []
  return [`## ${escaped(title)}`, '', ...shown.flatMap((finding) => findingText(finding, result, options))]
}

function findingText(finding: AuditFinding, result: AuditResult, options: ReportOptions): string[] {
  const { rule, at, severity, confidence, message, path, related, otherPaths } = finding
  const face = ruleOf(rule)
  const frame = frameOf(at, result.lines, WIDTH).map(({ before, inside, after }) => before + inside + after)
  const fence = '`'.repeat(Math.max(3, longestRun(frame.join('\n')) + 1))
  const language = LANGUAGES[at.file.slice(at.file.lastIndexOf('.') + 1)] ?? ''
  const steps = path.map((step, index) => `${index + 1}. ${stepText(step, result, options)}`)
  return [
    `### ${rule} ${escaped(face?.title ?? '')}: ${code(options.prefix + result.lines.shown(at))}`,
    '',
    `**${severity}**, confidence ${confidence}${face === undefined ? '' : `, CWE-${face.cwe}`}. ${sentence(message)}`,
    '',
    `${fence}${language}`,
    ...frame,
    fence,
    '',
    ...(steps.length > 1 ? [...steps, ''] : []),
    ...(otherPaths.length === 0 ? [] : [waysInWords(otherPaths.length), '']),
    ...(related.length === 0
      ? []
      : [...related.map((step) => `- see ${stepText(step, result, options)}`), '']),
    ...(face?.cure ? [sentence(face.cure), ''] : []),
  ]
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${line}`), '']
}

function stepText({ at, what }: Step, { lines }: AuditResult, { prefix }: ReportOptions): string {
  return `${sentence(what)} at ${code(prefix + lines.shown(at))}`
}

function sentence(text: string): string {
  return piecesOf(text)
    .map((piece) => (piece.code ? code(piece.text) : escaped(piece.text)))
    .join('')
}

/** Everything that Markdown, GitHub's mentions and HTML could take for their own. */
function escaped(text: string): string {
  return (
    plain(text)
      .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
      // A word joiner behind it: else it would call somebody of that name.
      .replaceAll('@', '@\u2060')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  )
}

/** A code span longer than any run of backticks in it; a bar would end the cell of a table. */
function code(text: string): string {
  const shown = plain(text).replaceAll('|', '\\|')
  const marks = '`'.repeat(longestRun(shown) + 1)
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${marks}${space}${shown}${space}${marks}`
}

function longestRun(text: string): number {
  let longest = 0
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length)
  return longest
}
