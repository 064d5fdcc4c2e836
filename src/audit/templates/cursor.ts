// A place in the words of an expression, and what may be asked there.
import type { Origin } from '../python/ast.ts'
import type { Token } from './tokens.ts'

/** Brackets, `not`, signs and `else` that stand in one another. With chains, no tree is deeper than 5,000. */
const DEEPEST = 50
/** `a.b.c…`, `a ~ b ~ c…`: each adds a level to the tree, and others walk it. */
export const LONGEST_CHAIN = 100

export class Unreadable extends Error {}
export const UNREADABLE = new Unreadable()

type Span = { start: number; end: number; origin: Origin }

export class Cursor {
  protected readonly tokens: readonly Token[]
  protected readonly origin: Origin
  protected at = 0
  protected depth = 0

  constructor(tokens: readonly Token[], origin: Origin) {
    this.tokens = tokens
    this.origin = origin
  }

  name(): string {
    const token = this.take()
    if (token.kind !== 'name') throw UNREADABLE
    return token.text
  }

  isName(word: string): boolean {
    const token = this.peek()
    return token.kind === 'name' && token.text === word
  }

  skipName(word: string): boolean {
    const is = this.isName(word)
    if (is) this.at++
    return is
  }

  isOp(op: string): boolean {
    const token = this.peek()
    return token.kind === 'op' && token.text === op
  }

  skipOp(op: string): boolean {
    const is = this.isOp(op)
    if (is) this.at++
    return is
  }

  expectOp(op: string): void {
    if (!this.skipOp(op)) throw UNREADABLE
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end'
  }

  expectEnd(): void {
    if (!this.atEnd) throw UNREADABLE
  }

  protected enter(): void {
    if (++this.depth > DEEPEST) throw UNREADABLE
  }

  protected peek(): Token {
    return this.tokens[this.at] as Token
  }

  protected take(): Token {
    const token = this.peek()
    if (token.kind === 'end') throw UNREADABLE
    this.at++
    return token
  }

  protected end(): number {
    return (this.tokens[this.at - 1] ?? this.peek()).end
  }

  protected span(start: number): Span {
    return { start, end: this.end(), origin: this.origin }
  }
}
