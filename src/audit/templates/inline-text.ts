// The text of a template that stands in a program's strings: as long as the program up to its end, everything else blank, so
// that what stands where in the template stands there in the program.
import type { Str } from '../python/ast.ts'

const ESCAPED = new Map([
  ['n', '\n'],
  ['r', '\n'],
  ['t', '\t'],
  ['\n', '\n'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
])

/** `strings`: one behind the other in one file. */
export function textAtItsPlace(strings: readonly Str[]): string {
  const pieces: string[] = []
  let length = 0
  for (const { start, end, origin } of strings) {
    pieces.push(' '.repeat(start - length), contentOf(origin.text.slice(start, end)))
    length = end
  }
  return pieces.join('')
}

/** Prefixes, quotes and comments between adjacent strings become blanks; escapes keep their length. */
function contentOf(source: string): string {
  const out: string[] = []
  let at = 0
  while (at < source.length) {
    const char = source.charAt(at)
    if (char === '#') {
      const end = lineEnd(source, at)
      out.push(' '.repeat(end - at))
      at = end
    } else if (char === '"' || char === "'") {
      const quote = source.startsWith(char.repeat(3), at) ? char.repeat(3) : char
      const from = at + quote.length
      const to = closing(source, from, quote)
      const content = source.slice(from, to)
      out.push(' '.repeat(quote.length), isRaw(source, at) ? content : unescaped(content))
      at = Math.min(to + quote.length, source.length)
      out.push(' '.repeat(at - to))
    } else {
      out.push(' ')
      at++
    }
  }
  return out.join('')
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end === -1 ? source.length : end
}

/** Where the quote that ends it begins. Behind a backslash none does, in raw strings either. */
function closing(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    if (source.charAt(at) === '\\') at++
    else if (source.startsWith(quote, at)) return at
  }
  return source.length
}

/** By the letters that stand before the quote: `r`, `R`, `bR`. */
function isRaw(source: string, quoteAt: number): boolean {
  return /r/i.test(source.slice(Math.max(0, quoteAt - 2), quoteAt))
}

/** What an escape means, behind a blank: an escaped quote still begins the attribute's value. Others stay as they are written. */
function unescaped(content: string): string {
  if (!content.includes('\\')) return content
  const out: string[] = []
  let from = 0
  for (let at = content.indexOf('\\'); at !== -1; at = content.indexOf('\\', from)) {
    out.push(content.slice(from, at))
    const meant = ESCAPED.get(content.charAt(at + 1))
    out.push(meant === undefined ? content.slice(at, at + 2) : ` ${meant}`)
    from = at + 2
  }
  out.push(content.slice(from))
  return out.join('')
}
