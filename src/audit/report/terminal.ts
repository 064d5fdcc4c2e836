// For a person at a terminal: the ten points with evidence, and under each its findings with code and the path of the data.
import type { Step } from '../finding.ts'
import type { AuditFinding, AuditResult, PointResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { widthOf, wrapped } from './columns.ts'
import { type FrameLine, frameOf } from './frame.ts'
import {
  findingsInWords,
  isShown,
  plain,
  type ReportOptions,
  scopeInWords,
  VERDICTS,
  verdictsInWords,
  waysInWords,
} from './words.ts'

const INDENT = '    '
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
type Paint = (colour: keyof typeof CODES, text: string) => string

const OF_SEVERITY = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan' } as const
const OF_VERDICT = { pass: 'green', fail: 'red', unknown: 'yellow' } as const
/** Notes told one by one. */
const MOST_NOTES = 10

interface Page {
  readonly result: AuditResult
  readonly options: ReportOptions
  readonly paint: Paint
}

export function terminalReport(result: AuditResult, options: ReportOptions): string {
  const paint: Paint = (colour, text) =>
    options.colour && text !== '' ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text
  const page: Page = { result, options, paint }
  return [
    ...wrapped(plain(scopeInWords(result)), options.width),
    '',
    ...result.checklist.flatMap((point) => pointLines(point, page)),
    ...beyondLines(page),
    ...remarkLines(page),
    ...noteLines(page),
    `The ten points: ${verdictsInWords(result)}.`,
    paint('bold', findingsInWords(result)),
    ...wrapped(hintOf(result), options.width).filter(Boolean),
    '',
  ].join('\n')
}

function pointLines({ point, title, verdict, because, findings }: PointResult, page: Page): string[] {
  const { paint } = page
  const number = `${point}`.padStart(2)
  const shown = findings.filter(isShown)
  const others = findings.length - shown.length
  return [
    `${paint('bold', `${number}. ${title}`)}  ${paint(OF_VERDICT[verdict], VERDICTS[verdict])}`,
    ...because.flatMap((step) => stepLines('+ ', step, page)),
    ...(others === 0 ? [] : [`${INDENT}${others} more, known already`]),
    ...shown.flatMap((finding) => ['', ...findingLines(finding, page)]),
    '',
  ]
}

function beyondLines(page: Page): string[] {
  const shown = page.result.beyond.filter(isShown)
  if (shown.length === 0) return []
  const found = shown.flatMap((finding) => ['', ...findingLines(finding, page)])
  return [page.paint('bold', '    Beyond the checklist'), ...found, '']
}

function findingLines(finding: AuditFinding, page: Page): string[] {
  const { result, options, paint } = page
  const { at, rule, severity, confidence, message, path, otherPaths, related, fix } = finding
  const face = ruleOf(rule)
  const position = result.lines.start(at)
  const sure = confidence === 'high' ? '' : paint('dim', ` (confidence: ${confidence})`)
  const head = `${paint(OF_SEVERITY[severity], severity)} ${paint('bold', `${rule} ${face?.title ?? ''}`)}${sure}`
  const place = `${options.prefix}${at.file}:${position.line}:${position.column}`
  const steps = [...path.entries()].flatMap(([index, step]) => stepLines(`${index + 1}. `, step, page))
  return [
    `${INDENT}${head}`,
    `${INDENT}${paint('cyan', plain(place))}`,
    ...frameLines(frameOf(at, result.lines, options.width - 16), page),
    ...textLines(message, page),
    ...(steps.length > 1 ? [`${INDENT}How the data gets here:`, ...steps] : []),
    ...(otherPaths.length === 0 ? [] : [`${INDENT}${waysInWords(otherPaths.length)}`]),
    ...related.flatMap((step) => stepLines('see ', step, page)),
    ...(fix === null ? [] : textLines(`--fix: ${fix.title}.`, page)),
    ...(face?.cure ? textLines(face.cure, page).map((line) => paint('green', line)) : []),
  ]
}

function frameLines(frame: readonly FrameLine[], { paint }: Page): string[] {
  const width = Math.max(...frame.map(({ number }) => `${number}`.length))
  return frame.flatMap(({ number, before, inside, after }) => {
    const margin = (number === 0 ? '' : `${number}`).padStart(width)
    const line = `${INDENT}  ${paint('dim', `${margin} |`)} ${before}${inside}${after}`.trimEnd()
    if (inside === '') return [line]
    const under = `${' '.repeat(widthOf(before))}${paint('red', '^'.repeat(widthOf(inside)))}`
    return [line, `${INDENT}  ${paint('dim', `${' '.repeat(width)} |`)} ${under}`]
  })
}

/** Code keeps its marks: without colours nothing else tells it apart. */
function textLines(text: string, { options }: Page): string[] {
  return wrapped(plain(text), options.width - INDENT.length).map((line) => INDENT + line)
}

function stepLines(mark: string, { at, what }: Step, { result, options, paint }: Page): string[] {
  const place = plain(`${options.prefix}${result.lines.shown(at)}`)
  const text = plain(what)
  const space = options.width - INDENT.length - 2 - mark.length
  const first = `${INDENT}  ${mark}`
  if (widthOf(text) + widthOf(place) + 4 <= space) return [`${first}${text} ${paint('dim', `at ${place}`)}`]
  const [head = '', ...rest] = wrapped(`${text} at ${place}`, space)
  return [first + head, ...rest.map((line) => ' '.repeat(first.length) + line)]
}

function remarkLines(page: Page): string[] {
  const { remarks } = page.result
  if (remarks.length === 0) return []
  const lines = remarks.flatMap(({ at, what }) =>
    stepLines('- ', { at, what: what.replace(/\.$/, '') }, page),
  )
  return [page.paint('bold', '    Comments that ignore findings'), ...lines, '']
}

function noteLines({ result: { notes }, options, paint }: Page): string[] {
  if (notes.length === 0) return []
  const lines = notes.slice(0, MOST_NOTES).flatMap(({ file, what }) => {
    const text = plain(file === '' ? what : `${file}: ${what}`)
    const [head = '', ...rest] = wrapped(text, options.width - INDENT.length - 4)
    return [`${INDENT}  - ${head}`, ...rest.map((line) => `${INDENT}    ${line}`)]
  })
  const more = notes.length > MOST_NOTES ? [`${INDENT}  and ${notes.length - MOST_NOTES} more`] : []
  return [paint('bold', '    Not read, or read in part'), ...lines, ...more, '']
}

function hintOf({ findings, hidden }: AuditResult): string {
  const open = findings.filter(isShown)
  const first = open[0]
  if (first !== undefined) {
    const fixes = open.filter(({ fix }) => fix !== null).length
    const offer = fixes === 0 ? '' : ` \`--fix\` changes ${fixes} of them.`
    return `\`portcullis audit --explain ${first.rule}\` tells more of a rule.${offer}`
  }
  return hidden === 0 ? '' : '`--min-confidence low` shows what is less sure.'
}
