// Where in the HTML a place of a template is; and back and forth in it, for branches.
import { HtmlReader } from './html-reader.ts'
import type { State } from './html-tag.ts'
import { stringOf } from './js-state.ts'
import type { HtmlContext } from './template.ts'

export class HtmlState extends HtmlReader {
  save(): object {
    return copyOf(this.state)
  }

  /** Back to what `save` gave, which stays as it is. */
  restore(saved: object): void {
    this.state = copyOf(saved as State)
  }

  /** As at the start of a page: where a macro's body is read. */
  toText(): void {
    this.state = { ...copyOf(this.state), mode: 'text', raw: '', element: null, rawElement: null }
  }

  context(): HtmlContext {
    const state = this.state
    switch (state.mode) {
      case 'text':
        return { in: 'text' }
      case 'comment':
      case 'bogus-comment':
        return { in: 'comment' }
      case 'raw':
        return this.rawContext()
      case 'before-value':
      case 'unquoted':
      case '"':
      case "'":
        return {
          in: 'attribute',
          element: state.element?.name ?? state.endTag,
          name: state.attribute,
          quote: state.mode === '"' || state.mode === "'" ? state.mode : '',
          before: state.before,
        }
      default:
        return { in: 'tag' }
    }
  }

  protected rawContext(): HtmlContext {
    const { raw, js, scriptType } = this.state
    if (raw === 'style') return { in: 'style' }
    if (raw !== 'script') return { in: 'text' }
    const context = { in: 'script', string: stringOf(js), type: scriptType } as const
    return js.mode === 'line' || js.mode === 'block' ? { ...context, comment: true } : context
  }

  /** Something that is not known stands at `at`: its context, and on as if it were a word. */
  hole(at: number): HtmlContext {
    const state = this.state
    if (state.mode === 'after-attribute-name') this.addAttribute(at, at, at)
    const context = this.context()
    switch (state.mode) {
      case 'tag-open':
      case 'end-tag-open':
        this.openTag(state.mode === 'end-tag-open')
        this.addToName('\0')
        break
      case 'tag-name':
        this.addToName('\0')
        break
      case 'before-attribute':
      case 'after-attribute-name':
        this.openAttribute(at)
        state.attribute = '\0'
        break
      case 'attribute-name':
        state.attribute += '\0'
        break
      case 'before-value':
        this.openValue('unquoted', at)
        this.addBefore('\0')
        break
      case '"':
      case "'":
      case 'unquoted':
        this.addBefore('\0')
        break
      case 'raw':
        if (state.raw === 'script' && state.js.mode === 'code') state.js.afterValue = true
        break
    }
    return context
  }
}

function copyOf(state: State): State {
  return { ...state, js: { ...state.js } }
}
