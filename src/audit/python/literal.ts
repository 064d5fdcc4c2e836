// Values that the source alone tells: literals, constants of the project's modules, and what is made of them.
import type { BinOp, Call, Dict, Expr, Subscript } from './ast.ts'
import { Memory } from './entity.ts'
import { formatBraces, formatPercent, shown } from './format.ts'
import type { Literal } from './names-api.ts'

/** Characters of a string, and items of a list, that are still put together. */
const MAX_LENGTH = 100_000
const MAX_ITEMS = 10_000

interface Asked {
  assigned(expr: Expr): readonly Expr[]
  nameOf(expr: Expr): string | undefined
}

export class Literals {
  readonly #asked: Asked
  readonly #memory = new Memory()

  constructor(asked: Asked) {
    this.#asked = asked
  }

  of(expr: Expr): Literal | undefined {
    switch (expr.kind) {
      case 'Str':
        return expr.value
      case 'Num':
        return Number.isNaN(expr.value) ? undefined : expr.value
      case 'Const':
        return expr.value === 'Ellipsis' ? undefined : expr.value
      default:
        return this.#memory.recall<{ readonly value: Literal }>(expr, () => {
          const value = this.#fold(expr)
          return value === undefined || isTooLarge(value) ? undefined : { value }
        })?.value
    }
  }

  #fold(expr: Expr): Literal | undefined {
    switch (expr.kind) {
      case 'Name':
      case 'Attribute':
        return this.#variable(expr)
      case 'List':
      case 'Tuple':
      case 'Set':
        return this.#all(expr.elements)
      case 'Dict':
        return this.#dict(expr)
      case 'FString': {
        const parts = expr.template ? undefined : this.#all(expr.parts)
        const texts = parts?.map(shown)
        return texts?.every((text) => text !== undefined) ? texts.join('') : undefined
      }
      case 'BinOp':
        return this.#binary(expr)
      case 'UnaryOp':
        return unary(expr.op, this.of(expr.operand))
      case 'BoolOp':
        return this.#chosen(expr.op, expr.values)
      case 'IfExp': {
        const test = this.of(expr.test)
        return test === undefined ? undefined : this.of(isTrue(test) ? expr.body : expr.orelse)
      }
      case 'NamedExpr':
        return this.of(expr.value)
      case 'Subscript':
        return this.#item(expr)
      case 'Call':
        return this.#call(expr)
      default:
        return undefined
    }
  }

  /** One value, whatever is assigned. */
  #variable(expr: Expr): Literal | undefined {
    const values = this.#asked.assigned(expr)
    const first = values[0] === undefined ? undefined : this.of(values[0])
    if (values.length <= 1 || first === undefined) return first
    if (typeof first === 'object' && first !== null) return undefined
    return values.every((value) => this.of(value) === first) ? first : undefined
  }

  #all(exprs: readonly Expr[]): Literal[] | undefined {
    const found: Literal[] = []
    for (const expr of exprs) {
      const value = expr.kind === 'Starred' ? this.of(expr.value) : this.of(expr)
      if (value === undefined || found.length > MAX_ITEMS) return undefined
      if (expr.kind !== 'Starred') found.push(value)
      else if (Array.isArray(value)) found.push(...value)
      else return undefined
    }
    return found
  }

  #dict(expr: Dict): Literal | undefined {
    const entries: [string, Literal][] = []
    for (const { key, value } of expr.entries) {
      const told = this.of(value)
      const name = key === null ? undefined : this.of(key)
      if (told === undefined) return undefined
      if (key === null) {
        if (!isDict(told)) return undefined
        entries.push(...Object.entries(told))
      } else if (typeof name === 'string' || typeof name === 'number') entries.push([String(name), told])
      else return undefined
    }
    return Object.fromEntries(entries)
  }

  #binary({ op, left, right }: BinOp): Literal | undefined {
    const a = this.of(left)
    if (a === undefined) return undefined
    if (op === '%' && typeof a === 'string') return formatPercent(a, this.of(right), right.kind === 'Tuple')
    const b = this.of(right)
    if (typeof a === 'number' && typeof b === 'number') return arithmetic(op, a, b)
    if (op === '+' && typeof a === 'string' && typeof b === 'string') return joined(a, b)
    if (op === '+' && Array.isArray(a) && Array.isArray(b))
      return a.length + b.length > MAX_ITEMS ? undefined : [...a, ...b]
    if (op === '*' && typeof a === 'string' && typeof b === 'number')
      return a.length * b > MAX_LENGTH || !Number.isInteger(b) ? undefined : a.repeat(Math.max(b, 0))
    if (op === '|' && isDict(a) && isDict(b)) return { ...a, ...b }
    return undefined
  }

  #chosen(op: 'and' | 'or', values: readonly Expr[]): Literal | undefined {
    let value: Literal | undefined
    for (const expr of values) {
      value = this.of(expr)
      if (value === undefined || isTrue(value) === (op === 'or')) return value
    }
    return value
  }

  #item({ object, index }: Subscript): Literal | undefined {
    const whole = this.of(object)
    const key = this.of(index)
    if (Array.isArray(whole) && typeof key === 'number') return whole.at(key)
    if (!isDict(whole) || (typeof key !== 'string' && typeof key !== 'number')) return undefined
    return Object.hasOwn(whole, key) ? whole[key] : undefined
  }

  #call({ callee, args, keywords }: Call): Literal | undefined {
    const given = this.#all(args)
    const named: [string, Literal][] = []
    for (const { name, value } of keywords) {
      const told = this.of(value)
      if (told === undefined || name === null) return undefined
      named.push([name, told])
    }
    if (given === undefined) return undefined
    if (callee.kind === 'Attribute')
      return this.#method(callee.object, callee.name, given, Object.fromEntries(named))
    const first = given[0]
    switch (this.#asked.nameOf(callee)) {
      case 'dict':
        return given.length === 0
          ? Object.fromEntries(named)
          : isDict(first)
            ? { ...first, ...Object.fromEntries(named) }
            : undefined
      case 'list':
      case 'tuple':
      case 'set':
      case 'frozenset':
        return given.length === 0 ? [] : Array.isArray(first) ? first : undefined
      case 'str':
        return given.length === 1 && first !== undefined ? shown(first) : undefined
      case 'bool':
        return given.length === 1 && first !== undefined ? isTrue(first) : undefined
      case 'int':
      case 'float': {
        const number = typeof first === 'string' && first.trim() !== '' ? Number(first) : first
        return given.length === 1 && typeof number === 'number' && Number.isFinite(number)
          ? number
          : undefined
      }
      default:
        return undefined
    }
  }

  #method(
    object: Expr,
    method: string,
    args: readonly Literal[],
    named: Record<string, Literal>,
  ): Literal | undefined {
    const text = this.of(object)
    const first = args[0]
    if (isDict(text) && method === 'get' && typeof first === 'string')
      return Object.hasOwn(text, first) ? text[first] : (args[1] ?? null)
    if (typeof text !== 'string') return undefined
    if (method === 'format') return formatBraces(text, args, named)
    if (method === 'join' && Array.isArray(first))
      return first.every((part) => typeof part === 'string') ? first.join(text) : undefined
    if (args.length > 0) return undefined
    if (method === 'lower') return text.toLowerCase()
    if (method === 'upper') return text.toUpperCase()
    if (method === 'strip') return text.trim()
    return method === 'encode' || method === 'decode' ? text : undefined
  }
}

