// Reads HTML in pieces, as much of it as templates need, after the tokenizer of the WHATWG
// (html.spec.whatwg.org, 13.2.5): text, comments, and elements whose text holds no tags.
import { isTagDelimiter, type OpenElement, TagReader } from './html-tag.ts'
import { readScript, startOfScript } from './js-state.ts'

const RAW_ELEMENTS = new Set('script style textarea title xmp iframe noembed noframes plaintext'.split(' '))
const JAVASCRIPT = new Set(
  [
    '',
    'module',
    'text/javascript',
    'application/javascript',
    'text/ecmascript',
    'application/ecmascript',
  ].concat(['application/x-javascript', 'text/jscript', 'text/x-javascript', 'text/babel']),
)

export class HtmlReader extends TagReader {
  read(from: number, to: number): void {
    let at = from
    while (at < to) at = this.step(at, to)
  }

  finish(): void {
    const { mode, raw } = this.state
    if (mode === 'raw' && raw === 'script') this.endScript(this.text.length)
  }

  protected step(at: number, to: number): number {
    switch (this.state.mode) {
      case 'text':
        return this.readText(at, to)
      case 'tag-open':
        return this.readTagOpen(at, to)
      case 'end-tag-open':
        return this.readEndTagOpen(at)
      case 'tag-name':
        return this.readTagName(at, to)
      case 'before-attribute':
        return this.readBeforeAttribute(at)
      case 'attribute-name':
        return this.readAttributeName(at, to)
      case 'after-attribute-name':
        return this.readAfterAttributeName(at)
      case 'before-value':
        return this.readBeforeValue(at)
      case '"':
      case "'":
      case 'unquoted':
        return this.readValue(this.state.mode, at, to)
      case 'comment':
        return this.readComment(at, to)
      case 'bogus-comment':
        return this.readUntil('>', at, to)
      case 'raw':
        return this.readRaw(at, to)
    }
  }

  protected readText(at: number, to: number): number {
    const open = this.next('<', at)
    if (open >= to) return to
    this.state.tagStart = open
    this.state.mode = 'tag-open'
    return open + 1
  }

  protected readTagOpen(at: number, to: number): number {
    const char = this.text.charCodeAt(at)
    if (isLetter(char)) return this.openTag(false) ?? at
    if (char === 47) {
      this.state.mode = 'end-tag-open'
      return at + 1
    }
    if (char === 33) {
      this.state.mode = 'bogus-comment'
      if (!this.text.startsWith('--', at + 1) || at + 3 > to) return at + 1
      this.state.mode = 'comment'
      const empty = ['>', '->'].find((end) => this.text.startsWith(end, at + 3))
      if (empty === undefined) return at + 3
      this.state.mode = 'text'
      return at + 3 + empty.length
    }
    this.state.mode = char === 63 ? 'bogus-comment' : 'text'
    return at
  }

  protected readEndTagOpen(at: number): number {
    const char = this.text.charCodeAt(at)
    if (isLetter(char)) return this.openTag(true) ?? at
    this.state.mode = char === 62 ? 'text' : 'bogus-comment'
    return char === 62 ? at + 1 : at
  }

  protected override afterStartTag(element: OpenElement, at: number): void {
    if (!RAW_ELEMENTS.has(element.name)) return
    const state = this.state
    state.mode = 'raw'
    state.raw = element.name
    state.rawStart = at
    state.rawElement = element
    state.escaped = 0
    state.js = startOfScript()
    const type =
      element.attributes
        .find(({ name }) => name === 'type')
        ?.value.trim()
        .toLowerCase() ?? ''
    const plain = (type.split(';')[0] as string).trim()
    state.scriptType = JAVASCRIPT.has(plain) ? '' : plain
  }

  protected readComment(at: number, to: number): number {
    const end = Math.min(this.next('-->', at), this.next('--!>', at) + 1)
    if (end + 3 > to) return to
    this.state.mode = 'text'
    return end + 3
  }

  protected readUntil(needle: string, at: number, to: number): number {
    const end = this.next(needle, at)
    if (end >= to) return to
    this.state.mode = 'text'
    return end + needle.length
  }

  protected readRaw(at: number, to: number): number {
    const { raw, js, scriptType } = this.state
    // Only JavaScript and JSON have strings that we know.
    const isCode = raw === 'script' && (scriptType === '' || scriptType.endsWith('json'))
    const end = isCode
      ? readScript(js, this.text, at, to, (open) => this.rawEndsAt(open))
      : this.rawEnd(at, to)
    if (end >= to) return to
    if (raw === 'script') this.endScript(end)
    this.state.tagStart = end
    this.state.element = null
    this.state.endTag = raw
    this.state.mode = 'before-attribute'
    return end + 2 + raw.length
  }

  protected rawEnd(from: number, to: number): number {
    let at = this.next('<', from)
    while (at < to && !this.rawEndsAt(at)) at = this.next('<', at + 1)
    return Math.min(at, to)
  }

  protected rawEndsAt(at: number): boolean {
    const { raw } = this.state
    if (raw === 'script') this.readEscape(at)
    if (this.text.charCodeAt(at + 1) !== 47 || !isTagAt(this.text, at + 2, raw)) return false
    if (raw !== 'script' || this.state.escaped !== 2) return true
    this.state.escaped = 1
    return false
  }

  /** `<!--` and in it `<script` (13.2.5.18 to 13.2.5.31): then the next `</script` ends nothing. */
  protected readEscape(at: number): void {
    const state = this.state
    if (state.escaped > 0 && this.next('-->', state.escapedAt + 2) < at) state.escaped = 0
    if (state.escaped === 0 && this.text.startsWith('<!--', at)) {
      state.escaped = 1
      state.escapedAt = at
    } else if (state.escaped === 1 && isTagAt(this.text, at + 1, 'script')) state.escaped = 2
  }

  protected endScript(end: number): void {
    const { rawElement, rawStart } = this.state
    if (rawElement !== null) this.listener.script(rawElement, rawStart, end)
  }
}

function isLetter(char: number): boolean {
  return (char >= 97 && char <= 122) || (char >= 65 && char <= 90)
}

/** Is `name` here, and ends here as a tag's name. */
function isTagAt(text: string, at: number, name: string): boolean {
  const end = at + name.length
  return isTagDelimiter(text.charCodeAt(end)) && text.slice(at, end).toLowerCase() === name
}
