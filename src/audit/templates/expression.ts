// Reads Jinja's expressions into the tree of Python's: its grammar differs in filters, tests, `~` and `if` without `else`.
// Precedence as in jinja2/parser.py: a filter or test belongs to the operand it follows, `~` binds tighter than `+`.
import type { Expr, Origin } from '../python/ast.ts'
import { LONGEST_CHAIN, UNREADABLE, Unreadable } from './cursor.ts'
import { Operands } from './operands.ts'
import type { Filter } from './template.ts'
import { tokensOf } from './tokens.ts'

const LEVELS: readonly (readonly string[])[] = [['+', '-'], ['~'], ['*', '/', '//', '%'], ['**']]
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
/** What `read` makes of the parser, or null where the text can't be read. */
export function readJinja<T>(
  origin: Origin,
  from: number,
  to: number,
  read: (parser: JinjaParser) => T,
): T | null {
  const tokens = tokensOf(origin.text, from, to)
  if (tokens === null) return null
  try {
    return read(new JinjaParser(tokens, origin))
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

/** A whole hole: its value, and the filters that apply to all of it. */
export function readHole(
  origin: Origin,
  from: number,
  to: number,
): { value: Expr; filters: Filter[] } | null {
  return readJinja(origin, from, to, (parser) => {
    const whole = parser.tuple()
    parser.expectEnd()
    return parser.withoutFilters(whole)
  })
}

export class JinjaParser extends Operands {
  withoutFilters(whole: Expr): { value: Expr; filters: Filter[] } {
    const filters: Filter[] = []
    let value = whole
    while (value.kind === 'Call' && this.filterCalls.has(value)) {
      filters.push({ name: dotted(value.callee), args: value.args.slice(1), keywords: value.keywords })
      value = value.args[0] as Expr
    }
    return { value, filters: filters.reverse() }
  }

  /** `a, b` without brackets. What a loop goes through has no `if` of its own: not `conditional`. */
  tuple(conditional = true): Expr {
    const first = conditional ? this.expression() : this.or()
    if (!this.isOp(',')) return first
    const elements = [first]
    while (this.skipOp(',')) {
      if (this.endsTuple()) break
      elements.push(conditional ? this.expression() : this.or())
    }
    return { kind: 'Tuple', elements, ...this.span(first.start) }
  }

  expression(): Expr {
    this.enter()
    let value = this.or()
    for (let links = 0; this.skipName('if'); links++) {
      if (links > LONGEST_CHAIN) throw UNREADABLE
      const test = this.or()
      const end = this.end()
      const orelse: Expr = this.skipName('else')
        ? this.expression()
        : { kind: 'Const', value: null, start: end, end, origin: this.origin }
      value = { kind: 'IfExp', test, body: value, orelse, ...this.span(value.start) }
    }
    this.depth--
    return value
  }

  /** Names alone, with brackets at will: what `set` and `for` assign to. */
  targets(): Expr {
    const first = this.postfix(this.primary())
    if (!this.isOp(',')) return first
    const elements = [first]
    while (this.skipOp(',')) {
      if (this.isName('in') || this.isOp('=')) break
      elements.push(this.postfix(this.primary()))
    }
    return { kind: 'Tuple', elements, ...this.span(first.start) }
  }

  /** `(a, b='x')` of a macro or a `call`. */
  params(): { name: string; value: Expr | null }[] {
    const params: { name: string; value: Expr | null }[] = []
    this.expectOp('(')
    while (!this.skipOp(')')) {
      const name = this.name()
      params.push({ name, value: this.skipOp('=') ? this.expression() : null })
      if (!this.skipOp(',') && !this.isOp(')')) throw UNREADABLE
    }
    return params
  }

  /** `f(a)|g` of a filter block, applied to nothing. */
  filterChain(): Filter[] {
    const empty: Expr = { kind: 'Const', value: null, ...this.span(this.peek().start) }
    let value = this.filter(empty)
    while (this.skipOp('|')) value = this.filter(value)
    return this.withoutFilters(value).filters
  }

  protected or(): Expr {
    return this.logical('or', () => this.logical('and', () => this.not()))
  }

  protected logical(op: 'or' | 'and', operand: () => Expr): Expr {
    const first = operand()
    if (!this.isName(op)) return first
    const values = [first]
    while (this.skipName(op)) values.push(operand())
    return { kind: 'BoolOp', op, values, ...this.span(first.start) }
  }

  protected not(): Expr {
    const { start } = this.peek()
    if (!this.skipName('not')) return this.compare()
    this.enter()
    const operand = this.not()
    this.depth--
    return { kind: 'UnaryOp', op: 'not', operand, ...this.span(start) }
  }

  protected compare(): Expr {
    const left = this.binary(0)
    const rest: { op: string; right: Expr }[] = []
    while (true) {
      const op = this.comparison()
      if (op === null) break
      rest.push({ op, right: this.binary(0) })
    }
    return rest.length === 0 ? left : { kind: 'Compare', left, rest, ...this.span(left.start) }
  }

  protected comparison(): string | null {
    const token = this.peek()
    if (token.kind === 'op' && COMPARISONS.has(token.text)) return this.take().text
    if (this.skipName('in')) return 'in'
    const following = this.tokens[this.at + 1]
    if (!this.isName('not') || following?.kind !== 'name' || following.text !== 'in') return null
    this.at += 2
    return 'not in'
  }

  protected binary(level: number): Expr {
    const ops = LEVELS[level]
    if (ops === undefined) return this.unary(true)
    let left = this.binary(level + 1)
    for (let links = 0; ; links++) {
      const token = this.peek()
      if (token.kind !== 'op' || !ops.includes(token.text)) return left
      if (links > LONGEST_CHAIN) throw UNREADABLE
      this.at++
      const right = this.binary(level + 1)
      const op = token.text === '~' ? '+' : token.text
      left = { kind: 'BinOp', op, left, right, ...this.span(left.start) }
    }
  }

  protected unary(filtered: boolean): Expr {
    const token = this.peek()
    let value: Expr
    if (token.kind === 'op' && (token.text === '-' || token.text === '+')) {
      this.at++
      this.enter()
      const operand = this.unary(false)
      this.depth--
      value = { kind: 'UnaryOp', op: token.text, operand, ...this.span(token.start) }
    } else value = this.postfix(this.primary())
    return filtered ? this.filtersAndTests(value) : value
  }

  protected endsTuple(): boolean {
    const token = this.peek()
    return token.kind === 'end' || (token.kind === 'op' && (token.text === ')' || token.text === '='))
  }
}

function dotted(callee: Expr): string {
  if (callee.kind === 'Name') return callee.id
  return callee.kind === 'Attribute' ? `${dotted(callee.object)}.${callee.name}` : ''
}
