// Lines of the audited files: where an offset stands, and what a line says. Counted once a file, when first asked.
import { type Location, lineStarts, positionOf } from './location.ts'
import type { SourceFile } from './project.ts'

export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

export interface Lines {
  start(at: Location): Position
  /** Of the first character after it. */
  end(at: Location): Position
  /** Without its line break; '' where there is no such line. */
  text(file: string, line: number): string
  /** `app.py:12` */
  shown(at: Location): string
  count(file: string): number
}

export function linesOf(files: ReadonlyMap<string, Pick<SourceFile, 'text'>>): Lines {
  const starts = new Map<string, number[]>()

  function startsOf(file: string): number[] {
    let known = starts.get(file)
    if (known === undefined) {
      known = lineStarts(files.get(file)?.text ?? '')
      starts.set(file, known)
    }
    return known
  }

  return {
    start: ({ file, start }) => positionOf(startsOf(file), start),
    end: ({ file, end }) => positionOf(startsOf(file), end),
    text(file, line) {
      const all = startsOf(file)
      const from = all[line - 1]
      if (from === undefined) return ''
      const source = files.get(file)?.text ?? ''
      const to = all[line] ?? source.length + 1
      return source.slice(from, to - 1).replace(/\r$/, '')
    },
    shown: ({ file, start }) => `${file}:${positionOf(startsOf(file), start).line}`,
    count: (file) => startsOf(file).length,
  }
}
