// Jinja's blocks while a template is read: what holds in them, and where the HTML goes on after branches.
import type { FormList } from './form-list.ts'
import type { HtmlState } from './html-state.ts'
import type { Statement } from './statement.ts'
import type { Block, Filter, Macro } from './template.ts'

interface Open {
  readonly name: string
  readonly label: string
  readonly start: number
  /** How many holes stood before it. */
  readonly holes: number
  readonly params: Statement['params']
  /** The HTML's state where it opened, and where its first branch ended; null below the deepest that is followed. */
  readonly saved: object | null
  first: object | null
  readonly formsBefore: FormsState
  formsAfter: FormsState
  readonly outer: Holding
}

type FormsState = ReturnType<FormList['save']>

interface Holding {
  readonly macro: string | null
  readonly autoescape: boolean | null
  readonly filters: readonly Filter[]
}

/** Blocks in blocks whose branches are told apart; nobody writes as many. */
const DEEPEST = 500
/** `{% filter %}` in `{% filter %}`. */
const MOST_FILTERS = 20
const BRANCHED = new Set(['if', 'for', 'trans', 'blocktrans'])
/** What stands in these comes out elsewhere, most likely as text. */
const ELSEWHERE = new Set(['macro', 'set', 'call'])

export class Scopes {
  readonly macros: Macro[] = []
  readonly blocks: Block[] = []
  readonly #html: HtmlState
  readonly #forms: FormList
  readonly #stack: Open[] = []
  /** How many of each name are open: a stray end tag is told at once. */
  readonly #counts = new Map<string, number>()
  #holding: Holding = { macro: null, autoescape: null, filters: [] }

  constructor(html: HtmlState, forms: FormList) {
    this.#html = html
    this.#forms = forms
  }

  get macro(): string | null {
    return this.#holding.macro
  }

  get autoescape(): boolean | null {
    return this.#holding.autoescape
  }

  get filters(): readonly Filter[] {
    return this.#holding.filters
  }

  open(statement: Statement, start: number, holes: number): void {
    const { name, label, params } = statement
    const remembered = this.#stack.length < DEEPEST && (BRANCHED.has(name) || ELSEWHERE.has(name))
    const forms = this.#forms.save()
    this.#stack.push({
      name,
      label,
      start,
      holes,
      params,
      saved: remembered ? this.#html.save() : null,
      first: null,
      formsBefore: forms,
      formsAfter: [],
      outer: this.#holding,
    })
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    this.#hold(statement)
    if (name === 'macro' || name === 'set') this.#html.toText()
  }

  #hold({ name, label, value, filters }: Statement): void {
    if (name === 'macro') this.#holding = { ...this.#holding, macro: label, autoescape: null }
    if (filters.length > 0)
      this.#holding = { ...this.#holding, filters: [...filters, ...this.filters].slice(0, MOST_FILTERS) }
    if (name !== 'autoescape') return
    const told = value?.kind === 'Const' && typeof value.value === 'boolean' ? value.value : null
    this.#holding = { ...this.#holding, autoescape: told }
  }

  /** Another branch: it begins where the first one began. */
  otherwise(): void {
    const top = this.#stack.at(-1)
    if (top === undefined || top.saved === null || !BRANCHED.has(top.name)) return
    this.#endBranch(top)
    this.#html.restore(top.saved)
    this.#forms.restore(top.formsBefore)
  }

  #endBranch(top: Open): void {
    top.first ??= this.#html.save()
    top.formsAfter = this.#forms.joined(top.formsAfter)
  }

  /** The block that an end tag closes, with all that was left open in it. */
  close(name: string, end: number): Open | undefined {
    if ((this.#counts.get(name) ?? 0) === 0) return undefined
    while (true) {
      const top = this.#pop(end)
      if (top.name === name) return top
    }
  }

  #pop(end: number): Open {
    const top = this.#stack.pop() as Open
    this.#counts.set(top.name, (this.#counts.get(top.name) ?? 1) - 1)
    this.#holding = top.outer
    const { name, label, start, params, saved } = top
    if (name === 'block') this.blocks.push({ name: label, start, end })
    if (name === 'macro')
      this.macros.push({
        name: label,
        start,
        end,
        params: params.map((param) => param.name),
        defaults: params.map((param) => param.value),
      })
    if (saved === null) return top
    if (ELSEWHERE.has(name)) this.#html.restore(saved)
    else if (top.first !== null) {
      this.#endBranch(top)
      this.#html.restore(top.first)
      this.#forms.restore(top.formsAfter)
    }
    return top
  }

  finish(end: number): void {
    while (this.#stack.length > 0) this.#pop(end)
    this.macros.sort((a, b) => a.start - b.start)
    this.blocks.sort((a, b) => a.start - b.start)
  }
}
