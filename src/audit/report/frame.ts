// A few lines of source with the place underlined, cut to a width.
import type { Location } from '../location.ts'
import type { Lines } from '../source-lines.ts'
import { cutTo, widthOf, withoutTabs } from './columns.ts'
import { plain } from './words.ts'

/** Lines of a place that are shown; the rest is `…`. */
const MOST_LINES = 4
const LINES_BEFORE = 1
/** Columns kept in front of a place that stands far to the right. */
const LEAD = 12

export interface FrameLine {
  /** 0 for the `…` of lines that are left out. */
  readonly number: number
  readonly before: string
  /** What is meant; '' where the line is only there for its neighbours. */
  readonly inside: string
  readonly after: string
}

export function frameOf(at: Location, lines: Lines, width: number): FrameLine[] {
  const start = lines.start(at)
  const end = lines.end(at)
  const endsBefore = end.column === 1 && end.line > start.line
  const last = Math.min(endsBefore ? end.line - 1 : end.line, lines.count(at.file))
  const frame: FrameLine[] = []
  for (let line = Math.max(1, start.line - LINES_BEFORE); line < start.line; line++) {
    const text = shownText(lines.text(at.file, line))
    if (text.trim() !== '') frame.push(aside(line, cutTo(text, width)))
  }
  for (let line = start.line; line <= last && line < start.line + MOST_LINES; line++) {
    const source = lines.text(at.file, line)
    const indent = source.length - source.trimStart().length
    const from = line === start.line ? start.column - 1 : indent
    const to = line === end.line ? end.column - 1 : source.length
    frame.push(windowOn(line, source, from, to, width))
  }
  if (last >= start.line + MOST_LINES) frame.push(aside(0, '…'))
  return frame
}

function aside(number: number, text: string): FrameLine {
  return { number, before: text, inside: '', after: '' }
}

/** The part of a long line in which the place stands; an empty place is the character behind it. */
function windowOn(number: number, source: string, from: number, to: number, width: number): FrameLine {
  let before = shownText(source.slice(0, from))
  const inside = shownText(source.slice(from, to)) || shownText(source.slice(from, from + 1)) || ' '
  const after = shownText(source.slice(from + Math.max(to - from, 1)))
  if (widthOf(before + inside) > width && widthOf(before) > LEAD)
    before = `…${[...before].slice(-LEAD).join('')}`
  const space = width - widthOf(before)
  if (widthOf(inside) > space) return { number, before, inside: `${cutTo(inside, space - 1)}…`, after: '' }
  const left = space - widthOf(inside)
  const cut = widthOf(after) > left ? `${cutTo(after, Math.max(1, left - 1))}…` : after
  return { number, before, inside, after: cut }
}

function shownText(source: string): string {
  return plain(withoutTabs(source))
}
