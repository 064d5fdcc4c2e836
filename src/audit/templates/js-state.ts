// Where a hole in a script stands: in code, in which kind of string, in a comment. Closely enough to tell, no more.
// Lexical grammar: ECMA-262, section 12.
import { isBlank, isDigit, isWord, isWordStart } from './tokens.ts'

type Mode = 'code' | '"' | "'" | '`' | 'line' | 'block' | 'regex' | 'class'

export interface JsState {
  mode: Mode
  /** A value ends here: `/` divides. Else it begins a regular expression. */
  afterValue: boolean
  /** Template literals around this code, and the braces open since. */
  within: Nesting | null
}

interface Nesting {
  readonly braces: number
  readonly outer: Nesting | null
}

/** Words after which a value begins. */
export const BEFORE_VALUE: ReadonlySet<string> = new Set(
  'return typeof instanceof in of new delete void throw case do else await yield'.split(' '),
)

export function startOfScript(): JsState {
  return { mode: 'code', afterValue: false, within: null }
}

export function stringOf(js: JsState): '"' | "'" | '`' | '' {
  return js.mode === '"' || js.mode === "'" || js.mode === '`' ? js.mode : ''
}

/** Reads on from `from`; stops at `to`, or at a `<` for which `stop` says so. Gives where it stopped. */
export function readScript(
  js: JsState,
  text: string,
  from: number,
  to: number,
  stop: (at: number) => boolean,
): number {
  let at = from
  while (at < to) {
    const char = text.charCodeAt(at)
    if (char === 60 && stop(at)) return at
    at = stepScript(js, text, at, to)
  }
  return Math.min(at, to)
}

/** One word, or one character with what belongs to it, such as an escape. */
export function stepScript(js: JsState, text: string, at: number, to: number): number {
  return js.mode === 'code' ? readCode(js, text, at, to) : readOther(js, text, at)
}

function readCode(js: JsState, text: string, at: number, to: number): number {
  const char = text.charCodeAt(at)
  if (isBlank(char)) return at + 1
  if (isWordStart(char) || isDigit(char) || char === 36) {
    let end = at + 1
    while (end < to && (isWord(text.charCodeAt(end)) || text.charCodeAt(end) === 36)) end++
    js.afterValue = end - at > 10 || !BEFORE_VALUE.has(text.slice(at, end))
    return end
  }
  switch (text.charAt(at)) {
    case '"':
      js.mode = '"'
      return at + 1
    case "'":
      js.mode = "'"
      return at + 1
    case '`':
      js.mode = '`'
      return at + 1
    case '/':
      return readSlash(js, text, at)
    case '<':
      // What old pages wrap their scripts in counts as a comment of one line (ECMA-262, annex B.1.1).
      if (text.startsWith('<!--', at)) js.mode = 'line'
      break
    case '{':
      if (js.within !== null) js.within = { ...js.within, braces: js.within.braces + 1 }
      break
    case '}':
      if (js.within !== null && js.within.braces === 0) {
        js.within = js.within.outer
        js.mode = '`'
        return at + 1
      }
      if (js.within !== null) js.within = { ...js.within, braces: js.within.braces - 1 }
      break
    case ')':
    case ']':
      js.afterValue = true
      return at + 1
  }
  js.afterValue = false
  return at + 1
}

function readSlash(js: JsState, text: string, at: number): number {
  const following = text.charAt(at + 1)
  if (following === '/' || following === '*') {
    js.mode = following === '/' ? 'line' : 'block'
    return at + 2
  }
  if (js.afterValue) js.afterValue = false
  else js.mode = 'regex'
  return at + 1
}

function readOther(js: JsState, text: string, at: number): number {
  const char = text.charAt(at)
  const lineEnds = char === '\n' || char === '\r'
  if (js.mode === 'line') {
    if (lineEnds) js.mode = 'code'
    return at + 1
  }
  if (js.mode === 'block') {
    const ends = char === '*' && text.charAt(at + 1) === '/'
    if (ends) js.mode = 'code'
    return at + (ends ? 2 : 1)
  }
  if (char === '\\') return at + (text.startsWith('\r\n', at + 1) ? 3 : 2)
  if (js.mode === '`' && char === '$' && text.charAt(at + 1) === '{') {
    js.within = { braces: 0, outer: js.within }
    js.mode = 'code'
    js.afterValue = false
    return at + 2
  }
  if (js.mode === 'class') {
    if (char === ']') js.mode = 'regex'
  } else if (js.mode === 'regex') {
    if (char === '[') js.mode = 'class'
    else if (char === '/') endValue(js)
  } else if (char === js.mode) endValue(js)
  // Neither strings nor regular expressions go on in the next line: what seemed to open one did not, or is not closed.
  if (lineEnds && js.mode !== '`') endValue(js)
  return at + 1
}

function endValue(js: JsState): void {
  js.mode = 'code'
  js.afterValue = true
}
