// What is known of a value while a function is read: the foreign data in it, its text, its items.

import type { Expr, Lambda } from '../../python/ast.ts'
import type { ClassInfo } from '../../python/names-api.ts'
import { joinMarks, type Mark, mapMarks, NO_MARKS } from './mark.ts'

/** Items that a container remembers one by one. */
const MOST_ITEMS = 64
/** Values within one value, counted through all its containers. */
const MOST_WEIGHT = 300
/** Characters of text that a value remembers. */
const LONGEST_TEXT = 4000

/** In a text: foreign data, and what is merely not known. */
export const TAINTED_HOLE = '\0'
export const OTHER_HOLE = '\u0001'

/** What a condition shows when it holds. */
export interface Shown {
  readonly key: string
  readonly bits: number
  readonly test: Expr
  readonly held: boolean
}

export type Shape = '' | 'text' | 'list' | 'tuple' | 'dict' | 'number' | 'answer'

/** Special objects: what their attributes and methods give is told by `sources.ts` and `models.ts`. */
export type Known =
  | ''
  | 'request'
  | 'fields'
  | 'json'
  | 'files'
  | 'file'
  | 'form'
  | 'field'
  | 'file-field'
  | 'query'
  | 'rows'
  | 'session'
  | 'g'
  | 'socket'
  | 'url'
  | 'class'

export class Value {
  readonly marks: readonly Mark[]
  readonly text: string | undefined
  /** By key; an attribute's begins with `.`; `*` is any other. */
  readonly items: ReadonlyMap<string, Value> | null
  readonly shape: Shape
  readonly known: Known
  readonly cls: ClassInfo | null
  readonly lambda: Lambda | null
  readonly shown: readonly Shown[] | null
  /** How many values it is made of. */
  readonly weight: number
  #all: readonly Mark[] | null = null

  constructor(
    marks: readonly Mark[],
    text: string | undefined = undefined,
    items: ReadonlyMap<string, Value> | null = null,
    shape: Shape = '',
    known: Known = '',
    cls: ClassInfo | null = null,
    lambda: Lambda | null = null,
    shown: readonly Shown[] | null = null,
  ) {
    this.marks = marks
    this.text = text
    this.items = items
    this.shape = shape
    this.known = known
    this.cls = cls
    this.lambda = lambda
    this.shown = shown
    let weight = 1
    if (items !== null) for (const item of items.values()) weight += item.weight
    this.weight = weight
  }

  /** Its own, and those of all that is in it. */
  get all(): readonly Mark[] {
    if (this.items === null) return this.marks
    if (this.#all === null) {
      let all = this.marks
      for (const item of this.items.values()) all = joinMarks(all, item.all)
      this.#all = all
    }
    return this.#all
  }

  withMarks(marks: readonly Mark[]): Value {
    if (marks === this.marks) return this
    return new Value(marks, this.text, this.items, this.shape, this.known, this.cls, this.lambda, this.shown)
  }

  withItems(items: ReadonlyMap<string, Value>): Value {
    return new Value(this.marks, this.text, items, this.shape, this.known, this.cls, this.lambda, null)
  }

  withShown(shown: readonly Shown[]): Value {
    return new Value(this.marks, this.text, this.items, this.shape, this.known, this.cls, this.lambda, shown)
  }
}

export const NOTHING = new Value(NO_MARKS)
export const NUMBER = new Value(NO_MARKS, undefined, null, 'number')
/** What a view may return without it being HTML text: JSON, a redirect, a rendered template. */
export const ANSWER = new Value(NO_MARKS, undefined, null, 'answer')

export function tainted(marks: readonly Mark[], known: Known = '', cls: ClassInfo | null = null): Value {
  if (marks.length === 0 && known === '' && cls === null) return NOTHING
  return new Value(marks, undefined, null, '', known, cls)
}

export function textValue(marks: readonly Mark[], text: string | undefined): Value {
  return new Value(marks, text !== undefined && text.length > LONGEST_TEXT ? undefined : text, null, 'text')
}

/** How it stands in a longer text. */
export function textIn(value: Value): string {
  if (value.text !== undefined) return value.text
  return value.all.length > 0 ? TAINTED_HOLE : OTHER_HOLE
}

