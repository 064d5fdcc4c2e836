// The forms of a template: where each ends, its fields, and whether a token stands in it.

import { firstFrom } from './blanked.ts'
import { textHasToken, tokenOfHole } from './form-token.ts'
import type { Element, Form, Template } from './template.ts'

interface OpenForm {
  readonly element: Element
  readonly fields: { name: string; type: string }[]
  end: number
}

const FIELDS = new Set(['input', 'select', 'textarea', 'button'])
/** Forms that the branches of an `{% if %}` open, for the same body. */
const MOST_OPEN = 8
const METHODS = new Set(['get', 'post', 'dialog'])
const TOKEN_FIELDS = new Set(['_token', 'authenticity_token', '__requestverificationtoken'])

export class FormList {
  readonly #all: OpenForm[] = []
  #open: readonly OpenForm[] = []

  save(): readonly OpenForm[] {
    return this.#open
  }

  restore(saved: readonly OpenForm[]): void {
    this.#open = saved
  }

  /** Those that are open here, and those of another branch. */
  joined(others: readonly OpenForm[]): readonly OpenForm[] {
    return others === this.#open ? others : [...new Set([...others, ...this.#open])].slice(0, MOST_OPEN)
  }

  startTag(element: Element): void {
    if (element.name === 'form') {
      // There are no forms in forms: the earlier one was never closed.
      this.close(element.start)
      const form = { element, fields: [], end: -1 }
      this.#all.push(form)
      this.#open = [form]
    } else if (FIELDS.has(element.name) && this.#open.length > 0) this.#addField(element)
  }

  #addField(element: Element): void {
    const name = attributeOf(element, 'name')
    if (name === '' || name.includes('{')) return
    const type =
      element.name === 'input' ? attributeOf(element, 'type').toLowerCase() || 'text' : element.name
    for (const form of this.#open) form.fields.push({ name, type })
  }

  close(at: number): void {
    for (const form of this.#open) if (form.end === -1) form.end = at
    this.#open = []
  }

  finish(length: number): Form[] {
    return this.#all.map(({ element, fields, end }) => {
      const action = attributeOf(element, 'action')
      const base = { element, method: methodOf(element), action, endpoint: endpointOf(action), fields }
      return { ...base, token: false, tokenBy: '', end: end === -1 ? length : end }
    })
  }
}

function attributeOf(element: Element, name: string): string {
  return element.attributes.find((attribute) => attribute.name === name)?.value.trim() ?? ''
}

function methodOf(element: Element): string {
  const method = attributeOf(element, 'method').toLowerCase()
  if (method.includes('{')) return 'unknown'
  return METHODS.has(method) ? method : 'get'
}

/** `endpoint` of the first `url_for('endpoint', …)`. */
function endpointOf(action: string): string | null {
  const call = action.indexOf('url_for(')
  if (call === -1) return null
  const inside = action.slice(call + 'url_for('.length).trimStart()
  const quote = inside.charAt(0)
  const end = inside.indexOf(quote, 1)
  return (quote === "'" || quote === '"') && end !== -1 ? inside.slice(1, end) : null
}

/** The form with what its own template tells of a token. */
export function ownToken(template: Template, form: Form): Form {
  const by = fieldToken(form) ?? holeToken(template, form)
  return by === null ? form : { ...form, token: true, tokenBy: by }
}

function fieldToken(form: Form): string | null {
  for (const { name } of form.fields) {
    const lower = name.toLowerCase()
    if (textHasToken(lower) || TOKEN_FIELDS.has(lower)) return `input ${name}`
  }
  return null
}

function holeToken(template: Template, form: Form): string | null {
  const { holes } = template
  for (let index = firstFrom(holes, form.element.end); index < holes.length; index++) {
    const hole = holes[index]
    if (hole === undefined || hole.start >= form.end) break
    const by = tokenOfHole(hole)
    if (by !== null) return by
  }
  return null
}
