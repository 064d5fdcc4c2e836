// A Jinja template as the rules see it: what stands where in the HTML, and what Jinja does there.
import type { Call, Expr } from '../python/ast.ts'

/** Where in the HTML a hole stands. */
export type HtmlContext =
  | { readonly in: 'text' }
  | { readonly in: 'tag' }
  | {
      readonly in: 'attribute'
      readonly element: string
      readonly name: string
      readonly quote: '"' | "'" | ''
      /** What of the value stands before the hole: '' when the hole begins the value. Holes in it are written `\0`. */
      readonly before: string
    }
  | {
      readonly in: 'script'
      /** Inside a string literal of the script, of which kind. */
      readonly string: '"' | "'" | '`' | ''
      /** `application/json`, `text/template`, …; '' for JavaScript. */
      readonly type: string
      /** Inside a comment of the script. */
      readonly comment?: boolean
    }
  | { readonly in: 'style' }
  | { readonly in: 'comment' }
  | { readonly in: 'plain' } // the file is no HTML: .txt, .xml of a feed, mail text

export interface Filter {
  readonly name: string
  /** Without the value it is applied to. */
  readonly args: readonly Expr[]
  readonly keywords?: Call['keywords']
}

/** One `{{ … }}`. */
export interface Hole {
  readonly start: number
  readonly end: number
  /**
   * The expression without the filters that apply to all of it; null where it could not be read. `~` is `+`; a filter further
   * in is a call of its name, `a ~ b|e` is `a + e(b)`; `a if b` has `None` as its else; `is defined` is a comparison by `is`.
   */
  readonly value: Expr | null
  readonly source: string
  /** In the order in which they apply: `{{ x|e|safe }}` → e, safe. Also those of an enclosing `{% filter %}`. */
  readonly filters: readonly Filter[]
  readonly context: HtmlContext
  /** Does autoescape hold here: false inside `{% autoescape false %}`; null: as the file's extension decides. */
  readonly autoescape: boolean | null
  /** The macro that it stands in. */
  readonly macro: string | null
}

/** `{% … %}`: set, for, if, include, extends, import, from, macro, call, block, autoescape, csrf tags, … */
export interface Tag {
  readonly start: number
  readonly end: number
  readonly name: string
  readonly source: string
  readonly context: HtmlContext
  /** What `if`, `elif`, `for` (its iterable), `call`, `include`, `extends`, `do`, `print` and `autoescape` speak of. */
  readonly value?: Expr | null
  /** The macro that it stands in. */
  readonly macro?: string | null
}

/** One HTML start tag. Values hold the holes as they stand; a hole's offsets tell it apart. */
export interface Element {
  readonly start: number
  readonly end: number
  /** Lower case; `\0` for a hole. */
  readonly name: string
  /** In source order, those of all branches of an `{% if %}`. */
  readonly attributes: readonly ElementAttribute[]
}

export interface ElementAttribute {
  /** Lower case; `\0` for a hole. */
  readonly name: string
  /** As it stands in the source, without its quotes. */
  readonly value: string
  /** From the name's first character to the one after the closing quote. */
  readonly start: number
  readonly end: number
  /** Where the value begins. */
  readonly valueStart: number
  readonly quote: '"' | "'" | ''
}

export interface Form {
  readonly element: Element
  /** 'get' | 'post' | 'dialog'; a method made by a hole is 'unknown'. */
  readonly method: string
  /** The attribute's source; '' for none. */
  readonly action: string
  /** The endpoint that `url_for('endpoint')` in `action` names. */
  readonly endpoint: string | null
  /** Names of inputs, selects and textareas inside, as far as they are literal. */
  readonly fields: readonly { readonly name: string; readonly type: string }[]
  /** A token travels: csrf_token, hidden_tag(), csrf_token(), quick_form, a macro or include that brings one. */
  readonly token: boolean
  /** How, for the report: `hidden_tag`, `macro render_form`, … */
  readonly tokenBy: string
  /** End of the form's end tag, or of the file. */
  readonly end: number
}

/** An inline script's text, holes replaced by blanks of the same length. */
export interface Script {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly element: Element
}

/** `loop`: the name is each item of `value` in turn. `{% set a %}…{% endset %}` has an FString of its holes as value. */
export interface Binding {
  readonly name: string
  readonly value: Expr
  readonly loop: boolean
}

/** A piece of template with a name, from its opening tag to the end of its closing one. */
export interface Block {
  readonly name: string
  readonly start: number
  readonly end: number
}

export interface Macro extends Block {
  readonly params: readonly string[]
  /** Defaults of `params`; null for none. */
  readonly defaults: readonly (Expr | null)[]
}

export interface Template {
  /** Path below the audited folder. */
  readonly file: string
  /** As `render_template` names it: below its `templates` folder. */
  readonly name: string
  readonly text: string
  readonly holes: readonly Hole[]
  readonly tags: readonly Tag[]
  readonly elements: readonly Element[]
  readonly forms: readonly Form[]
  readonly scripts: readonly Script[]
  /** Names of templates it extends, includes or imports from, as far as literal. */
  readonly extends: readonly string[]
  readonly includes: readonly string[]
  /** `as`: the names it is known by here; `names`: of `from … import`, what they are called there. */
  readonly imports: readonly {
    readonly template: string
    readonly as: readonly string[]
    readonly names?: readonly string[]
  }[]
  readonly macros: readonly Macro[]
  readonly blocks: readonly Block[]
  /** `{% set a = b %}`, `{% with a = b %}`, `{% for a in b %}`: what a name of the template comes from. */
  readonly bindings: readonly Binding[]
  readonly comments: readonly { readonly start: number; readonly end: number; readonly text: string }[]
  /** It stands in strings of the program `file`, and has that file's offsets: what is put into it may end a string. */
  readonly inline?: true
  /** Something in it could not be read. */
  readonly broken: boolean
}
