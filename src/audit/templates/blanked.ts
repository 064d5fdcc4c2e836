// A stretch of a template with blanks for all that Jinja replaces or leaves out; every offset stays.
import type { Template } from './template.ts'

type Ranges = readonly { readonly start: number; readonly end: number }[]

/** What is Jinja's in a template, in source order. */
export function jinjaRanges(template: Pick<Template, 'holes' | 'tags' | 'comments'>): Ranges {
  return [...template.holes, ...template.tags, ...template.comments].sort((a, b) => a.start - b.start)
}

export function blanked(text: string, ranges: Ranges, start: number, end: number): string {
  let result = ''
  let at = start
  for (let index = firstFrom(ranges, start); index < ranges.length; index++) {
    const range = ranges[index] as Ranges[number]
    if (range.start >= end) break
    if (range.end <= at) continue
    if (range.start > at) result += text.slice(at, range.start)
    const until = Math.min(range.end, end)
    result += ' '.repeat(until - Math.max(range.start, at))
    at = until
  }
  return result + text.slice(at, end)
}

/** The first range that begins at `start` or later. */
export function firstFrom(ranges: Ranges, start: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle] as Ranges[number]).start < start) low = middle + 1
    else high = middle
  }
  return low
}
