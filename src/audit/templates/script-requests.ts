// Requests that an inline script sends and that change something, and whether a CSRF token travels with each.
import type { Range, Script } from './script.ts'

export interface ScriptRequest {
  readonly start: number
  readonly end: number
  /** `fetch`, `XMLHttpRequest`, `$.ajax`, `$.post`, `axios`, `sendBeacon` */
  readonly by: string
  /** Upper case; `unknown` where a variable tells. GET and HEAD are left out. */
  readonly method: string
  /** The first string of the URL; '' where it is none. */
  readonly url: string
  /** The token's way in the same call: a header, a field, a form's data; null for none. */
  readonly token: string | null
  readonly credentials: string | null
}

/** What gives every request of a page its token. */
export interface GlobalToken {
  readonly start: number
  readonly end: number
  /** `$.ajaxSetup`, `axios.defaults`, `fetch wrapper`, … */
  readonly by: string
}

const JQUERY = new Set(['$', 'jQuery'])
const AXIOS = new Set(['axios', 'http', 'api', '$http'])
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const UNSAFE_CALLS = new Set(['post', 'put', 'patch', 'delete'])
const GLOBAL_CALLS = new Set(['ajaxSetup', 'ajaxPrefilter', 'ajaxSend'])

export function* requestsIn(script: Script): Generator<ScriptRequest> {
  for (const [index, { kind }] of script.tokens.entries()) {
    if (kind !== 'name' || !script.isOp(index + 1, '(')) continue
    const request = requestAt(script, index)
    if (request !== null) yield request
  }
}

function requestAt(script: Script, index: number): ScriptRequest | null {
  const name = script.tokens[index]?.text ?? ''
  const member = script.isOp(index - 1, '.') || script.isOp(index - 1, '?.')
  const object = member ? (script.tokens[index - 2]?.text ?? '') : ''
  if (
    name === 'fetch' &&
    (!member || object === 'window' || object === 'self') &&
    !isDefinition(script, index)
  )
    return withOptions(script, index, 'fetch', ['method'], 1)
  if (name === 'ajax' && JQUERY.has(object))
    return withOptions(script, index, '$.ajax', ['method', 'type'], 0)
  if (name === 'post' && JQUERY.has(object)) return request(script, index, '$.post', 'POST', 0)
  if (AXIOS.has(object) && UNSAFE_CALLS.has(name))
    return request(script, index, object, name.toUpperCase(), 0)
  if (name === 'axios' && !member) return withOptions(script, index, 'axios', ['method'], 0)
  if (name === 'open' && member) return xhrOpen(script, index, object)
  if (name === 'sendBeacon' && member) return request(script, index, 'sendBeacon', 'POST', 0)
  return null
}

/** `function fetch(`, `async fetch() {` of a class. */
function isDefinition(script: Script, index: number): boolean {
  return script.isName(index - 1, 'function') || script.isOp(script.closeOf(index + 1) + 1, '{')
}

function withOptions(
  script: Script,
  index: number,
  by: string,
  keys: readonly string[],
  urlAt: number,
): ScriptRequest | null {
  const method = methodOf(script, script.argsOf(index + 1), keys)
  return method === null ? null : request(script, index, by, method, by === 'fetch' ? 0 : urlAt)
}

/** Null for a safe method, and where none is given. */
function methodOf(script: Script, args: readonly Range[], keys: readonly string[]): string | null {
  for (const arg of args.toReversed()) {
    const object = script.isOp(arg.from, '{') ? arg : objectNamed(script, arg)
    if (object === null) continue
    const value = keyIn(script, object, keys)
    if (value === null) continue
    const token = script.tokens[value.from]
    if (token?.kind !== 'string' || value.to !== value.from + 1 || token.hole !== null) return 'unknown'
    const method = token.text.toUpperCase()
    return UNSAFE.has(method) ? method : null
  }
  const options = args[1]
  return options !== undefined && args.length === 2 && !script.isOp(options.from, '{') ? 'unknown' : null
}

/** The object literal that a variable given as argument holds. */
function objectNamed(script: Script, { from, to }: Range): Range | null {
  const token = script.tokens[from]
  if (token?.kind !== 'name' || to !== from + 1) return null
  return script.valuesOf(token.text).find((value) => script.isOp(value.from, '{')) ?? null
}