function isDict(value: Literal | undefined): value is { readonly [key: string]: Literal } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTrue(value: Literal): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isDict(value) ? Object.keys(value).length > 0 : Boolean(value)
}

function joined(a: string, b: string): string | undefined {
  return a.length + b.length > MAX_LENGTH ? undefined : a + b
}

function unary(op: string, value: Literal | undefined): Literal | undefined {
  if (value === undefined) return undefined
  if (op === 'not') return !isTrue(value)
  if (typeof value !== 'number') return undefined
  return op === '-' ? -value : op === '+' ? value : undefined
}

function arithmetic(op: string, a: number, b: number): number | undefined {
  const made = calculated(op, a, b)
  return made !== undefined && Number.isFinite(made) ? made : undefined
}

function calculated(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor(a / b)
    case '%':
      return a - b * Math.floor(a / b)
    case '**':
      return a ** b
    case '<<':
      return a * 2 ** b
    default:
      return undefined
  }
}

/** Lists of lists may be shared: what is looked at counts, not what is kept. */
function isTooLarge(value: Literal): boolean {
  let left = MAX_ITEMS
  const count = (one: Literal): void => {
    if (left-- <= 0 || typeof one !== 'object' || one === null) return
    for (const part of Array.isArray(one) ? one : Object.values(one)) {
      if (left <= 0) return
      count(part)
    }
  }
  count(value)
  return left <= 0 || (typeof value === 'string' && value.length > MAX_LENGTH)
}
