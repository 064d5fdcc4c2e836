// Building strings: what text comes out, and how much of it foreign data decides.

import { itemOf } from './containers.ts'
import { changed, joinMarks, lesserPortion, type Mark, mapMarks, NO_MARKS } from './mark.ts'
import { NOTHING, NUMBER, OTHER_HOLE, textIn, textValue, type Value } from './value.ts'

/** Pieces of one string, in order. */
export function assemble(pieces: readonly Value[]): Value {
  let text = ''
  let marks: readonly Mark[] = NO_MARKS
  for (const [at, piece] of pieces.entries()) {
    if (piece.all.length > 0) {
      const more = at < pieces.length - 1
      marks = joinMarks(marks, placed(piece.all, text, more))
    }
    text += textIn(piece)
  }
  return textValue(marks, text)
}

function placed(marks: readonly Mark[], before: string, more: boolean): readonly Mark[] {
  if (before === '' && !more) return changed(marks)
  return mapMarks(changed(marks), (mark) => {
    const portion = before === '' || decidesHost(before, mark) ? 'start' : 'part'
    return { ...mark, portion: lesserPortion(mark.portion, portion), aspect: '' }
  })
}

/**
 * `https://` and `https://example.com` leave the host open to what follows (`@evil`, `.evil`), and so does `/`
 * (`//evil`); a path parameter is no such danger, since its own slashes are gone.
 */
function decidesHost(before: string, mark: Mark): boolean {
  if (before === '/') return mark.origin.kind === 'request' && !mark.origin.key.startsWith('path:')
  const at = before.indexOf('//')
  if (at === -1 || (at > 0 && before[at - 1] !== ':')) return false
  if (at > 0 && !/^(?:[a-z][a-z0-9+.-]*|[\0\u0001]):$/i.test(before.slice(0, at))) return false
  return !/[/?#\\\0\u0001]/.test(before.slice(at + 2))
}

/** Printf-style: `'%s' % x`, `'%(a)s' % {…}`. */
export function percent(left: Value, right: Value): Value {
  if (left.text === undefined || left.marks.length > 0) return assemble([left, unplaced(right)])
  const pieces: Value[] = []
  let next = 0
  let from = 0
  for (const hole of left.text.matchAll(/%(?:\(([^)%]*)\))?[-#0-9 +*.]*[hlL]?([a-zA-Z%])/g)) {
    pieces.push(textValue(NO_MARKS, left.text.slice(from, hole.index)))
    from = hole.index + hole[0].length
    if (hole[2] === '%') {
      pieces.push(textValue(NO_MARKS, '%'))
      continue
    }
    const value =
      hole[1] !== undefined
        ? itemOf(right, hole[1], null)
        : right.shape === 'tuple'
          ? itemOf(right, String(next), null)
          : right
    next++
    pieces.push('srac'.includes(hole[2] as string) ? value : NUMBER)
  }
  pieces.push(textValue(NO_MARKS, left.text.slice(from)))
  return assemble(pieces.filter((piece) => piece.text !== '' || piece.all.length > 0))
}

/** `'{} {0} {name.x!r:>4}'.format(…)` */
export function format(left: Value, list: readonly Value[], named: (name: string) => Value): Value {
  if (left.text === undefined || left.marks.length > 0)
    return assemble([left, ...list.map(unplaced)].filter((piece) => piece !== NOTHING || piece === left))
  const pieces: Value[] = []
  let next = 0
  let from = 0
  for (const hole of left.text.matchAll(/\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::([^{}]*))?\}/g)) {
    pieces.push(textValue(NO_MARKS, left.text.slice(from, hole.index)))
    from = hole.index + hole[0].length
    if (hole[1] === undefined) {
      pieces.push(textValue(NO_MARKS, hole[0].slice(0, 1)))
      continue
    }
    const [name = ''] = hole[1].split(/[.[]/, 1)
    const value = name === '' ? list[next++] : /^\d+$/.test(name) ? list[Number(name)] : named(name)
    pieces.push(/[dfeEgGxXobn%]$/.test(hole[2] ?? '') ? NUMBER : (value ?? NUMBER))
  }
  pieces.push(textValue(NO_MARKS, left.text.slice(from)))
  return assemble(pieces.filter((piece) => piece.text !== '' || piece.all.length > 0))
}

/** Stands at a place in the string that isn't known. */
function unplaced(value: Value): Value {
  return textValue(
    mapMarks(changed(value.all), (mark) => ({ ...mark, portion: lesserPortion(mark.portion, 'part') })),
    undefined,
  )
}

/** `separator.join(list)` */
export function joined(separator: Value, list: Value): Value {
  const items = list.items
  if (items !== null && list.marks.length === 0 && !items.has('*') && list.shape !== 'dict') {
    const pieces: Value[] = []
    for (const item of items.values()) {
      if (pieces.length > 0) pieces.push(separator)
      pieces.push(item)
    }
    return assemble(pieces.filter((piece) => piece.text !== '' || piece.all.length > 0))
  }
  const marks = mapMarks(changed(list.all), (mark) => ({
    ...mark,
    portion: lesserPortion(mark.portion, 'start'),
    aspect: '' as const,
  }))
  const item = items?.get('*')
  const text = item === undefined ? textIn(textValue(marks, undefined)) : `${textIn(item)}${OTHER_HOLE}`
  return textValue(joinMarks(marks, changed(separator.marks)), text)
}
