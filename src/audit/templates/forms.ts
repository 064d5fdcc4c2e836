// Tokens that reach a form from elsewhere: macros, includes, blocks of other templates, loops over a form's fields.
// Where that can't be told (a macro of a package, an include by a variable), a token is assumed: a wrong finding costs more.
import type { Call, Expr } from '../python/ast.ts'
import { firstFrom } from './blanked.ts'
import {
  callsIn,
  exprsIn,
  isForm,
  isFormFields,
  lastName,
  textHasToken,
  tokenOfExpr,
  tokenOfHole,
} from './form-token.ts'
import { literalsOf } from './statement.ts'
import type { Block, Form, Hole, Macro, Tag, Template } from './template.ts'

/** The templates, with what all of them together tell of their forms' tokens. */
export function resolveForms(templates: readonly Template[]): readonly Template[] {
  const tokens = new Tokens(templates)
  return templates.map((template) => {
    if (template.forms.every(({ token }) => token)) return template
    return { ...template, forms: template.forms.map((form) => tokens.resolve(template, form)) }
  })
}

class Tokens {
  readonly #byName: ReadonlyMap<string, Template>
  /** Blocks of templates that extend another, by name. */
  readonly #overrides = new Map<string, { template: Template; block: Block }[]>()
  /** `{% call form_box() %}…`: what stands in calls of a macro, by its name. */
  readonly #callBodies = new Map<string, { template: Template; start: number; end: number }[]>()
  readonly #loops = new Map<Template, ReadonlySet<string>>()
  readonly #known = new Map<Template, Map<number, string | null>>()

  constructor(templates: readonly Template[]) {
    this.#byName = new Map(templates.map((template) => [template.name, template]))
    for (const template of templates) {
      if (template.extends.length > 0)
        for (const block of template.blocks) addTo(this.#overrides, block.name, { template, block })
      this.#addCallBodies(template)
    }
  }

  #addCallBodies(template: Template): void {
    const open: Tag[] = []
    for (const tag of template.tags) {
      if (tag.name === 'call') open.push(tag)
      else if (tag.name === 'endcall') {
        const opener = open.pop()
        const name = opener?.value?.kind === 'Call' ? lastName(opener.value.callee) : null
        if (opener !== undefined && name !== null)
          addTo(this.#callBodies, name, { template, start: opener.end, end: tag.start })
      }
    }
  }

  resolve(template: Template, form: Form): Form {
    if (form.token) return form
    const by = this.#within(template, form.element.end, form.end)
    return by === null ? form : { ...form, token: true, tokenBy: by }
  }

  /** What brings a token between two places; asked once a place, so that circles end. */
  #within(template: Template, start: number, end: number): string | null {
    const known = this.#known.get(template) ?? new Map<number, string | null>()
    this.#known.set(template, known)
    const before = known.get(start)
    if (before !== undefined) return before
    known.set(start, null)
    const by = this.#byHoles(template, start, end) ?? this.#byTags(template, start, end)
    known.set(start, by)
    return by
  }

