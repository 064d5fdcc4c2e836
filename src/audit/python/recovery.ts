// A bracket that is never closed takes the rest of the file with it: the rest is then read in pieces, each by itself.

/** Characters of a line that are looked at. */
const LOOKED_AT = 120
/** What begins a statement at the left margin and continues none. */
const BEGINS =
  /^(?:async |def |class |@|from |import |if |for |while |with |try:|[A-Za-z_][A-Za-z0-9_.]* ?=[^=])/
const DEFINES = /^(?:async |def |class )/

export interface Piece {
  readonly start: number
  readonly end: number
}

/** Pieces of `text` from the line of `from` on, cut where a statement begins at the left margin. */
export function topLevelPieces(text: string, from: number): Piece[] {
  const pieces: Piece[] = []
  let start = text.lastIndexOf('\n', from - 1) + 1
  // Decorators belong to what they stand above.
  let decorated = text.charAt(start) === '@'
  for (let line = nextLine(text, start); line < text.length; line = nextLine(text, line)) {
    const head = text.slice(line, line + LOOKED_AT)
    if (!BEGINS.test(head)) continue
    if (decorated && (DEFINES.test(head) || head.startsWith('@'))) {
      decorated = head.startsWith('@')
      continue
    }
    pieces.push({ start, end: line })
    start = line
    decorated = head.startsWith('@')
  }
  pieces.push({ start, end: text.length })
  return pieces
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end + 1
}