/** The value of one of `keys` in the object literal that opens at `from`. */
function keyIn(script: Script, { from }: Range, keys: readonly string[]): Range | null {
  for (const { from: at, to } of script.argsOf(from)) {
    const key = script.tokens[at]
    if (key === undefined || !keys.includes(key.text)) continue
    if (script.isOp(at + 1, ':')) return { from: at + 2, to }
    if (key.kind === 'name' && to === at + 1) return { from: at, to }
  }
  return null
}

function xhrOpen(script: Script, index: number, object: string): ScriptRequest | null {
  const [method, url] = script.argsOf(index + 1)
  const token = script.tokens[method?.from ?? -1]
  if (url === undefined || token?.kind !== 'string' || !UNSAFE.has(token.text.toUpperCase())) return null
  const sent = request(script, index, 'XMLHttpRequest', token.text.toUpperCase(), 1)
  return { ...sent, token: sent.token ?? headerOf(script, object, index) }
}

/** `xhr.setRequestHeader('X-CSRFToken', …)` or `xhr.send(form data)` after the `open`, before the next one. */
function headerOf(script: Script, object: string, opened: number): string | null {
  const last = Math.min(script.tokens.length, opened + 400)
  for (let index = opened + 1; index < last; index++) {
    if (script.isName(index, 'open') && script.isOp(index - 1, '.')) return null
    if (!script.isName(index, object) || !script.isOp(index + 1, '.') || !script.isOp(index + 3, '('))
      continue
    if (!script.isName(index + 2, 'setRequestHeader') && !script.isName(index + 2, 'send')) continue
    const by = script.tokenIn({ from: index + 3, to: script.closeOf(index + 3) })
    if (by !== null) return by
  }
  return null
}

function request(script: Script, index: number, by: string, method: string, urlAt: number): ScriptRequest {
  const open = index + 1
  const close = script.closeOf(open)
  const args = script.argsOf(open)
  const url = script.tokens[args[urlAt]?.from ?? -1]
  return {
    start: script.tokens[index]?.start ?? 0,
    end: (script.tokens[close] ?? script.tokens.at(-1))?.end ?? 0,
    by,
    method,
    url: url?.kind === 'string' ? url.text.trim() : '',
    token: script.tokenIn({ from: open, to: close }),
    credentials: credentialsOf(script, args),
  }
}

function credentialsOf(script: Script, args: readonly Range[]): string | null {
  for (const arg of args) {
    const object = script.isOp(arg.from, '{') ? arg : objectNamed(script, arg)
    const value = object === null ? null : keyIn(script, object, ['credentials'])
    const token = value === null ? undefined : script.tokens[value.from]
    if (token?.kind === 'string') return token.text
  }
  return null
}

/** What gives every request its token, if something does. */
export function globalTokenIn(script: Script): GlobalToken | null {
  for (const [index, { kind, text, start }] of script.tokens.entries()) {
    if (kind !== 'name') continue
    const by = globalBy(script, index, text)
    if (by !== null) return { start, end: script.tokens[index]?.end ?? start, by }
  }
  return null
}

function globalBy(script: Script, index: number, name: string): string | null {
  if (GLOBAL_CALLS.has(name) && script.isOp(index + 1, '('))
    return script.tokenIn({ from: index + 1, to: script.closeOf(index + 1) }) === null ? null : `$.${name}`
  if (name === 'defaults' && script.isOp(index - 1, '.'))
    return script.tokenIn(script.valueFrom(index)) === null ? null : 'axios.defaults'
  if (name === 'interceptors') {
    const use = script.valueFrom(index)
    return script.tokenIn(use) === null ? null : 'axios.interceptors'
  }
  // `window.fetch = (…) => …`, `XMLHttpRequest.prototype.send = function …`
  const member = script.isOp(index - 1, '.')
  if (member && ['fetch', 'send', 'open'].includes(name) && script.isOp(index + 1, '='))
    return script.tokenIn(script.valueFrom(index + 2)) === null ? null : `${name} wrapper`
  if (name === 'addEventListener' && script.isOp(index + 1, '(')) {
    const event = script.tokens[index + 2]?.text ?? ''
    const isRequest = event === 'htmx:configRequest' || event === 'turbo:before-fetch-request'
    return isRequest && script.tokenIn({ from: index + 1, to: script.closeOf(index + 1) }) !== null
      ? event
      : null
  }
  return null
}
