// Items, attributes and elements: what is known of a part of a value.
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import { type Mark, mapMarks, markOf } from './mark.ts'
import { join, type Known, NOTHING, tainted, Value } from './value.ts'

/** Items of items that an origin remembers. */
const LONGEST_PATH = 4
/** Characters of source that a step shows. */
const LONGEST_SOURCE = 60

/** What stands in the source, on one line. */
export function sourceText(expr: Expr): string {
  const source = expr.origin.text.slice(expr.start, Math.min(expr.end, expr.start + LONGEST_SOURCE + 1))
  const text = source.includes('\n') ? source.split(/\s+/).join(' ') : source
  return text.length > LONGEST_SOURCE ? `${text.slice(0, LONGEST_SOURCE)}…` : text
}

/** A reading of the request. `key` tells it from others: two readings of one field are one. */
export function requestMark(key: string, site: Expr, structured: boolean): Mark {
  return markOf(
    { key, kind: 'request', source: { at: placeOf(site), what: sourceText(site) }, param: null },
    structured,
  )
}

export function storedMark(site: Expr): Mark {
  return markOf(
    {
      key: `stored:${site.origin.file}:${site.start}`,
      kind: 'stored',
      source: { at: placeOf(site), what: sourceText(site) },
      param: null,
    },
    false,
  )
}

/** What an item of such an object is. */
const ITEM_OF: Partial<Record<Known, Known>> = { files: 'file', form: 'field', json: 'json' }

/** `value[key]`; `~` before a key that is an expression, `*` for an element of a loop. */
export function itemOf(value: Value, key: string, site: Expr | null): Value {
  if (value === NOTHING) return NOTHING
  if ((value.known === 'rows' || value.known === 'query') && site !== null)
    return tainted([storedMark(site)], '', value.cls)
  if (value.known === 'socket' && site !== null)
    return tainted([requestMark(`socket:${sourceText(site)}`, site, false)])
  const unknown = key.startsWith('~') || key.startsWith('*')
  let own: Value = NOTHING
  if (value.items !== null) {
    if (unknown) {
      for (const [name, item] of value.items) if (!name.startsWith('.')) own = join(own, item)
    } else if (value.shape === 'list')
      own = join(value.items.get(key) ?? NOTHING, value.items.get('*') ?? NOTHING)
    else own = value.items.get(key) ?? value.items.get('*') ?? NOTHING
  }
  if (value.marks.length === 0 && value.known === '') return own
  const strings = value.known === 'fields' || value.shape === 'list'
  const marks = mapMarks(value.marks, (mark) => partOf(mark, key, site, strings ? false : mark.structured))
  const known = ITEM_OF[value.known] ?? ''
  return join(tainted(marks, known, value.known === 'form' ? value.cls : null), own)
}

/** `mark`, of a part of its value. */
export function partOf(mark: Mark, key: string, site: Expr | null, structured: boolean): Mark {
  if (!mark.exact) return mark
  const { origin } = mark
  if (origin.param !== null) {
    if (origin.param.path.length >= LONGEST_PATH) return { ...mark, exact: false }
    const path = [...origin.param.path, key]
    return {
      ...mark,
      structured,
      origin: { ...origin, key: `${origin.key}[${key}]`, param: { ...origin.param, path } },
    }
  }
  if (origin.key.length > 200) return { ...mark, exact: false }
  const fresh = mark.way === null && site !== null && origin.kind === 'request'
  const source = fresh ? { at: placeOf(site), what: sourceText(site) } : origin.source
  return { ...mark, structured, origin: { ...origin, key: `${origin.key}[${key}]`, source } }
}

/** What a loop over it gives. */
export function elementOf(value: Value, site: Expr | null): Value {
  if (value.known === 'fields' || value.shape === 'dict') return keysOf(value, site)
  return itemOf(value, '*', site)
}

/** A dict's keys; those of one that stands in the source are constants. */
export function keysOf(value: Value, site: Expr | null): Value {
  return tainted(mapMarks(value.marks, (mark) => partOf(mark, '*key', site, false)))
}

export function pairsOf(value: Value, site: Expr | null): Value {
  const pair = new Value(
    [],
    undefined,
    new Map([
      ['0', keysOf(value, site)],
      ['1', itemOf(value, '*', site)],
    ]),
    'tuple',
  )
  return listOf(pair)
}

/** A list of things like `element`. */
export function listOf(element: Value): Value {
  return element === NOTHING ? NOTHING : new Value([], undefined, new Map([['*', element]]), 'list')
}
