// Reads tags and their attributes, piece by piece, after the tokenizer of the WHATWG (html.spec.whatwg.org, 13.2.5).
// Left out: character references and what only the tree builder knows (foreign content, select, templates).
import { type JsState, startOfScript } from './js-state.ts'
import { nextOf } from './pieces.ts'
import type { Element, ElementAttribute } from './template.ts'
import { isBlank } from './tokens.ts'

type Mode =
  | 'text'
  | 'tag-open'
  | 'end-tag-open'
  | 'tag-name'
  | 'before-attribute'
  | 'attribute-name'
  | 'after-attribute-name'
  | 'before-value'
  | '"'
  | "'"
  | 'unquoted'
  | 'comment'
  | 'bogus-comment'
  | 'raw'

/** A start tag being read. Branches of an `{% if %}` may each close it; it counts once. */
export interface OpenElement extends Element {
  end: number
  name: string
  readonly attributes: ElementAttribute[]
  done: boolean
}

export interface State {
  mode: Mode
  /** The tag being read: null for an end tag. */
  element: OpenElement | null
  endTag: string
  tagStart: number
  attribute: string
  attributeStart: number
  valueStart: number
  before: string
  /** The element whose text holds no tags, and where that text begins. */
  raw: string
  rawStart: number
  rawElement: OpenElement | null
  scriptType: string
  /** In a script: 1 after `<!--`, 2 after a `<script` in that. */
  escaped: 0 | 1 | 2
  escapedAt: number
  js: JsState
}

/** What the reader of a template wants to hear of. */
export interface HtmlListener {
  startTag(element: OpenElement): void
  endTag(name: string, start: number): void
  script(element: Element, start: number, end: number): void
}

export type Kind = 'html' | 'script' | 'style' | 'json' | 'plain'

/** What a rule may want to know of a value before a hole: its scheme, a handler's code. */
const LONGEST_BEFORE = 2_000

export abstract class TagReader {
  protected readonly text: string
  protected readonly next: (needle: string, from: number) => number
  protected readonly listener: HtmlListener
  protected state: State

  constructor(text: string, kind: Kind, listener: HtmlListener) {
    this.text = text
    this.next = nextOf(text)
    this.listener = listener
    const raw = kind === 'html' || kind === 'plain' ? '' : kind === 'style' ? 'style' : 'script'
    this.state = {
      mode: raw === '' ? 'text' : 'raw',
      element: null,
      endTag: '',
      tagStart: 0,
      attribute: '',
      attributeStart: 0,
      valueStart: 0,
      before: '',
      raw,
      rawStart: 0,
      // A file of JavaScript is a script whose tag stands elsewhere.
      rawElement: kind === 'script' ? { start: 0, end: 0, name: 'script', attributes: [], done: true } : null,
      scriptType: kind === 'json' ? 'application/json' : '',
      escaped: 0,
      escapedAt: 0,
      js: startOfScript(),
    }
  }

  /** The text of some elements holds no tags. */
  protected abstract afterStartTag(element: OpenElement, end: number): void

  protected openTag(isEnd: boolean): undefined {
    const state = this.state
    state.mode = 'tag-name'
    state.endTag = ''
    state.element = isEnd
      ? null
      : { start: state.tagStart, end: state.tagStart, name: '', attributes: [], done: false }
  }

  protected addToName(piece: string): void {
    const { element } = this.state
    if (element === null) this.state.endTag += piece
    else element.name += piece
  }

  protected readTagName(at: number, to: number): number {
    let end = at
    while (end < to && !isTagDelimiter(this.text.charCodeAt(end))) end++
    this.addToName(this.text.slice(at, end).toLowerCase())
    if (end < to) this.state.mode = 'before-attribute'
    return end
  }

  protected readBeforeAttribute(at: number): number {
    const char = this.text.charCodeAt(at)
    if (isBlank(char) || char === 47) return at + 1
    if (char === 62) return this.closeTag(at + 1)
    this.openAttribute(at)
    // A leading `=` is the first character of a name.
    if (char !== 61) return at
    this.state.attribute = '='
    return at + 1
  }

  protected openAttribute(at: number): void {
    this.state.mode = 'attribute-name'
    this.state.attribute = ''
    this.state.attributeStart = at
    this.state.before = ''
  }

  protected readAttributeName(at: number, to: number): number {
    let end = at
    while (end < to && !isTagDelimiter(this.text.charCodeAt(end)) && this.text.charCodeAt(end) !== 61) end++
    this.state.attribute += this.text.slice(at, end).toLowerCase()
    if (end === to) return end
    const char = this.text.charCodeAt(end)
    if (char === 61) {
      this.state.mode = 'before-value'
      return end + 1
    }
    if (isBlank(char)) this.state.mode = 'after-attribute-name'
    else this.addAttribute(end, end, end)
    return end
  }

  protected readAfterAttributeName(at: number): number {
    const char = this.text.charCodeAt(at)
    if (isBlank(char)) return at + 1
    if (char === 61) {
      this.state.mode = 'before-value'
      return at + 1
    }
    this.addAttribute(at, at, at)
    return at
  }

  protected readBeforeValue(at: number): number {
    const char = this.text.charCodeAt(at)
    if (isBlank(char)) return at + 1
    if (char === 34) this.openValue('"', at + 1)
    else if (char === 39) this.openValue("'", at + 1)
    else if (char === 62) {
      this.addAttribute(at, at, at)
      return at
    } else {
      this.openValue('unquoted', at)
      return at
    }
    return at + 1
  }

  protected openValue(mode: '"' | "'" | 'unquoted', at: number): void {
    this.state.mode = mode
    this.state.valueStart = at
    this.state.before = ''
  }

  protected readValue(mode: '"' | "'" | 'unquoted', at: number, to: number): number {
    let end = at
    if (mode === 'unquoted') {
      while (end < to && this.text.charCodeAt(end) !== 62 && !isBlank(this.text.charCodeAt(end))) end++
    } else end = Math.min(this.next(mode, at), to)
    this.addBefore(this.text.slice(at, end))
    if (end === to) return end
    const quote = mode === 'unquoted' ? '' : mode
    this.addAttribute(this.state.valueStart, end, end + quote.length, quote)
    return end + quote.length
  }

  protected addBefore(piece: string): void {
    if (this.state.before.length < LONGEST_BEFORE) this.state.before += piece
  }

  protected addAttribute(
    valueStart: number,
    valueEnd: number,
    end: number,
    quote: '"' | "'" | '' = '',
  ): void {
    const { element, attribute, attributeStart } = this.state
    this.state.mode = 'before-attribute'
    if (element === null || isHoles(attribute)) return
    const value = this.text.slice(valueStart, valueEnd)
    element.attributes.push({ name: attribute, value, start: attributeStart, end, valueStart, quote })
  }

  protected closeTag(end: number): number {
    const state = this.state
    const { element } = state
    state.mode = 'text'
    if (element === null) {
      this.listener.endTag(state.endTag, state.tagStart)
      return end
    }
    if (!element.done) {
      element.done = true
      element.end = end
      this.listener.startTag(element)
    }
    this.afterStartTag(element, end)
    return end
  }
}

export function isTagDelimiter(char: number): boolean {
  return isBlank(char) || char === 47 || char === 62
}

function isHoles(name: string): boolean {
  return name.replaceAll('\0', '') === ''
}
