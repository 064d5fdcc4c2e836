// Places of an inline script where text becomes markup or code, and what arrives there.
import type { Range, Script } from './script.ts'
import type { Hole } from './template.ts'

/** What arrives: text of the script alone; a hole of the template; the page's address; what a server answered; else. */
export type ScriptValue = 'constant' | 'hole' | 'location' | 'response' | 'unknown'

export interface ScriptSink {
  readonly start: number
  readonly end: number
  /** `innerHTML`, `outerHTML`, `insertAdjacentHTML`, `document.write`, `html()`, `append()`, `eval`, `setTimeout`, … */
  readonly sink: string
  readonly value: ScriptValue
  /** Holes that arrive, in strings too. */
  readonly holes: readonly Hole[]
  /** The source that decided `value`, for the report: `location.hash`, `responseText`. */
  readonly from: string
}

const ASSIGNED = new Set(['innerHTML', 'outerHTML', 'srcdoc'])
/** Argument that becomes markup or code. */
const CALLED: ReadonlyMap<string, number> = new Map([
  ['insertAdjacentHTML', 1],
  ['createContextualFragment', 0],
  ['html', 0],
  ['parseHTML', 0],
  ['setHTMLUnsafe', 0],
])
const TIMERS = new Set(['setTimeout', 'setInterval', 'execScript'])
/** jQuery's, that take markup as well as nodes; the DOM's of the same name take text. */
const INSERTERS = new Set(['append', 'prepend', 'after', 'before', 'replaceWith', 'appendTo', 'prependTo'])
const CLEANERS =
  /^(?:sanitize\w*|purify|escape\w*|encodeURIComponent|encodeURI|htmlEscape\w*|escHtml|esc|encodeHTML|Number|parseInt|parseFloat|String\.raw)$/i
const ADDRESS = new Set(['location', 'URLSearchParams', 'referrer', 'documentURI', 'baseURI'])
const RESPONSES = new Set(['responseText', 'responseXML', 'responseJSON', 'response'])
const CALLBACKS = new Set([
  'then',
  'done',
  'success',
  'complete',
  'always',
  'getJSON',
  'get',
  'post',
  'load',
  'ajax',
])
const NO_DATA = new Set([
  'function',
  'return',
  'new',
  'typeof',
  'true',
  'false',
  'null',
  'undefined',
  'this',
  'window',
  'document',
  'async',
  'await',
  'in',
  'of',
])
/** Variables that are followed from one to the next. */
const FARTHEST = 4
const MOST_TOKENS = 400

export function sinksIn(script: Script): ScriptSink[] {
  const sinks: ScriptSink[] = []
  let answers: ReadonlySet<string> | undefined
  for (const [index, { kind, start }] of script.tokens.entries()) {
    if (kind !== 'name') continue
    const found = sinkAt(script, index)
    if (found === null) continue
    answers ??= answeredNames(script)
    const { value, holes, from } = new Tracer(script, answers).trace(found.range)
    const end = script.tokens[Math.max(index, found.range.to - 1)]?.end ?? start
    sinks.push({ start, end, sink: found.sink, value, holes, from })
  }
  return sinks
}

function sinkAt(script: Script, index: number): { sink: string; range: Range } | null {
  const name = script.tokens[index]?.text ?? ''
  const member = script.isOp(index - 1, '.') || script.isOp(index - 1, '?.')
  if (member && ASSIGNED.has(name) && (script.isOp(index + 1, '=') || script.isOp(index + 1, '+=')))
    return { sink: name, range: script.valueFrom(index + 2) }
  if (!script.isOp(index + 1, '(')) return null
  const args = script.argsOf(index + 1)
  const whole = { from: index + 2, to: script.closeOf(index + 1) }
  const position = member ? CALLED.get(name) : undefined
  if (position !== undefined) {
    const range = args[position]
    return range === undefined ? null : { sink: name === 'html' ? 'html()' : name, range }
  }
  if (member && (name === 'write' || name === 'writeln') && script.isName(index - 2, 'document'))
    return args.length === 0 ? null : { sink: `document.${name}`, range: whole }
  if (member && INSERTERS.has(name)) return inserterAt(script, name, args)
  if (member && !script.isName(index - 2, 'window')) return null
  const code = args[0]
  if (code === undefined) return null
  if (name === 'eval') return { sink: 'eval', range: code }
  if (name === 'Function' && script.isName(index - 1, 'new')) return { sink: 'new Function', range: whole }
  return TIMERS.has(name) && isText(script, code) ? { sink: name, range: code } : null
}

/** Only with markup in sight: `append('<li>' + name)`. */
function inserterAt(
  script: Script,
  name: string,
  args: readonly Range[],
): { sink: string; range: Range } | null {
  const range = args[0]
  if (range === undefined) return null
  const last = Math.min(range.to, range.from + 20)
  for (let index = range.from; index < last; index++) {
    const token = script.tokens[index]
    if (script.isOp(index, '{') || token?.text === 'function') return null
    if (token?.kind === 'string' && token.text.includes('<')) return { sink: `${name}()`, range }
  }
  return null
}

/** A timer given text runs it as code. */
function isText(script: Script, { from, to }: Range): boolean {
  const first = script.tokens[script.isOp(from, '(') ? from + 1 : from]
  return to > from && (first?.kind === 'string' || (first?.kind === 'hole' && to === from + 1))
}

