// The words of an inline script: enough of JavaScript to find calls, their arguments and assignments. No parser.
// A template literal reads as what it comes to: `a${b}` is ("a" + b).
import { firstFrom } from './blanked.ts'
import { BEFORE_VALUE, type JsState, startOfScript, stepScript } from './js-state.ts'
import type { Hole } from './template.ts'
import { isBlank, isDigit, isWord, isWordStart } from './tokens.ts'

export interface ScriptToken {
  readonly kind: 'name' | 'string' | 'number' | 'regex' | 'op' | 'hole'
  /** A string's text without its quotes; its escapes stay. */
  readonly text: string
  /** In the template. */
  readonly start: number
  readonly end: number
  /** A line ends before it. */
  readonly newLine: boolean
  /** The hole that it is, or the first one in this string. */
  readonly hole: Hole | null
}

const OPERATORS = [
  '>>>=',
  '...',
  '===',
  '!==',
  '**=',
  '<<=',
  '>>=',
  '>>>',
  '&&=',
  '||=',
  '??=',
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '??',
  '?.',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '<<',
  '>>',
  '**',
] // prettier-ignore
const BY_FIRST = Map.groupBy(OPERATORS, (operator) => operator.charAt(0))
/** Of one script; what comes after is not looked at. */
const MOST_TOKENS = 400_000

/** `text`: the script, blanks for what is Jinja's; `start`: where it begins in the template, whose holes `holes` are. */
export function scriptTokens(text: string, start: number, holes: readonly Hole[]): ScriptToken[] {
  return new Tokenizer(text, start, holes).tokens()
}

class Tokenizer {
  readonly #text: string
  readonly #base: number
  readonly #holes: readonly Hole[]
  readonly #tokens: ScriptToken[] = []
  readonly #js: JsState = startOfScript()
  #hole: number
  #newLine = false

  constructor(text: string, base: number, holes: readonly Hole[]) {
    this.#text = text
    this.#base = base
    this.#holes = holes
    this.#hole = firstFrom(holes, base)
  }

  tokens(): ScriptToken[] {
    let at = 0
    while (at < this.#text.length && this.#tokens.length < MOST_TOKENS) at = this.#step(at)
    return this.#tokens
  }

  #step(at: number): number {
    if (this.#js.mode === '`') return this.#templatePart(at)
    const hole = this.#holes[this.#hole]
    if (hole !== undefined && hole.start <= this.#base + at) {
      this.#hole++
      // One that a string or comment held is over already.
      if (hole.end <= this.#base + at) return at
      this.#add('hole', '', at, hole.end - this.#base, hole)
      this.#js.afterValue = true
      return hole.end - this.#base
    }
    const char = this.#text.charCodeAt(at)
    if (isBlank(char)) {
      if (char === 10) this.#newLine = true
      return at + 1
    }
    if (isWordStart(char) || char === 36) return this.#word(at)
    if (isDigit(char)) return this.#number(at)
    return this.#other(at)
  }

  #word(at: number): number {
    let end = at + 1
    while (isWord(this.#text.charCodeAt(end)) || this.#text.charCodeAt(end) === 36) end++
    const word = this.#text.slice(at, end)
    this.#add('name', word, at, end)
    this.#js.afterValue = !BEFORE_VALUE.has(word)
    return end
  }

  #number(at: number): number {
    let end = at + 1
    while (isWord(this.#text.charCodeAt(end)) || this.#text.charCodeAt(end) === 46) end++
    this.#add('number', this.#text.slice(at, end), at, end)
    this.#js.afterValue = true
    return end
  }

  /** Strings, comments, regular expressions and operators: the state machine knows where they end. */
  #other(at: number): number {
    const js = this.#js
    const within = js.within
    const open = this.#text.charAt(at)
    const end = stepScript(js, this.#text, at, this.#text.length)
    if (js.mode === '`') {
      // Either a template literal begins, or `}` leads back into one.
      this.#add('op', within === js.within ? '(' : '+', at, end)
      return end
    }
    if (js.mode !== 'code') return this.#rest(at, end)
    const operator = BY_FIRST.get(open)?.find((candidate) => this.#text.startsWith(candidate, at)) ?? open
    this.#add('op', operator, at, at + operator.length)
    return at + operator.length
  }

  #rest(at: number, from: number): number {
    const { mode } = this.#js
    let end = from
    while (end < this.#text.length && this.#js.mode !== 'code')
      end = stepScript(this.#js, this.#text, end, this.#text.length)
    if (mode === 'line') this.#newLine = true
    else if (mode === 'regex') {
      // With its flags, which are no name.
      while (isWord(this.#text.charCodeAt(end))) end++
      this.#add('regex', '', at, end)
    } else if (mode !== 'block')
      this.#add('string', this.#text.slice(from, end - 1), at, end, this.#holeWithin(at, end))
    return end
  }

  /** From within a template literal to its end or to the next `${`. */
  #templatePart(at: number): number {
    const { within } = this.#js
    let end = at
    while (end < this.#text.length && this.#js.mode === '`')
      end = stepScript(this.#js, this.#text, end, this.#text.length)
    // In a hole of the template literal; else at its end.
    const nested = this.#js.mode === 'code' && this.#js.within !== within
    const close = this.#js.mode === '`' ? end : end - (nested ? 2 : 1)
    this.#add('string', this.#text.slice(at, close), at, end, this.#holeWithin(at, end))
    this.#add('op', nested ? '+' : ')', close, end)
    return end
  }

  #holeWithin(from: number, to: number): Hole | null {
    const hole = this.#holes[firstFrom(this.#holes, this.#base + from)]
    return hole !== undefined && hole.start < this.#base + to ? hole : null
  }

  #add(kind: ScriptToken['kind'], text: string, start: number, end: number, hole: Hole | null = null): void {
    const place = { start: this.#base + start, end: this.#base + end }
    this.#tokens.push({ kind, text, ...place, newLine: this.#newLine, hole })
    this.#newLine = false
  }
}
