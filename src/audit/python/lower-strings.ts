// Strings: adjacent ones joined, escapes resolved, f'' and t'' as pieces and holes, Python 2's backticks as repr().
import type { Expr, FString, Str } from './ast.ts'
import { readStringStart, type StringStart, stringValue } from './literals.ts'
import { children, type Lowering, parts, span, textBetween, textOf } from './lower-context.ts'

export function lowerString(of: Lowering, i: number): Expr {
  const inside = children(of, i)
  const first = inside[0]
  if (first === undefined || of.kinds[first] !== 'string_start')
    return { kind: 'Str', value: '', bytes: false, ...span(of, i) }
  const start = readStringStart(textOf(of, first))
  const from = of.ends[first] as number
  const last = inside.at(-1) as number
  const to = of.kinds[last] === 'string_end' ? (of.starts[last] as number) : (of.ends[i] as number)
  if (start.backtick) return backticks(of, i, from, to)
  if (start.formatted) return formatted(of, i, inside, start)
  return {
    kind: 'Str',
    value: stringValue(textBetween(of, from, to), start),
    bytes: start.bytes,
    ...span(of, i),
  }
}

function backticks(of: Lowering, i: number, from: number, to: number): Expr {
  const inside = of.readPiece(from, to)
  const callee = { kind: 'Name', id: 'repr', ...span(of, i) } as const
  return { kind: 'Call', callee, args: inside === null ? [] : [inside], keywords: [], ...span(of, i) }
}

function formatted(of: Lowering, i: number, inside: readonly number[], start: StringStart): FString {
  const found: Expr[] = []
  for (const at of inside) {
    if (of.kinds[at] === 'string_content') found.push(piece(of, at, stringValue(textOf(of, at), start)))
    else if (of.kinds[at] === 'interpolation') hole(of, at, found)
  }
  const node = { kind: 'FString', parts: found, ...span(of, i) } as const
  return start.template ? { ...node, template: true } : node
}

function piece(of: Lowering, i: number, value: string): Str {
  return { kind: 'Str', value, bytes: false, ...span(of, i) }
}

/** `{a=}` writes its own source first. What a format is made of comes after the value that it formats. */
function hole(of: Lowering, i: number, found: Expr[]): void {
  for (const at of children(of, i)) {
    const kind = of.kinds[at] as string
    if (kind === "'='") {
      const value = found.at(-1)
      const source = value && textBetween(of, (of.starts[i] as number) + 1, value.end)
      if (source !== undefined) found.splice(-1, 0, piece(of, i, `${source}=`))
    } else if (kind === 'format_specifier') {
      for (const nested of parts(of, at))
        if (of.kinds[nested] === 'format_expression') hole(of, nested, found)
    } else if (kind !== 'type_conversion' && kind !== 'ERROR' && !kind.startsWith("'"))
      found.push(of.expr(at))
  }
}

export function lowerConcatenated(of: Lowering, i: number): Expr {
  const all = parts(of, i).map((at) => lowerString(of, at))
  const joined: Expr[] = []
  for (const part of all.flatMap((one) => (one.kind === 'FString' ? one.parts : [one]))) {
    const before = joined.at(-1)
    if (part.kind === 'Str' && before?.kind === 'Str')
      joined[joined.length - 1] = { ...before, value: before.value + part.value, end: part.end }
    else joined.push(part)
  }
  const only = joined[0]
  if (joined.length === 1 && only?.kind === 'Str' && all.every(({ kind }) => kind === 'Str'))
    return { ...only, ...span(of, i) }
  return { kind: 'FString', parts: joined, ...span(of, i) }
}