export function containerOf(shape: Shape, items: ReadonlyMap<string, Value>): Value {
  return new Value(NO_MARKS, undefined, bounded(items), shape)
}

export function withItem(value: Value, key: string, item: Value): Value {
  const items = new Map(value.items ?? [])
  if (items.size >= MOST_ITEMS && !items.has(key)) items.set('*', join(items.get('*') ?? NOTHING, item))
  else items.set(key, item)
  return value.withItems(bounded(items))
}

/** Containers that hold themselves many times over forget what stands where in them. */
function bounded(items: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  let weight = 0
  for (const item of items.values()) weight += item.weight
  if (weight <= MOST_WEIGHT) return items
  return new Map([...items].map(([key, item]) => [key, item.items === null ? item : flat(item)]))
}

function flat(value: Value): Value {
  return tainted(value.all, value.known, value.cls)
}

/** One of the two, nobody knows which. */
export function join(one: Value, other: Value): Value {
  if (one === other || other === NOTHING) return one
  if (one === NOTHING) return other
  return new Value(
    joinMarks(one.marks, other.marks),
    tellingText(ownText(one), ownText(other)),
    joinItems(one.items, other.items),
    eitherShape(one.shape, other.shape),
    one.known || other.known,
    one.cls ?? other.cls,
    one.lambda ?? other.lambda,
    one.shown === other.shown ? one.shown : null,
  )
}

/** A response beside a dict or a list is sent as JSON in both cases. */
function eitherShape(one: Shape, other: Shape): Shape {
  if (one === other || other === '') return one
  if (one === '') return other
  if (one === 'answer' && (other === 'dict' || other === 'list')) return other
  return other === 'answer' && (one === 'dict' || one === 'list') ? one : ''
}

function ownText(value: Value): string | undefined {
  return value.text ?? (value.marks.length > 0 && value.shape !== 'dict' ? TAINTED_HOLE : undefined)
}

/** Of two possible texts the one with foreign data in it, else the longer one. */
function tellingText(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other
  const holes = one.split(TAINTED_HOLE).length - other.split(TAINTED_HOLE).length
  return holes > 0 || (holes === 0 && one.length >= other.length) ? one : other
}

function joinItems(one: Value['items'], other: Value['items']): Value['items'] {
  if (one === null || other === null || one === other) return one ?? other
  const items = new Map(one)
  for (const [key, item] of other) {
    const twin = items.get(key)
    if (twin !== undefined) items.set(key, join(twin, item))
    else if (items.size < MOST_ITEMS) items.set(key, item)
    else items.set('*', join(items.get('*') ?? NOTHING, item))
  }
  return bounded(items)
}

/** The same value with every mark in it changed. */
export function mapValue(value: Value, change: (mark: Mark) => Mark | null): Value {
  if (value.items === null) return value.withMarks(mapMarks(value.marks, change))
  let same = true
  const items = new Map<string, Value>()
  for (const [key, item] of value.items) {
    const mapped = mapValue(item, change)
    if (mapped !== item) same = false
    items.set(key, mapped)
  }
  return (same ? value : value.withItems(items)).withMarks(mapMarks(value.marks, change))
}

/** Did nothing of weight change: what a fixpoint asks. */
export function printOf(value: Value): string {
  if (value.all.length === 0)
    return `${value.shape}${value.known}${value.cls?.qualified ?? ''}${value.text?.length ?? ''}`
  const own = value.marks
    .map(
      (mark) =>
        `${mark.origin.key}/${mark.clean}/${mark.portion[0]}${mark.structured ? 's' : ''}${mark.exact ? 'e' : ''}`,
    )
    .sort()
    .join(',')
  const items =
    value.items === null
      ? ''
      : [...value.items]
          .map(([key, item]) => (item === NOTHING ? '' : `${key}:${printOf(item)}`))
          .filter((text) => text !== '')
          .sort()
          .join(';')
  return `${own}{${items}}${value.shape}${value.known}${value.cls?.qualified ?? ''}${value.text === undefined ? '' : value.text.length}`
}

/** All items of a sequence as one list. */
export function listOfItems(value: Value): Value {
  let all = NOTHING
  for (const item of value.items?.values() ?? []) all = join(all, item)
  return containerOf('list', new Map([['*', all]]))
}
