// Python's ways to put values into a text: `%`, `.format()`, and how a value is shown in an f-string.
import type { Literal } from './names-api.ts'

/** Undefined for what Python would show in a way that nobody asks for. */
export function shown(value: Literal): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return value === null ? 'None' : undefined
}

/** `tuple`: the right side was written as one, and gives several values. */
export function formatPercent(text: string, value: Literal | undefined, tuple: boolean): string | undefined {
  if (value === undefined) return undefined
  const values = tuple && Array.isArray(value) ? [...value] : [value]
  const pieces: string[] = []
  let from = 0
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', from)) {
    pieces.push(text.slice(from, at))
    const kind = text.charAt(at + 1)
    from = at + 2
    if (kind === '%') pieces.push('%')
    else {
      const next = kind === 's' || kind === 'd' ? values.shift() : undefined
      const piece = next === undefined ? undefined : shown(next)
      if (piece === undefined) return undefined
      pieces.push(piece)
    }
  }
  pieces.push(text.slice(from))
  return values.length === 0 ? pieces.join('') : undefined
}

/** `{}`, `{0}`, `{name}`, `{{`; anything more is not read. */
export function formatBraces(
  text: string,
  args: readonly Literal[],
  named: Readonly<Record<string, Literal>>,
): string | undefined {
  const pieces: string[] = []
  let next = 0
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    if (char !== '{' && char !== '}') {
      let end = at
      while (end < text.length && text[end] !== '{' && text[end] !== '}') end++
      pieces.push(text.slice(at, end))
      at = end
    } else if (text.charAt(at + 1) === char) {
      pieces.push(char)
      at += 2
    } else {
      const end = text.indexOf('}', at)
      if (char === '}' || end === -1) return undefined
      const field = text.slice(at + 1, end)
      const value =
        field === '' ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : own(named, field)
      const piece = value === undefined ? undefined : shown(value)
      if (piece === undefined) return undefined
      pieces.push(piece)
      at = end + 1
    }
  }
  return pieces.join('')
}

function own(named: Readonly<Record<string, Literal>>, field: string): Literal | undefined {
  return Object.hasOwn(named, field) ? named[field] : undefined
}
