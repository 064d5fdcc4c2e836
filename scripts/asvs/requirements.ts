// The requirements of OWASP ASVS 5.0.0 by id: level, our own short wording, and why one does not apply here.
import { readFileSync } from 'node:fs'

export interface Requirement {
  /** As ASVS counts: `V7.2.4`. */
  id: string
  level: 1 | 2 | 3
  chapter: string
  wording: string
  /** Why it does not apply to this kind of system; undefined when it applies. */
  notFor: string | undefined
}

/** Lines are `id | level | wording` or `id | level | wording | reason`; a line without bars begins a chapter. */
const LINES = new URL('requirements.txt', import.meta.url)

/** All 345, in the order of their ids. */
export const requirements: readonly Requirement[] = readRequirements(readFileSync(LINES, 'utf8'))

function readRequirements(text: string): Requirement[] {
  const found: Requirement[] = []
  let chapter = ''
  for (const line of text.split('\n')) {
    const [id = '', level, wording, notFor] = line.split(' | ')
    if (id === '') continue
    if (wording === undefined) {
      chapter = id
      continue
    }
    if (!/^V\d+\.\d+\.\d+$/.test(id) || !/^[123]$/.test(level ?? '')) {
      throw new Error(`requirements.txt: not understood: ${line}`)
    }
    found.push({ id, level: Number(level) as 1 | 2 | 3, chapter, wording, notFor })
  }
  return found
}
