// A rule's page as a terminal shows it, and the list of rules.
import { rules } from '../rules/index.ts'
import { pageOf } from '../rules/page.ts'
import type { Rule } from '../rules/rule.ts'
import { wrapped } from './columns.ts'

const INDENT = '    '

/** Markdown as far as pages use it: headings, paragraphs, lists and blocks of code. */
export function explained(rule: Rule, { width, colour }: { width: number; colour: boolean }): string {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text)
  const lines: string[] = []
  let paragraph = ''
  let isCode = false
  const flush = () => {
    if (paragraph !== '') lines.push(...paragraphLines(paragraph, width))
    paragraph = ''
  }
  for (const line of pageOf(rule).split('\n')) {
    if (line.startsWith('```')) {
      flush()
      isCode = !isCode
    } else if (isCode) lines.push(INDENT + line)
    else if (line.startsWith('#')) {
      flush()
      lines.push(bold(line.replace(/^#+ /, '')))
    } else if (line === '') {
      flush()
      lines.push('')
    } else if (/^(?:\d+\.|-) /.test(line)) {
      flush()
      paragraph = line
    } else paragraph = paragraph === '' ? line : `${paragraph} ${line.trim()}`
  }
  flush()
  const { severity, confidence, cwe } = rule
  lines.splice(1, 0, `Severity ${severity}, confidence ${confidence}, CWE-${cwe}.`)
  return lines.join('\n').trimEnd()
}

/** Further lines of a list's entry stand below its words. */
function paragraphLines(text: string, width: number): string[] {
  const mark = /^(?:\d+\.|-) /.exec(text)?.[0] ?? ''
  const [first = '', ...rest] = wrapped(text.slice(mark.length), width - mark.length)
  return [mark + first, ...rest.map((line) => ' '.repeat(mark.length) + line)]
}

export function listOfRules(format: 'pretty' | 'json'): string {
  if (format === 'json') {
    const list = rules.map(({ id, name, title, severity, confidence, cwe, point, cure }) => {
      return { id, name, title, severity, confidence, cwe, point, cure }
    })
    return JSON.stringify(list, undefined, 2)
  }
  return rules
    .map(({ id, severity, confidence, title }) =>
      `${id.padEnd(8)}${severity.padEnd(10)}${confidence.padEnd(8)}${title}`.trimEnd(),
    )
    .join('\n')
}
