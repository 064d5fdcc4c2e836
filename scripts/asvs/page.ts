// The page docs/asvs.md: written from the requirements and the evidence, and read back by its test.
import { remarks } from './remarks.ts'
import { type Requirement, requirements } from './requirements.ts'

const NOT_SHOWN = 'not shown'
const DOES_NOT_APPLY = 'does not apply: '

const HEAD = `# OWASP ASVS 5.0.0: what is shown by a test

Written by \`npm run asvs\` from the last run of \`npm test\`; change it there. A requirement is shown when a test that
bears its id passed and none that bears it failed. What no test shows counts as not shown, even where it may well be met.

The ids, levels and chapters are those of the [OWASP Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/)
5.0.0, © The OWASP Foundation, [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/). The wordings here are short and our own; the standard's text is what binds.
`

/** The whole page. The same requirements and evidence give the same bytes. */
export function page(shown: ReadonlyMap<string, string>): string {
  const chapters = [...new Set(requirements.map((requirement) => requirement.chapter))]
  return [
    HEAD,
    table(
      ['level', 'shown', 'applies', 'does not apply'],
      [
        ...[1, 2, 3].map((level) => countRow(String(level), shown, (one) => one.level === level)),
        countRow('all', shown, () => true),
      ],
    ),
    table(
      ['chapter', 'shown', 'applies', 'does not apply'],
      chapters.map((chapter) => countRow(chapter, shown, (one) => one.chapter === chapter)),
    ),
    ...chapters.map(
      (chapter) =>
        `## ${chapter}\n\n${table(
          ['id', 'level', 'requirement', 'shown by', 'remark'],
          requirements.filter((one) => one.chapter === chapter).map((one) => row(one, shown)),
        )}`,
    ),
  ].join('\n')
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

function countRow(
  name: string,
  shown: ReadonlyMap<string, string>,
  among: (one: Requirement) => boolean,
): string[] {
  const counted = requirements.filter(among)
  const applying = counted.filter((one) => one.notFor === undefined)
  const count = applying.filter((one) => shown.has(one.id)).length
  return [name, String(count), String(applying.length), String(counted.length - applying.length)]
}

function row({ id, level, wording, notFor }: Requirement, shown: ReadonlyMap<string, string>): string[] {
  const by = notFor === undefined ? (shown.get(id) ?? NOT_SHOWN) : DOES_NOT_APPLY + notFor
  return [id, String(level), wording, by, remarks[id] ?? '']
}

/** The evidence that a page holds: what `page` was given when it wrote it. */
export function shownOn(text: string): Map<string, string> {
  const shown = new Map<string, string>()
  for (const [, id = '', by = ''] of text.matchAll(
    /^\| (V\d+\.\d+\.\d+) \| [^|]* \| [^|]* \| ([^|]*) \|/gm,
  )) {
    if (by !== NOT_SHOWN && !by.startsWith(DOES_NOT_APPLY)) shown.set(id, by)
  }
  return shown
}
