// Reads a template: every hole with the place it stands in, and what Jinja does around it. One pass, in linear time.
import type { Expr, Origin } from '../python/ast.ts'
import { blanked, jinjaRanges } from './blanked.ts'
import { readHole } from './expression.ts'
import { FormList, ownToken } from './form-list.ts'
import { HtmlState } from './html-state.ts'
import type { Kind, OpenElement } from './html-tag.ts'
import { kindOf } from './names.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { Scopes } from './scopes.ts'
import { literalsOf, readStatement, type Statement } from './statement.ts'
import type { Binding, Element, Filter, Hole, HtmlContext, Tag, Template } from './template.ts'

/** Reads an expression of Python that begins at `offset` of the template; asked for what Jinja's own grammar does not know. */
export type ReadExpression = (source: string, offset: number) => Expr | null

export function scanTemplate(
  file: string,
  name: string,
  text: string,
  readExpression: ReadExpression = () => null,
): Template {
  return new Scan({ file, text }, kindOf(name, text), readExpression).template(name)
}

class Scan {
  readonly #origin: Origin
  readonly #kind: Kind
  readonly #readExpression: ReadExpression
  readonly #html: HtmlState
  readonly #forms = new FormList()
  readonly #scopes: Scopes
  readonly #holes: Hole[] = []
  readonly #tags: Tag[] = []
  readonly #elements: Element[] = []
  readonly #scripts = new Map<number, { start: number; end: number; element: Element }>()
  readonly #extends: string[] = []
  readonly #includes: string[] = []
  readonly #imports: Template['imports'][number][] = []
  readonly #bindings: Binding[] = []
  readonly #comments: Template['comments'][number][] = []
  #broken = false

  constructor(origin: Origin, kind: Kind, readExpression: ReadExpression) {
    this.#origin = origin
    this.#kind = kind
    this.#readExpression = readExpression
    this.#html = new HtmlState(origin.text, kind, {
      startTag: (element) => this.#startTag(element),
      endTag: (name, start) => {
        if (name === 'form') this.#forms.close(start)
      },
      script: (element, start, end) => {
        if (!this.#scripts.has(start)) this.#scripts.set(start, { start, end, element })
      },
    })
    this.#scopes = new Scopes(this.#html, this.#forms)
  }

  template(name: string): Template {
    const { file, text } = this.#origin
    const { pieces, broken } = piecesOf(text)
    for (const piece of pieces) this.#piece(piece)
    if (this.#kind !== 'plain') this.#html.finish()
    this.#scopes.finish(text.length)
    const parts = { holes: this.#holes, tags: this.#tags, comments: this.#comments }
    const ranges = this.#scripts.size === 0 ? [] : jinjaRanges(parts)
    const template: Template = {
      file,
      name,
      text,
      ...parts,
      elements: this.#elements,
      forms: this.#forms.finish(text.length),
      scripts: [...this.#scripts.values()].map((script) => ({
        ...script,
        text: blanked(text, ranges, script.start, script.end),
      })),
      extends: this.#extends,
      includes: this.#includes,
      imports: this.#imports,
      macros: this.#scopes.macros,
      blocks: this.#scopes.blocks,
      bindings: this.#bindings,
      broken: this.#broken || broken,
    }
    return { ...template, forms: template.forms.map((form) => ownToken(template, form)) }
  }

  #piece(piece: Piece): void {
    if (piece.kind === 'text') {
      if (this.#kind !== 'plain') this.#html.read(piece.start, piece.end)
    } else if (piece.kind === 'hole') this.#hole(piece)
    else if (piece.kind === 'tag') this.#tag(piece)
    else {
      const { start, end, from, to } = piece
      this.#comments.push({ start, end, text: this.#origin.text.slice(from, to).trim() })
    }
  }

  #hole(piece: Piece): void {
    const { from, to } = piece
    const read = readHole(this.#origin, from, to) ?? this.#readForeign(from, to)
    if (read.value === null) this.#broken = true
    this.#addHole(piece, read.value, read.filters)
  }

  #readForeign(from: number, to: number): { value: Expr | null; filters: Filter[] } {
    return { value: this.#readExpression(this.#origin.text.slice(from, to), from), filters: [] }
  }

  #addHole({ start, end, from, to }: Piece, value: Expr | null, filters: readonly Filter[]): void {
    const { macro, autoescape, filters: around } = this.#scopes
    const context: HtmlContext = this.#kind === 'plain' ? { in: 'plain' } : this.#html.hole(start)
    this.#holes.push({
      start,
      end,
      value,
      source: this.#origin.text.slice(from, to).trim(),
      filters: around.length === 0 ? filters : [...filters, ...around],
      context,
      autoescape,
      macro,
    })
  }

  #tag(piece: Piece): void {
    const statement = readStatement(this.#origin, piece.from, piece.to)
    if (!statement.readable) this.#broken = true
    const context: HtmlContext = this.#kind === 'plain' ? { in: 'plain' } : this.#html.context()
    const { start, end, from, to } = piece
    const source = this.#origin.text.slice(from, to).trim()
    const { name, value } = statement
    this.#tags.push({ start, end, name, source, context, value, macro: this.#scopes.macro })
    if (name === 'print') this.#addHole(piece, value, [])
    this.#bindings.push(...statement.bindings)
    this.#refer(statement)
    if (statement.opens) this.#scopes.open(statement, start, this.#holes.length)
    else if (name === 'elif' || name === 'else' || name === 'pluralize') this.#scopes.otherwise()
    else if (name.startsWith('end')) this.#close(name.slice(3), end)
  }

  /** Other templates that it speaks of. */
  #refer({ name, value, as, names }: Statement): void {
    if (name === 'extends') this.#extends.push(...literalsOf(value))
    else if (name === 'include') this.#includes.push(...literalsOf(value))
    else if (name === 'import') for (const template of literalsOf(value)) this.#imports.push({ template, as })
    if (name === 'from') for (const template of literalsOf(value)) this.#imports.push({ template, as, names })
  }

  #close(name: string, end: number): void {
    const closed = this.#scopes.close(name, end)
    if (closed?.name !== 'set' || closed.label === '') return
    const parts = this.#holes
      .slice(closed.holes, closed.holes + MOST_PARTS)
      .flatMap(({ value }) => value ?? [])
    const value: Expr = { kind: 'FString', parts, start: closed.start, end, origin: this.#origin }
    this.#bindings.push({ name: closed.label, value, loop: false })
  }

  #startTag(element: OpenElement): void {
    this.#elements.push(element)
    this.#forms.startTag(element)
  }
}

/** Holes of a `{% set %}` block that count as its value. */
const MOST_PARTS = 100
