// What a finding is known by from run to run: rule, line and scope, and no number of a line, so that code may move.
import { createHash } from 'node:crypto'
import type { Finding } from './finding.ts'
import type { Module } from './python/ast.ts'
import type { Lines } from './source-lines.ts'
import { surroundingsOf } from './statement.ts'

const LENGTH = 20

/** `3f2a…:1`; the number behind counts findings of one file that would else be the same. */
export function fingerprints(
  findings: readonly Finding[],
  { modules, lines }: { modules: ReadonlyMap<string, Module>; lines: Lines },
): Map<Finding, string> {
  const counts = new Map<string, number>()
  const result = new Map<Finding, string>()
  for (const finding of findings) {
    const { at, rule } = finding
    const module = modules.get(at.file)
    const scope = module === undefined ? '' : surroundingsOf(module, at.start).scope
    const hash = createHash('sha256')
      .update([rule, scope, lineOf(finding, module, lines)].join('\0'))
      .digest('hex')
      .slice(0, LENGTH)
    const count = (counts.get(`${at.file}\0${hash}`) ?? 0) + 1
    counts.set(`${at.file}\0${hash}`, count)
    result.set(finding, `${hash}:${count}`)
  }
  return result
}

/** Without its comment and however it is indented. */
function lineOf({ at }: Finding, module: Module | undefined, lines: Lines): string {
  const { line, column } = lines.start(at)
  const text = lines.text(at.file, line)
  const begin = at.start - column + 1
  const comment = firstFrom(module?.comments ?? [], begin)
  const code = comment <= begin + text.length ? text.slice(0, comment - begin) : text
  return code.replace(/\s+/g, ' ').trim()
}

/** Where the first comment at or after `offset` begins; infinity for none. They stand in source order. */
function firstFrom(comments: Module['comments'], offset: number): number {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((comments[middle] as { start: number }).start < offset) low = middle + 1
    else high = middle
  }
  return comments[low]?.start ?? Number.POSITIVE_INFINITY
}
