// The places of holes: what a value is written as, and which stretch of the template it replaces.
import { judgeAttribute, type Tag } from './attributes.ts'
import { type AddressKind, prefixFlaw } from './url.ts'

/** Stands for a hole in the joined parts. Parsers drop or replace it, so no template needs it itself. */
export const HOLE = '\0'

/** Ends the reading of a template, naming the place and the reason. */
export type Refuse = (at: number, reason: string) => never

/** One hole: how its value is written, and which stretch of the joined parts the written value replaces. */
export interface Place {
  /** `text` takes markup; `words` is text that ends at its own end tag (`<title>`); `part` is one part of an address. */
  kind: 'text' | 'words' | 'plain' | 'part' | AddressKind
  at: number
  from: number
  to: number
  /** For an attribute whose whole value is the hole: what stands around the value, left out together with it. */
  whole: { open: string; close: string } | undefined
  /** A line break that the parser drops after `<pre>` and `<textarea>`, so that it doesn't drop the value's own. */
  lead: string
  /** For an address: the words up to the next hole, which are checked with it. */
  suffix: string
  /** For a part: whether it stands before any `?` or `#`. */
  inPath: boolean
}

/** An attribute as written: `at` the space before it, `start` and `end` its value without quotes. */
export interface Attribute {
  name: string
  at: number
  start: number
  end: number
}

const OPEN_REFERENCE = /&[#a-zA-Z0-9]*$/
/** No name of a character reference is longer (HTML Standard, 13.5). */
const REFERENCE_LENGTH = 40

/** Turns the attributes of one start tag into places. */
export function placesInTag(
  source: string,
  element: string,
  attributes: Attribute[],
  refuse: Refuse,
): Place[] {
  const tag: Tag = new Map(attributes.map(({ name, start, end }) => [name, source.slice(start, end)]))
  return attributes.flatMap((attribute) => {
    const holes = holesBetween(source, attribute.start, attribute.end)
    const first = holes[0]
    if (first === undefined) return []
    const judgement = judgeAttribute(element, attribute.name, tag)
    if (typeof judgement === 'object') refuse(first, judgement.because)
    if (judgement !== 'plain') return placesInAddress(source, judgement, attribute, holes, refuse)
    return holes.map((at) => place(source, { kind: 'plain', at, ...wholly(source, attribute) }, refuse))
  })
}

/** The first hole is the address when it begins the value; every other one is a part of it. */
function placesInAddress(
  source: string,
  kind: AddressKind,
  attribute: Attribute,
  holes: number[],
  refuse: Refuse,
): Place[] {
  const value = source.slice(attribute.start, attribute.end)
  const references = [...value.matchAll(/&(?:#|[a-z0-9]+;)/gi)]
  const reference = references.find(([found]) => found.toLowerCase() !== '&amp;')
  if (reference)
    refuse(attribute.start + reference.index, 'in an address with a hole, & alone may be escaped')
  const flaw = value[0] === HOLE ? undefined : prefixFlaw(kind, value.slice(0, value.indexOf(HOLE)))
  if (flaw) refuse(holes[0]!, flaw)
  const isMail = /^mailto:/i.test(value)
  return holes.map((at) => {
    const before = value.slice(0, at - attribute.start)
    if (/%[0-9a-f]?$/i.test(before)) refuse(at, 'a hole inside a percent-encoding')
    const given =
      before === ''
        ? { kind, at, suffix: suffix(value, at, refuse), ...wholly(source, attribute) }
        : { kind: 'part' as const, at, inPath: !isMail && !/[?#]/.test(before) }
    return place(source, given, refuse)
  })
}

/** Another hole right after the first could go on with its host: `https://good.example` + `.evil.example`. */
function suffix(value: string, at: number, refuse: Refuse): string {
  const next = value.indexOf(HOLE, 1)
  if (next === -1) return value.slice(1)
  if (!/[/?#]/.test(value[1]!)) refuse(at, 'after an address, / or ? or # must stand before the next hole')
  return value.slice(1, next)
}

/** With the attribute's name and quotes, when there is nothing else in the value. */
function wholly(source: string, { at, start, end }: Attribute): Partial<Place> {
  if (end - start !== 1) return {}
  return { from: at, to: end + 1, whole: { open: source.slice(at, start), close: source.charAt(end) } }
}

/** One place, with what isn't given at its usual value. */
export function place(
  source: string,
  given: Partial<Place> & Pick<Place, 'kind' | 'at'>,
  refuse: Refuse,
): Place {
  const { at } = given
  if (OPEN_REFERENCE.test(source.slice(Math.max(0, at - REFERENCE_LENGTH), at))) {
    refuse(at, 'a hole inside a character reference; write &amp; for an & by itself')
  }
  return { from: at, to: at + 1, whole: undefined, lead: '', suffix: '', inPath: false, ...given }
}

/** The positions of all holes from `from` up to `to`. */
export function holesBetween(source: string, from: number, to: number): number[] {
  const found: number[] = []
  for (let at = source.indexOf(HOLE, from); at !== -1 && at < to; at = source.indexOf(HOLE, at + 1))
    found.push(at)
  return found
}
