// Cuts a template into text, holes, tags and comments, as Jinja's lexer does (jinja.palletsprojects.com/templates).

export interface Piece {
  readonly kind: 'text' | 'hole' | 'tag' | 'comment'
  readonly start: number
  readonly end: number
  /** What stands between the delimiters and their whitespace marks. */
  readonly from: number
  readonly to: number
}

const OPENERS: Readonly<Record<string, { kind: Exclude<Piece['kind'], 'text'>; close: string }>> = {
  '{': { kind: 'hole', close: '}}' },
  '%': { kind: 'tag', close: '%}' },
  '#': { kind: 'comment', close: '#}' },
}
const RAW = /\braw\b/
const ENDRAW = /^[-+]?\s{0,40}endraw\s{0,40}[-+]?$/
/** Of the text's length: what may be read in vain for ends that respect strings and brackets. */
const VAIN_SHARE = 2

/** Every character of `text` is in exactly one piece. `broken`: something is never closed; it then counts as text. */
export function piecesOf(text: string): { pieces: Piece[]; broken: boolean } {
  const pieces: Piece[] = []
  const next = nextOf(text)
  let vain = VAIN_SHARE * text.length + 1_000
  let broken = false
  let textStart = 0
  let at = 0
  const addText = (end: number) => {
    if (end > textStart) pieces.push({ kind: 'text', start: textStart, end, from: textStart, to: end })
  }

  while (true) {
    const open = text.indexOf('{', at)
    if (open === -1) break
    const opener = OPENERS[text.charAt(open + 1)]
    if (opener === undefined) {
      at = open + 1
      continue
    }
    let close = -1
    if (opener.kind === 'comment') close = next('#}', open + 2)
    else if (vain > 0) {
      close = balancedEnd(text, open + 2, opener.close)
      if (close < 0) {
        vain -= ~close - open
        close = -1
      }
    }
    if (close === -1 && opener.kind !== 'comment') close = plainEnd(next, open + 2, opener.close)
    if (close === -1 || close === Number.POSITIVE_INFINITY) {
      broken = true
      at = open + 2
      continue
    }
    addText(open)
    const piece = pieceOf(text, opener.kind, open, close)
    pieces.push(piece)
    at = piece.end
    textStart = at
    if (piece.kind === 'tag' && isRaw(text, piece)) {
      const end = rawEnd(text, at)
      if (end === null) {
        broken = true
        at = text.length
      } else {
        addText(end.start)
        pieces.push(end)
        at = end.end
        textStart = at
      }
    }
  }
  addText(text.length)
  return { pieces, broken }
}

/** Finds forward; remembers what it found, so that asking from ever later places takes linear time in all. */
export function nextOf(text: string): (needle: string, from: number) => number {
  const found = new Map<string, number>()
  return (needle, from) => {
    const known = found.get(needle)
    if (known !== undefined && known >= from) return known
    const at = text.indexOf(needle, from)
    const result = at === -1 ? Number.POSITIVE_INFINITY : at
    found.set(needle, result)
    return result
  }
}

/** Where `close` stands outside strings and brackets; else the complement of where the search ended. */
function balancedEnd(text: string, from: number, close: string): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 34 || char === 39) {
      at = stringEnd(text, at)
      if (at === -1) return ~text.length
    } else if (depth === 0 && text.startsWith(close, at)) return at
    else if (char === 40 || char === 91) depth++
    else if (char === 123) {
      const following = text.charCodeAt(at + 1)
      if (following === 123 || following === 37 || following === 35) return ~at
      depth++
    } else if ((char === 41 || char === 93 || char === 125) && depth > 0) depth--
  }
  return ~text.length
}

function stringEnd(text: string, open: number): number {
  const quote = text.charCodeAt(open)
  for (let at = open + 1; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 92) at++
    else if (char === quote) return at
  }
  return -1
}

/** The next `close`, if nothing opens before it. */
function plainEnd(next: (needle: string, from: number) => number, from: number, close: string): number {
  const end = next(close, from)
  return end < next('{{', from) && end < next('{%', from) ? end : -1
}

function pieceOf(text: string, kind: Piece['kind'], open: number, close: number): Piece {
  let from = open + 2
  let to = close
  if (isMark(text.charCodeAt(from)) && from < to) from++
  if (isMark(text.charCodeAt(to - 1)) && from < to) to--
  return { kind, start: open, end: close + 2, from, to }
}

function isMark(char: number): boolean {
  return char === 45 || char === 43
}

function isRaw(text: string, piece: Piece): boolean {
  return piece.to - piece.from < 100 && RAW.test(text.slice(piece.from, piece.to).trim().slice(0, 4))
}

function rawEnd(text: string, from: number): Piece | null {
  for (let at = text.indexOf('{%', from); at !== -1; at = text.indexOf('{%', at + 2)) {
    // Long enough for the word and its blanks, and short enough to ask at every tag.
    const near = text.slice(at + 2, at + 100)
    const close = near.indexOf('%}')
    if (close !== -1 && ENDRAW.test(near.slice(0, close))) return pieceOf(text, 'tag', at, at + 2 + close)
  }
  return null
}