/** Names that hold what a server answered: parameters of callbacks, and what was awaited. */
function answeredNames(script: Script): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [index, { kind, text }] of script.tokens.entries()) {
    if (kind !== 'name') continue
    if (CALLBACKS.has(text) && (script.isOp(index + 1, '(') || script.isOp(index + 1, ':'))) {
      const args = script.isOp(index + 1, '(')
        ? script.argsOf(index + 1)
        : [{ from: index + 2, to: index + 8 }]
      for (const { from } of args) addParam(script, from, names)
    } else if (text === 'await' && script.isOp(index - 1, '=')) {
      const target = script.tokens[index - 2]
      if (target?.kind === 'name' && awaitsAnswer(script, index)) names.add(target.text)
    }
  }
  return names
}

/** The first parameter of `function (a)`, `(a) =>`, `a =>`. */
function addParam(script: Script, from: number, names: Set<string>): void {
  let at = script.isName(from, 'async') ? from + 1 : from
  const isFunction = script.isName(at, 'function')
  if (isFunction) at = script.isOp(at + 1, '(') ? at + 1 : at + 2
  const open = script.isOp(at, '(')
  const arrow = open ? script.isOp(script.closeOf(at) + 1, '=>') : script.isOp(at + 1, '=>')
  const param = script.tokens[open ? at + 1 : at]
  if ((arrow || (isFunction && open)) && param?.kind === 'name') names.add(param.text)
}

function awaitsAnswer(script: Script, index: number): boolean {
  const { from, to } = script.valueFrom(index + 1)
  for (let at = from; at < to; at++)
    if (['fetch', 'json', 'text', 'axios', 'get', 'post', 'ajax'].includes(script.tokens[at]?.text ?? ''))
      return true
  return false
}

/** Follows a value through the script's variables. */
class Tracer {
  readonly #script: Script
  readonly #answers: ReadonlySet<string>
  readonly #seen = new Set<string>()
  readonly #holes = new Set<Hole>()
  #left = MOST_TOKENS
  #location = ''
  #response = ''
  #unknown = ''

  constructor(script: Script, answers: ReadonlySet<string>) {
    this.#script = script
    this.#answers = answers
  }

  trace(range: Range): { value: ScriptValue; holes: Hole[]; from: string } {
    this.#visit(range, 0)
    const holes = [...this.#holes]
    if (holes[0] !== undefined) return { value: 'hole', holes, from: holes[0].source }
    if (this.#location !== '') return { value: 'location', holes, from: this.#location }
    if (this.#response !== '') return { value: 'response', holes, from: this.#response }
    return { value: this.#unknown === '' ? 'constant' : 'unknown', holes, from: this.#unknown }
  }

  #visit({ from, to }: Range, depth: number): void {
    const script = this.#script
    for (let index = from; index < to && this.#left > 0; index++) {
      this.#left--
      const token = script.tokens[index]
      if (token === undefined) return
      if (token.hole !== null) this.#addHoles(token.hole, token.end)
      if (token.kind !== 'name' || NO_DATA.has(token.text) || script.isOp(index + 1, ':')) continue
      const cleaned = this.#cleanedUntil(index)
      if (cleaned !== null) {
        index = Math.min(cleaned, to)
        continue
      }
      // `a ? b : c`: what decides is not what arrives.
      const choice = this.#choiceAt(index, to)
      if (choice !== null) index = choice
      else this.#name(index, depth)
    }
  }

  #addHoles(first: Hole, end: number): void {
    if (first.start < end) this.#holes.add(first)
  }

  /** Past the call of a cleaner: `escapeHtml(x)`, `DOMPurify.sanitize(x)`. */
  #cleanedUntil(index: number): number | null {
    const script = this.#script
    const last = script.isOp(index + 1, '.') ? index + 2 : index
    const cleans = CLEANERS.test(script.tokens[last]?.text ?? '') && script.isOp(last + 1, '(')
    return cleans ? script.closeOf(last + 1) : null
  }

  /** Past a plain name before a `?`, with its members and comparisons with literals. */
  #choiceAt(index: number, to: number): number | null {
    let at = index + 1
    const script = this.#script
    while (at < to && at - index < 8) {
      if (script.isOp(at, '?')) return at
      const token = script.tokens[at]
      const goesOn =
        token?.kind === 'op'
          ? ['.', '===', '==', '!==', '!=', '>', '<', '>=', '<='].includes(token.text)
          : token !== undefined
      if (!goesOn) return null
      at++
    }
    return null
  }

  #name(index: number, depth: number): void {
    const script = this.#script
    const text = script.tokens[index]?.text ?? ''
    const member = script.isOp(index - 1, '.') || script.isOp(index - 1, '?.')
    const followed = script.isOp(index + 1, '.') ? `${text}.${script.tokens[index + 2]?.text ?? ''}` : text
    if (ADDRESS.has(text) && (text !== 'location' || !member || this.#isWindow(index - 2)))
      this.#location ||= followed
    else if (member && text === 'URL' && script.isName(index - 2, 'document'))
      this.#location ||= 'document.URL'
    else if (RESPONSES.has(text)) this.#response ||= text
    else if (!member) this.#variable(text, depth)
  }

  #isWindow(index: number): boolean {
    return ['window', 'document', 'self', 'top', 'parent'].some((name) => this.#script.isName(index, name))
  }

  #variable(name: string, depth: number): void {
    if (this.#answers.has(name)) {
      this.#response ||= name
      return
    }
    if (this.#seen.has(name)) return
    this.#seen.add(name)
    const values = this.#script.valuesOf(name)
    if (values.length === 0 || depth >= FARTHEST) this.#unknown ||= name
    else for (const value of values) this.#visit(value, depth + 1)
  }
}
