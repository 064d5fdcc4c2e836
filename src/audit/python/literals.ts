// The values of Python's literals: numbers, and strings with their escapes resolved.

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const LARGEST_CODE_POINT = 0x10_ff_ff

/** Prefix and quotes of a literal: `rb'''`. */
export interface StringStart {
  readonly raw: boolean
  readonly bytes: boolean
  /** f'' and t'' have holes. */
  readonly formatted: boolean
  readonly template: boolean
  readonly backtick: boolean
}

export function readStringStart(text: string): StringStart {
  const prefix = text.toLowerCase()
  return {
    raw: prefix.includes('r'),
    bytes: prefix.includes('b'),
    formatted: prefix.includes('f') || prefix.includes('t'),
    template: prefix.includes('t'),
    backtick: prefix.includes('`'),
  }
}

/** What stands between the quotes, as a value. Line ends are those of Python: always \n. */
export function stringValue(text: string, { raw, bytes, formatted }: StringStart): string {
  let value = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  if (formatted) value = value.replaceAll('{{', '{').replaceAll('}}', '}')
  return raw || !value.includes('\\') ? value : resolveEscapes(value, bytes)
}

function resolveEscapes(text: string, bytes: boolean): string {
  const pieces: string[] = []
  let from = 0
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', from)) {
    pieces.push(text.slice(from, at))
    const [value, end] = escapeAt(text, at, bytes)
    pieces.push(value)
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** The escape that begins at `at`, and where it ends. One that Python does not know stays as it is. */
function escapeAt(text: string, at: number, bytes: boolean): [value: string, end: number] {
  const letter = text.charAt(at + 1)
  if (letter === '\n') return ['', at + 2]
  const simple = SIMPLE_ESCAPES[letter]
  if (simple !== undefined) return [simple, at + 2]
  if (letter === 'x') return codePoint(text, at, 2, 16)
  if (letter >= '0' && letter <= '7') return octal(text, at)
  if (!bytes && letter === 'u') return codePoint(text, at, 4, 16)
  if (!bytes && letter === 'U') return codePoint(text, at, 8, 16)
  // The table of Unicode names is not here: a named character stands for itself as one that is no ASCII.
  if (!bytes && letter === 'N' && text.charAt(at + 2) === '{') {
    const end = text.indexOf('}', at)
    if (end !== -1) return ['\ufffd', end + 1]
  }
  return [text.slice(at, at + 2), at + 2]
}

function codePoint(text: string, at: number, digits: number, radix: number): [string, number] {
  const end = at + 2 + digits
  const hex = text.slice(at + 2, end)
  const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, radix) : -1
  if (code < 0 || code > LARGEST_CODE_POINT) return [text.slice(at, at + 2), at + 2]
  return [String.fromCodePoint(code), end]
}

function octal(text: string, at: number): [string, number] {
  let end = at + 1
  while (end < at + 4 && text.charAt(end) >= '0' && text.charAt(end) <= '7') end++
  return [String.fromCodePoint(Number.parseInt(text.slice(at + 1, end), 8)), end]
}

/** NaN for complex numbers and for what is none. Python 2's `0777` and `10L` are read too. */
export function numberValue(text: string): number {
  let digits = text.replaceAll('_', '').toLowerCase()
  if (digits.endsWith('l')) digits = digits.slice(0, -1)
  const octalOfOld = digits.length > 1 && digits.startsWith('0') && /^[0-7]+$/.test(digits)
  return Number(octalOfOld ? `0o${digits.slice(1)}` : digits)
}
