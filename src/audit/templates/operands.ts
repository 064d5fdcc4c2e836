// The operands of Jinja's expressions: names, literals, brackets, what follows them, and filters and tests.
import type { Call, Expr } from '../python/ast.ts'
import { Cursor, LONGEST_CHAIN, UNREADABLE } from './cursor.ts'
import type { Token } from './tokens.ts'

const CONSTANTS: ReadonlyMap<string, true | false | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])
/** What ends the operand of a test: `x is defined and y`. */
const AFTER_TEST = new Set(['else', 'or', 'and', 'is', 'if', 'in', 'not', 'recursive'])

export abstract class Operands extends Cursor {
  /** A filter reads as a call of its name with the value as first argument: `x|f(a)` is `f(x, a)`. */
  protected readonly filterCalls = new Set<Expr>()

  abstract expression(): Expr

  protected primary(): Expr {
    const token = this.take()
    const span = { start: token.start, end: token.end, origin: this.origin }
    if (token.kind === 'name') {
      const constant = CONSTANTS.get(token.text)
      return constant === undefined
        ? { kind: 'Name', id: token.text, ...span }
        : { kind: 'Const', value: constant, ...span }
    }
    if (token.kind === 'string') return this.strings(token)
    if (token.kind === 'number') return { kind: 'Num', text: token.text, value: Number(token.text), ...span }
    if (token.text === '(') return this.brackets(token, ')', 'Tuple')
    if (token.text === '[') return this.brackets(token, ']', 'List')
    if (token.text === '{') return this.dict(token)
    throw UNREADABLE
  }

  protected strings(first: Token): Expr {
    const parts = [first.text]
    while (this.peek().kind === 'string') parts.push(this.take().text)
    return { kind: 'Str', value: parts.join(''), bytes: false, ...this.span(first.start) }
  }

  protected brackets(open: Token, close: string, kind: 'Tuple' | 'List'): Expr {
    this.enter()
    const elements: Expr[] = []
    let commas = 0
    while (!this.skipOp(close)) {
      elements.push(this.expression())
      if (this.skipOp(',')) commas++
      else if (!this.isOp(close)) throw UNREADABLE
    }
    this.depth--
    if (kind === 'Tuple' && commas === 0 && elements.length === 1) return elements[0] as Expr
    return { kind, elements, ...this.span(open.start) }
  }

  protected dict(open: Token): Expr {
    this.enter()
    const entries: { key: Expr; value: Expr }[] = []
    while (!this.skipOp('}')) {
      const key = this.expression()
      this.expectOp(':')
      entries.push({ key, value: this.expression() })
      if (!this.skipOp(',') && !this.isOp('}')) throw UNREADABLE
    }
    this.depth--
    return { kind: 'Dict', entries, ...this.span(open.start) }
  }

  protected postfix(primary: Expr): Expr {
    let value = primary
    for (let links = 0; links < LONGEST_CHAIN; links++) {
      if (this.skipOp('.')) value = this.attribute(value)
      else if (this.isOp('[')) value = this.subscript(value)
      else if (this.isOp('(')) value = this.call(value, [])
      else return value
    }
    throw UNREADABLE
  }

  protected attribute(object: Expr): Expr {
    const token = this.take()
    const span = this.span(object.start)
    if (token.kind === 'name') return { kind: 'Attribute', object, name: token.text, ...span }
    if (token.kind !== 'number') throw UNREADABLE
    const own = { start: token.start, end: token.end, origin: this.origin }
    const index: Expr = { kind: 'Num', text: token.text, value: Number(token.text), ...own }
    return { kind: 'Subscript', object, index, ...span }
  }

  protected subscript(object: Expr): Expr {
    const open = this.take()
    this.enter()
    const parts: Expr[] = []
    let colons = 0
    while (!this.isOp(']')) {
      if (this.skipOp(':')) colons++
      else if (!this.skipOp(',')) parts.push(this.expression())
    }
    this.expectOp(']')
    this.depth--
    const span = this.span(open.start)
    const only = parts[0]
    const index: Expr =
      colons > 0
        ? { kind: 'Slice', parts, ...span }
        : parts.length === 1 && only !== undefined
          ? only
          : { kind: 'Tuple', elements: parts, ...span }
    return { kind: 'Subscript', object, index, ...this.span(object.start) }
  }

  /** `first`: the value that a filter or test is applied to. */
  protected call(callee: Expr, first: readonly Expr[]): Call {
    this.enter()
    const args = [...first]
    const keywords: { name: string | null; value: Expr }[] = []
    this.expectOp('(')
    while (!this.skipOp(')')) {
      const token = this.peek()
      const following = this.tokens[this.at + 1]
      if (this.skipOp('**')) keywords.push({ name: null, value: this.expression() })
      else if (this.skipOp('*')) {
        const value = this.expression()
        args.push({ kind: 'Starred', value, ...this.span(token.start) })
      } else if (token.kind === 'name' && following?.kind === 'op' && following.text === '=') {
        this.at += 2
        keywords.push({ name: token.text, value: this.expression() })
      } else args.push(this.expression())
      if (!this.skipOp(',') && !this.isOp(')')) throw UNREADABLE
    }
    this.depth--
    const start = Math.min(callee.start, first[0]?.start ?? callee.start)
    return { kind: 'Call', callee, args, keywords, ...this.span(start) }
  }

  protected filtersAndTests(operand: Expr): Expr {
    let value = operand
    for (let links = 0; links < LONGEST_CHAIN; links++) {
      if (this.skipOp('|')) value = this.filter(value)
      else if (this.skipName('is')) value = this.test(value)
      else if (this.isOp('(')) value = this.call(value, [])
      else return value
    }
    throw UNREADABLE
  }

  protected filter(value: Expr): Expr {
    const callee = this.dottedName()
    const call: Call = this.isOp('(')
      ? this.call(callee, [value])
      : {
          kind: 'Call',
          callee,
          args: [value],
          keywords: [],
          ...this.span(Math.min(value.start, callee.start)),
        }
    this.filterCalls.add(call)
    return call
  }

  /** `x is divisibleby 3` reads as the comparison `x is divisibleby(3)`. */
  protected test(left: Expr): Expr {
    const op = this.skipName('not') ? 'is not' : 'is'
    let right = this.dottedName()
    const token = this.peek()
    const opensOperand = token.kind === 'op' ? token.text === '[' || token.text === '{' : token.kind !== 'end'
    if (this.isOp('(')) right = this.call(right, [])
    else if (opensOperand && !(token.kind === 'name' && AFTER_TEST.has(token.text))) {
      const argument = this.postfix(this.primary())
      right = { kind: 'Call', callee: right, args: [argument], keywords: [], ...this.span(right.start) }
    }
    return { kind: 'Compare', left, rest: [{ op, right }], ...this.span(left.start) }
  }

  protected dottedName(): Expr {
    const { start } = this.peek()
    const id = this.name()
    let value: Expr = { kind: 'Name', id, ...this.span(start) }
    for (let links = 0; this.skipOp('.'); links++) {
      if (links > LONGEST_CHAIN) throw UNREADABLE
      value = { kind: 'Attribute', object: value, name: this.name(), ...this.span(start) }
    }
    return value
  }
}
