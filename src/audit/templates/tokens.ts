// The words of a Jinja expression.

export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'op' | 'end'
  /** A string's value, a number without `_`; else as it stands. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const TWO = new Set(['==', '!=', '<=', '>=', '//', '**'])
const ONE = '+-*/%~|.,:;()[]{}<>='
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '' }
/** An expression longer than this is nobody's template. */
const MOST_TOKENS = 20_000

/** The tokens from `from` to `to`, closed by an `end`; null where a character belongs to no token. */
export function tokensOf(text: string, from: number, to: number): Token[] | null {
  const tokens: Token[] = []
  let at = from
  while (at < to) {
    const char = text.charCodeAt(at)
    if (isBlank(char)) {
      at++
      continue
    }
    if (tokens.length >= MOST_TOKENS) return null
    const start = at
    if (isWordStart(char)) {
      while (at < to && isWord(text.charCodeAt(at))) at++
      tokens.push({ kind: 'name', text: text.slice(start, at), start, end: at })
    } else if (isDigit(char)) {
      at = numberEnd(text, at, to)
      tokens.push({ kind: 'number', text: text.slice(start, at).replaceAll('_', ''), start, end: at })
    } else if (char === 34 || char === 39) {
      const value = stringAt(text, at, to)
      if (value === null) return null
      at = value.end
      tokens.push({ kind: 'string', text: value.text, start, end: at })
    } else {
      const two = text.slice(at, at + 2)
      const op = TWO.has(two) ? two : text.charAt(at)
      if (op.length === 1 && !ONE.includes(op)) return null
      at += op.length
      tokens.push({ kind: 'op', text: op, start, end: at })
    }
  }
  tokens.push({ kind: 'end', text: '', start: to, end: to })
  return tokens
}

export function isBlank(char: number): boolean {
  return char === 32 || (char >= 9 && char <= 13)
}

export function isDigit(char: number): boolean {
  return char >= 48 && char <= 57
}

export function isWordStart(char: number): boolean {
  return (char >= 97 && char <= 122) || (char >= 65 && char <= 90) || char === 95 || char > 127
}

export function isWord(char: number): boolean {
  return isWordStart(char) || isDigit(char)
}

/** `a.0.b` holds no number with a point: the point must be followed by a digit, and `1.5.2` is nobody's number. */
function numberEnd(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isWord(text.charCodeAt(at))) at++
  if (
    text.charCodeAt(at) === 46 &&
    at + 1 < to &&
    isDigit(text.charCodeAt(at + 1)) &&
    text[from - 1] !== '.'
  ) {
    at++
    while (at < to && isWord(text.charCodeAt(at))) at++
  }
  return at
}

function stringAt(text: string, open: number, to: number): { text: string; end: number } | null {
  const quote = text.charCodeAt(open)
  let value = ''
  let from = open + 1
  for (let at = from; at < to; at++) {
    const char = text.charCodeAt(at)
    if (char === quote) return { text: value + text.slice(from, at), end: at + 1 }
    if (char !== 92) continue
    const escaped = escapeAt(text, at + 1)
    value += text.slice(from, at) + escaped.text
    from = at + 1 + escaped.length
    at = from - 1
  }
  return null
}

function escapeAt(text: string, at: number): { text: string; length: number } {
  const char = text.charAt(at)
  const digits = char === 'x' ? 2 : char === 'u' ? 4 : 0
  if (digits > 0) {
    const hex = text.slice(at + 1, at + 1 + digits)
    if (hex.length === digits && /^[0-9a-fA-F]+$/.test(hex))
      return { text: String.fromCharCode(Number.parseInt(hex, 16)), length: 1 + digits }
  }
  const known = ESCAPES[char]
  if (known !== undefined) return { text: known, length: 1 }
  return { text: char === '\\' || char === '"' || char === "'" ? char : `\\${char}`, length: 1 }
}