  #byHoles(template: Template, start: number, end: number): string | null {
    const { holes } = template
    for (let index = firstFrom(holes, start); index < holes.length; index++) {
      const hole = holes[index] as Hole
      if (hole.start >= end) break
      const by = tokenOfHole(hole) ?? this.#byHole(template, hole)
      if (by !== null) return by
    }
    return null
  }

  #byHole(template: Template, { value, macro }: Hole): string | null {
    if (value === null) return null
    for (const call of callsIn(value)) {
      const by = this.#byCall(template, call, macro)
      if (by !== null) return by
    }
    const names = this.#carriers(template)
    for (const inner of exprsIn(value)) if (inner.kind === 'Name' && names.has(inner.id)) return inner.id
    return null
  }

  #byCall(template: Template, call: Call, inMacro: string | null): string | null {
    const name = lastName(call.callee)
    if (name === null) return null
    if (name === 'caller' && inMacro !== null) return this.#byCaller(inMacro)
    if (name === 'super') return 'super()'
    const found = this.#macroOf(template, call.callee)
    if (found !== undefined) {
      const { start, end } = found.macro
      return this.#within(found.template, start, end) === null ? null : `macro ${name}`
    }
    return call.args.some(isForm) || call.keywords.some(({ value }) => isForm(value)) ? `${name}(form)` : null
  }

  /** A form in a macro whose body comes from its callers: told by them, and assumed where there are none. */
  #byCaller(macro: string): string | null {
    const bodies = this.#callBodies.get(macro)
    if (bodies === undefined) return 'caller()'
    return bodies.some(({ template, start, end }) => this.#within(template, start, end) !== null)
      ? 'caller()'
      : null
  }

  #macroOf(template: Template, callee: Expr): { template: Template; macro: Macro } | undefined {
    if (callee.kind === 'Name') {
      const own = macroNamed(template, callee.id)
      if (own !== undefined) return { template, macro: own }
      for (const { template: from, as, names } of template.imports) {
        const index = names === undefined ? -1 : as.indexOf(callee.id)
        if (index !== -1) return this.#macroIn(from, names?.[index] ?? callee.id)
      }
    } else if (callee.kind === 'Attribute' && callee.object.kind === 'Name') {
      const module = callee.object.id
      const from = template.imports.find(({ as, names }) => names === undefined && as[0] === module)
      if (from !== undefined) return this.#macroIn(from.template, callee.name)
    }
    return undefined
  }

  #macroIn(name: string, macro: string): { template: Template; macro: Macro } | undefined {
    const template = this.#byName.get(name)
    const found = template === undefined ? undefined : macroNamed(template, macro)
    return template === undefined || found === undefined ? undefined : { template, macro: found }
  }

  /** Variables that hold a token, or in turn each field of a form. */
  #carriers(template: Template): ReadonlySet<string> {
    const known = this.#loops.get(template)
    if (known !== undefined) return known
    const names = new Set<string>()
    for (const { name, value, loop } of template.bindings)
      if (loop ? isFormFields(value) && !this.#skipsToken(template, value) : tokenOfExpr(value) !== null)
        names.add(name)
    this.#loops.set(template, names)
    return names
  }

  /** `{% for field in form if field.widget.input_type != 'hidden' %}` */
  #skipsToken(template: Template, iterable: Expr): boolean {
    const source = template.tags[firstFrom(template.tags, iterable.start) - 1]?.source.toLowerCase() ?? ''
    return source.includes('hidden') || textHasToken(source)
  }

  #byTags(template: Template, start: number, end: number): string | null {
    const { tags } = template
    for (let index = firstFrom(tags, start); index < tags.length; index++) {
      const tag = tags[index] as Tag
      if (tag.start >= end) break
      const by = this.#byTag(template, tag)
      if (by !== null) return by
    }
    return null
  }

  #byTag(template: Template, tag: Tag): string | null {
    if (tag.name === 'include') return this.#byInclude(tag)
    if (tag.name === 'block') return this.#byBlock(tag)
    if (tag.name === 'call' && tag.value?.kind === 'Call')
      return this.#byCall(template, tag.value, tag.macro ?? null)
    // `{% csrf_token %}` of an extension.
    return textHasToken(tag.name.toLowerCase()) ? tag.name : null
  }

  #byInclude(tag: Tag): string | null {
    const names = literalsOf(tag.value ?? null)
    if (names.length === 0) return 'include of a variable'
    for (const name of names) {
      const template = this.#byName.get(name)
      if (template === undefined) return `include ${name}`
      if (template.forms.some(({ token }) => token)) continue
      if (this.#fieldIn(template) || this.#within(template, 0, template.text.length) !== null)
        return `include ${name}`
    }
    return null
  }

  #fieldIn(template: Template): boolean {
    return template.elements.some(
      ({ name, attributes }) =>
        name === 'input' &&
        attributes.some((one) => one.name === 'name' && textHasToken(one.value.toLowerCase())),
    )
  }

  #byBlock(tag: Tag): string | null {
    const name = tag.source.split(/\s/)[1] ?? ''
    for (const { template, block } of this.#overrides.get(name) ?? [])
      if (this.#within(template, block.start, block.end) !== null || this.#fieldIn(template))
        return `block ${name}`
    return null
  }
}

function macroNamed(template: Template, name: string): Macro | undefined {
  return template.macros.find((macro) => macro.name === name)
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
