// Words that all reports share: counts, pieces of code in a sentence, and foreign text made harmless.
import type { Verdict } from '../finding.ts'
import type { LeftOut } from '../project.ts'
import { type AuditFinding, type AuditResult, SEVERITIES } from '../result.ts'

/** A report is one text; how it looks depends on these alone. */
export interface ReportOptions {
  /** The way from the working directory to the audited folder: `shop/`, or ''. */
  readonly prefix: string
  /** Columns of a terminal. */
  readonly width: number
  readonly colour: boolean
  /** Of Portcullis. */
  readonly version: string
}

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  unknown: 'can’t be told',
}

/** Control characters, which a terminal obeys, and those that turn the direction of text: shown as `\uFFFD`. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '\uFFFD')
}

/** JSON for a file or a terminal: what a terminal would obey is written by its number, within texts, as JSON has it. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) =>
      Array.from({ length: character.length }, (_, unit) => {
        return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`
      }).join(''),
  )
  return `${text}\n`
}

/** Words and `code` of a message, in turn. */
export function piecesOf(message: string): { readonly text: string; readonly code: boolean }[] {
  return message
    .split('`')
    .map((text, index) => ({ text, code: index % 2 === 1 }))
    .filter(({ text }) => text !== '')
}

/** `1 finding`, `2 findings` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export function waysInWords(count: number): string {
  return count === 1 ? '1 more way leads here.' : `${count} more ways lead here.`
}

/** `2 high, 1 low` */
function bySeverity(findings: readonly AuditFinding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}`]
  }).join(', ')
}

/** What was read, and what was not. */
export function scopeInWords({ files, pythonFiles, templates, leftOut }: AuditResult): string {
  const left = leftOut.filter(({ files: count }) => count > 0)
  const missing = left.length === 0 ? '' : `; left out: ${left.map(leftOutInWords).join(', ')}`
  return `${counted(files, 'file')} read (${pythonFiles} Python, ${counted(templates, 'template')})${missing}`
}

function leftOutInWords({ why, files }: LeftOut): string {
  return `${files} ${why}`
}

/** `5 pass, 3 fail, 2 can't be told` */
export function verdictsInWords({ checklist }: AuditResult): string {
  const count = (verdict: Verdict) => checklist.filter((point) => point.verdict === verdict).length
  return `${count('pass')} pass, ${count('fail')} fail, ${count('unknown')} can’t be told`
}

/** `3 findings: 2 high, 1 low. 1 ignored.` */
export function findingsInWords({ findings, hidden }: AuditResult): string {
  const standing = (which: AuditFinding['standing']) =>
    findings.filter((finding) => finding.standing === which)
  const open = standing('open')
  const rest = [
    [standing('ignored').length, 'ignored'],
    [standing('known').length, 'in the baseline'],
    [standing('untouched').length, 'in lines that have not changed'],
    [hidden, 'less sure, not shown'],
  ] as const
  const others = rest.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const first =
    open.length === 0 ? 'Nothing found' : `${counted(open.length, 'finding')}: ${bySeverity(open)}`
  return `${[first, ...others].join('; ')}.`
}

/** Findings a report tells one by one. */
export function isShown({ standing }: AuditFinding): boolean {
  return standing === 'open'
}
