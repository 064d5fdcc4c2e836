// Where something stands: a file of the audited project, and offsets into its text.

export interface Location {
  /** Path below the audited folder, with `/`. */
  readonly file: string
  /** UTF-16 offsets into the file's text; `end` is the first one after it. */
  readonly start: number
  readonly end: number
}

/** The place of a node, from a module or a template. */
export function placeOf(node: { start: number; end: number; origin: { file: string } }): Location {
  return { file: node.origin.file, start: node.start, end: node.end }
}

/** Where lines begin in `text`: offset of the first character of each. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column of an offset, both counted from 1; columns in UTF-16 units. */
export function positionOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 }
}
