// Applies the changes that findings propose: none that overlap, only where the file is as it was read, a whole file at once.
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { Finding, Fix } from './finding.ts'
import { unifiedDiff } from './line-diff.ts'

export interface FixedFile {
  readonly file: string
  readonly before: string
  readonly after: string
  readonly done: readonly Finding[]
}

export interface FixesPlanned {
  readonly files: readonly FixedFile[]
  /** Overlap with another change of the same file. */
  readonly leftOut: readonly Finding[]
}

type Edit = Fix['edits'][number]

/** Works out what would change; a fix is applied whole or not at all, and stays within one file. */
export function planFixes(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
): FixesPlanned {
  const leftOut: Finding[] = []
  const files: FixedFile[] = []
  const fixable = findings.filter(({ fix }) => fix !== null && fix.edits.length > 0)
  for (const [file, own] of Map.groupBy(fixable, ({ fix }) => (fix as Fix).edits[0]?.at.file ?? '')) {
    const before = textOf(file)
    const taken: Edit[] = []
    const done: Finding[] = []
    for (const finding of own) {
      const edits = (finding.fix as Fix).edits
      const fits = before !== undefined && edits.every((edit) => isSound(edit, file, before))
      const news = edits.filter((edit) => !taken.some((other) => isSame(edit, other)))
      if (fits && !news.some((edit) => taken.some((other) => overlaps(edit, other)))) {
        taken.push(...news)
        done.push(finding)
      } else leftOut.push(finding)
    }
    if (before !== undefined && done.length > 0)
      files.push({ file, before, after: applied(before, taken), done })
  }
  return { files, leftOut }
}

function isSound({ at }: Edit, file: string, text: string): boolean {
  return at.file === file && at.start >= 0 && at.start <= at.end && at.end <= text.length
}

/** Two findings may ask for the same import. */
function isSame(a: Edit, b: Edit): boolean {
  return a.at.start === b.at.start && a.at.end === b.at.end && a.text === b.text
}

function overlaps(a: Edit, b: Edit): boolean {
  if (a.at.start === b.at.start) return true
  return a.at.start < b.at.end && b.at.start < a.at.end
}

function applied(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.at.start - b.at.start)) {
    result += text.slice(at, edit.at.start) + edit.text
    at = edit.at.end
  }
  return result + text.slice(at)
}

export function fixesAsDiff({ files }: FixesPlanned): string {
  return files.map(({ file, before, after }) => unifiedDiff(file, before, after)).join('')
}

const BOM = '\uFEFF'

/**
 * Writes one file: beside it first, then renamed over it, so that it is never half written. Its mode is kept.
 * @returns why not, in words; undefined when it is done
 */
export function writeFix(root: string, { file, before, after }: FixedFile): string | undefined {
  const path = join(root, file)
  try {
    const found = lstatSync(path)
    if (!found.isFile()) return `${file} is no regular file`
    const home = realpathSync(root)
    const folder = realpathSync(dirname(path))
    if (folder !== home && !folder.startsWith(home.endsWith(sep) ? home : home + sep))
      return `${file} lies outside of the audited folder`
    const now = readFileSync(path)
    const bom = now.subarray(0, 3).equals(Buffer.from(BOM)) ? BOM : ''
    // Also when it is no UTF-8: what was read then isn't what is there.
    if (!now.equals(Buffer.from(bom + before)) && !now.equals(Buffer.from(before)))
      return `${file} has changed since it was read, or is no UTF-8`
    const whole = now.equals(Buffer.from(before)) ? after : bom + after
    replaceFile(path, join(folder, `.portcullis-audit-${process.pid}.tmp`), whole, found.mode)
    return undefined
  } catch (error) {
    return `${file}: ${(error as Error).message}`
  }
}

function replaceFile(path: string, temporary: string, text: string, mode: number): void {
  // `wx`: neither a file nor a link that lies there already is written to.
  const handle = openSync(temporary, 'wx', mode & 0o777)
  try {
    try {
      writeSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
