// What every step of lowering has at hand: the raw nodes, the text, and the way back to expressions.
import type { Expr, Name, Origin, Unknown } from './ast.ts'
import type { Raw } from './raw.ts'

export interface Lowering extends Raw {
  readonly origin: Origin
  /** What was parsed, and the offset in the origin at which it begins. */
  readonly text: string
  readonly base: number
  /** The node `i` as an expression. */
  readonly expr: (i: number) => Expr
  /** A piece of the text read by itself: what stands between Python 2's backticks. */
  readonly readPiece: (start: number, end: number) => Expr | null
  /** How many `elif` lie around: they nest in the tree that we make, and do not in the grammar's. */
  elifs: number
}

export function children(of: Raw, i: number): number[] {
  const found: number[] = []
  const end = of.next[i] as number
  for (let at = i + 1; at < end; at = of.next[at] as number) found.push(at)
  return found
}

/** Children without tokens and without what could not be read. */
export function parts(of: Raw, i: number): number[] {
  const found: number[] = []
  const end = of.next[i] as number
  for (let at = i + 1; at < end; at = of.next[at] as number) {
    const kind = of.kinds[at] as string
    if (!isToken(kind) && kind !== 'ERROR') found.push(at)
  }
  return found
}

export function isToken(kind: string): boolean {
  return kind.charCodeAt(0) === 0x27
}

/** Has `i` this token among its children. */
export function hasToken(of: Raw, i: number, token: string): boolean {
  const end = of.next[i] as number
  for (let at = i + 1; at < end; at = of.next[at] as number) if (of.kinds[at] === token) return true
  return false
}

export function textOf(of: Lowering, i: number): string {
  return textBetween(of, of.starts[i] as number, of.ends[i] as number)
}

export function textBetween(of: Lowering, start: number, end: number): string {
  return of.text.slice(start - of.base, end - of.base)
}

export function span(of: Lowering, i: number) {
  return { start: of.starts[i] as number, end: of.ends[i] as number, origin: of.origin }
}

export function nameAt(of: Lowering, i: number): Name {
  return { kind: 'Name', id: textOf(of, i), ...span(of, i) }
}

export function unknown(of: Lowering, i: number, inside: readonly Expr[] = []): Unknown {
  return { kind: 'Unknown', children: inside, ...span(of, i) }
}

/** The expression at `i`; an Unknown in the place of `otherwise` where the grammar has nothing there. */
export function exprOr(of: Lowering, i: number | undefined, otherwise: number): Expr {
  return i === undefined ? unknown(of, otherwise) : of.expr(i)
}

/** One expression as it is, several as a tuple. */
export function oneOrTuple(of: Lowering, found: readonly number[], otherwise: number, comma = false): Expr {
  if (found.length === 1 && !comma) return of.expr(found[0] as number)
  if (found.length === 0) return unknown(of, otherwise)
  return {
    kind: 'Tuple',
    elements: found.map(of.expr),
    start: of.starts[found[0] as number] as number,
    end: of.ends[found.at(-1) as number] as number,
    origin: of.origin,
  }
}
