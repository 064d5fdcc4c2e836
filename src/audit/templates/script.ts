// An inline script made ready for questions: matching brackets, what is assigned to which name, what speaks of tokens.
import { textHasToken } from './form-token.ts'
import { type ScriptToken, scriptTokens } from './script-tokens.ts'
import type { Hole } from './template.ts'

/** From the first token to the one after the last. */
export interface Range {
  readonly from: number
  readonly to: number
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
/** Tokens of a value that is assigned; what comes after is not looked at, so that chains of assignments end. */
const LONGEST_VALUE = 200
/** Values that are kept of one name. */
const MOST_VALUES = 20
/** What sends a form's own fields, its token with them. */
const SENDS_FORM = new Set(['FormData', 'serialize', 'serializeArray'])
const DECLARES = new Set(['var', 'let', 'const'])

export class Script {
  readonly tokens: readonly ScriptToken[]
  /** Of an opening bracket, where it closes. */
  readonly #closes = new Map<number, number>()
  readonly #values = new Map<string, Range[]>()
  /** How many tokens before this one speak of CSRF, or send a form. */
  readonly #tokensBefore: Int32Array
  readonly #formsBefore: Int32Array
  /** Names that a token was put into: `data.append('csrf_token', …)`, `headers['X-CSRFToken'] = …`. */
  readonly #carriers = new Set<string>()

  constructor(text: string, start: number, holes: readonly Hole[]) {
    this.tokens = scriptTokens(text, start, holes)
    this.#tokensBefore = new Int32Array(this.tokens.length + 1)
    this.#formsBefore = new Int32Array(this.tokens.length + 1)
    this.#match()
    for (const [index, token] of this.tokens.entries()) {
      const speaks = speaksOfToken(token)
      this.#tokensBefore[index + 1] = (this.#tokensBefore[index] ?? 0) + (speaks ? 1 : 0)
      this.#formsBefore[index + 1] = (this.#formsBefore[index] ?? 0) + (SENDS_FORM.has(token.text) ? 1 : 0)
      if (speaks) this.#addCarrier(index)
      if (this.isOp(index, '=') && this.tokens[index - 1]?.kind === 'name') this.#addValue(index)
    }
  }

  #match(): void {
    const open: number[] = []
    for (const [index, { kind, text }] of this.tokens.entries()) {
      if (kind !== 'op') continue
      if (text === '(' || text === '[' || text === '{') open.push(index)
      const opener = PAIRS[text]
      if (opener === undefined || this.tokens[open.at(-1) ?? -1]?.text !== opener) continue
      this.#closes.set(open.pop() as number, index)
    }
  }

  #addCarrier(index: number): void {
    let first = index
    while (first > 0 && index - first < 12 && !this.#beginsStatement(first)) first--
    if (DECLARES.has(this.tokens[first]?.text ?? '')) first++
    const token = this.tokens[first]
    if (token?.kind === 'name' && first < index) this.#carriers.add(token.text)
  }

  #beginsStatement(index: number): boolean {
    const before = this.tokens[index - 1]
    if (before?.kind === 'op' && (before.text === ';' || before.text === '{' || before.text === '}'))
      return true
    return this.tokens[index]?.newLine === true && before?.kind !== 'op'
  }

  #addValue(index: number): void {
    const name = this.tokens[index - 1]?.text ?? ''
    const values = this.#values.get(name) ?? []
    if (values.length < MOST_VALUES) values.push(this.valueFrom(index + 1))
    this.#values.set(name, values)
  }

  /** The value that begins at `from`: up to a `;`, a `,`, a bracket that closes around it, or a line that ends it. */
  valueFrom(from: number): Range {
    let to = from
    while (to < this.tokens.length && to - from < LONGEST_VALUE) {
      const { kind, text, newLine } = this.tokens[to] as ScriptToken
      if (newLine && to > from && this.#lineEndsAt(to)) break
      if (kind === 'op') {
        if (text === ';' || text === ',' || PAIRS[text] !== undefined) break
        const close = this.#closes.get(to)
        if (close !== undefined) to = close
      }
      to++
    }
    return { from, to: Math.min(to, this.tokens.length) }
  }

  /** Whether a statement ends before this token, which begins a line: neither side asks for more. */
  #lineEndsAt(index: number): boolean {
    const before = this.tokens[index - 1]
    const here = this.tokens[index]
    const asksForMore = before?.kind === 'op' && PAIRS[before.text] === undefined
    return !asksForMore && here?.kind !== 'op'
  }

  isOp(index: number, text: string): boolean {
    const token = this.tokens[index]
    return token?.kind === 'op' && token.text === text
  }

  isName(index: number, text: string): boolean {
    const token = this.tokens[index]
    return token?.kind === 'name' && token.text === text
  }

  /** Where the bracket at `index` closes; right after it if it never does. */
  closeOf(index: number): number {
    return this.#closes.get(index) ?? index + 1
  }

  /** The arguments of a call whose bracket opens at `open`. */
  argsOf(open: number): Range[] {
    const args: Range[] = []
    const close = this.closeOf(open)
    let at = open + 1
    while (at < close && args.length < 10) {
      const { from, to } = this.#argumentFrom(at, close)
      args.push({ from, to })
      at = to + 1
    }
    return args
  }

  #argumentFrom(from: number, close: number): Range {
    let to = from
    while (to < close && !this.isOp(to, ','))
      to = Math.max(to, Math.min(this.#closes.get(to) ?? to, close)) + 1
    return { from, to: Math.min(to, close) }
  }

  valuesOf(name: string): readonly Range[] {
    return this.#values.get(name) ?? []
  }

  /** What brings a token along in these tokens, or in what was assigned to names in them. */
  tokenIn(range: Range): string | null {
    const own = this.#ownToken(range)
    if (own !== null) return own
    const last = Math.min(range.to, range.from + LONGEST_VALUE)
    for (let index = range.from; index < last; index++) {
      const token = this.tokens[index] as ScriptToken
      if (token.kind !== 'name' || this.isOp(index - 1, '.')) continue
      if (this.#carriers.has(token.text)) return token.text
      for (const value of this.valuesOf(token.text)) if (this.#ownToken(value) !== null) return token.text
    }
    return null
  }

  #ownToken({ from, to }: Range): string | null {
    const count = (before: Int32Array) => (before[to] ?? 0) - (before[from] ?? 0)
    if (count(this.#tokensBefore) > 0) return 'csrf'
    return count(this.#formsBefore) > 0 ? 'FormData' : null
  }
}

function speaksOfToken({ kind, text, hole }: ScriptToken): boolean {
  if (hole !== null && textHasToken(hole.source.toLowerCase())) return true
  return (kind === 'name' || kind === 'string') && text.length < 200 && textHasToken(text.toLowerCase())
}
