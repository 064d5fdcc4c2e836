// The `html` tag: a page from a template and values, each value escaped for the place where it stands.
import { escapeHtml } from './escape.ts'
import { HOLE, type Place, type Refuse } from './places.ts'
import { readTemplate } from './template.ts'
import { TemplateError } from './template-error.ts'
import { checkedAddress, encodedPart } from './url.ts'

export { TemplateError }

/** Known to this file alone, so that `something.constructor` makes nothing elsewhere. */
const KEY = Symbol('html')
let make: (markup: string) => Html
let markupOf: (value: object) => string | undefined

/** Markup that is safe to stand in a page's text. Only `html` and `unsafeHtml` make it. */
export class Html {
  /** A private field can't be copied, parsed from JSON or inherited: what has it was made here. */
  readonly #markup: string

  private constructor(markup: string, key: symbol) {
    if (key !== KEY) throw new TypeError('Html is made by the html tag, or by unsafeHtml')
    this.#markup = markup
  }

  static {
    make = (markup) => new Html(markup, KEY)
    markupOf = (value) => (#markup in value ? value.#markup : undefined)
  }

  toString(): string {
    return this.#markup
  }
}

interface Plan {
  source: string
  first: string
  places: Place[]
  /** What follows each hole. */
  after: string[]
}

/** By the identity of the strings, which is one for each place in the code where a template stands. */
const plans = new WeakMap<TemplateStringsArray, Plan>()

/**
 * Writes a template, each value escaped by what surrounds it. Throws a `TemplateError` the first time it meets a
 * template with a hole where no value can be made safe, or that is no whole fragment; and whenever a value has no
 * place where it stands (`true` in text, markup in an attribute). ASVS V1.1.2, V1.2.1.
 */
export function html(strings: TemplateStringsArray, ...holes: unknown[]): Html {
  const plan = plans.get(strings) ?? learn(strings)
  const { places, after } = plan
  let markup = plan.first
  for (let index = 0; index < places.length; index++) {
    markup += written(plan, places[index]!, holes[index]) + after[index]!
  }
  return make(markup)
}

/**
 * Markup that stands in pages as it is. Whoever can choose a part of it can run code in the reader's session, so
 * nothing but text from the program itself, or from a sanitizer, may go in.
 */
export function unsafeHtml(markup: string): Html {
  if (typeof markup !== 'string') throw new TypeError('unsafeHtml takes a string')
  return make(markup)
}

function learn(strings: TemplateStringsArray): Plan {
  if (!isTemplate(strings)) throw new TypeError('html is a template tag: html`…`, not html(…)')
  const source = strings.join(HOLE)
  const refuse: Refuse = (at, reason) => {
    throw new TemplateError(source, at, reason, html)
  }
  const foreign = strings.findIndex(
    (part) => part === undefined || part.includes(HOLE) || !part.isWellFormed(),
  )
  if (foreign !== -1) refuse(0, 'a NUL, half a surrogate pair or an invalid escape in the template')
  const places = readTemplate(source, refuse)
  const plan = { source, ...cut(source, places), places }
  plans.set(strings, plan)
  return plan
}

/** An array out of a request has no frozen `raw`, so it can't pass as a template. */
function isTemplate(strings: TemplateStringsArray): boolean {
  return (
    Array.isArray(strings) &&
    Object.isFrozen(strings) &&
    Array.isArray(strings.raw) &&
    Object.isFrozen(strings.raw)
  )
}

function cut(source: string, places: Place[]): { first: string; after: string[] } {
  const pieces: string[] = []
  let from = 0
  for (const place of places) {
    pieces.push(source.slice(from, place.from) + place.lead)
    from = place.to
  }
  const [first, ...after] = [...pieces, source.slice(from)]
  return { first: first!, after }
}

function written(plan: Plan, place: Place, value: unknown): string {
  if (place.kind === 'text') return typeof value === 'string' ? escapeHtml(value) : shown(plan, place, value)
  const { whole } = place
  if (whole === undefined) return encoded(plan, place, value)
  if (value === false || value === null || value === undefined) return ''
  return whole.open + (value === true ? '' : encoded(plan, place, value)) + whole.close
}

function shown(plan: Plan, place: Place, value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const markup = markupOf(value)
    if (markup !== undefined) return markup
    if (Array.isArray(value)) {
      let all = ''
      for (const item of value) all += typeof item === 'string' ? escapeHtml(item) : shown(plan, place, item)
      return all
    }
  }
  return escapeHtml(words(plan, place, value))
}

function encoded(plan: Plan, place: Place, value: unknown): string {
  const text = typeof value === 'string' ? value : words(plan, place, value)
  switch (place.kind) {
    case 'part':
      return escapeHtml(encodedPart(text, place.inPath))
    case 'address':
    case 'path':
      return escapeHtml(checkedAddress(place.kind, text, place.suffix))
    default:
      return escapeHtml(text)
  }
}

/** The value as text. Objects are text like any other: only a real `Html` is ever more. */
function words(plan: Plan, place: Place, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
      return String(value)
    case 'undefined':
      return ''
    case 'boolean':
      return value ? misplaced(plan, place, `true, which has no text; write \${condition && '…'}`) : ''
    case 'object':
      return value === null ? '' : objectWords(plan, place, value)
    default:
      return misplaced(plan, place, `a ${typeof value}, which has no text`)
  }
}

function objectWords(plan: Plan, place: Place, value: object): string {
  if (Array.isArray(value)) return value.map((item) => words(plan, place, item)).join('')
  if (markupOf(value) !== undefined) return misplaced(plan, place, 'Html, where text alone can stand')
  if (value instanceof Promise) return misplaced(plan, place, 'a Promise; await it first')
  try {
    return String(value)
  } catch {
    // Such as {"toString": 1} out of a request's JSON.
    return Object.prototype.toString.call(value)
  }
}

function misplaced(plan: Plan, place: Place, what: string): never {
  throw new TemplateError(plan.source, place.at, `the value is ${what}`, html)
}
