// Responses: what a view sends, and whether the browser reads it as HTML.
import type { Arguments } from './arguments.ts'
import { argument } from './arguments.ts'
import type { Frame } from './frame.ts'
import { ANSWER, NOTHING, textIn, type Value } from './value.ts'

const RESPONSES = /^(?:flask|flask\.wrappers|werkzeug\.wrappers|quart)\.Response$|\.response_class$/
const MAKERS = new Set(['flask.make_response', 'flask.helpers.make_response', 'quart.make_response'])

/** What `Response(…)` and `make_response(…)` hold; undefined for other calls. */
export function answered(frame: Frame, name: string, args: Arguments): Value | undefined {
  if (MAKERS.has(name)) {
    const body = args.list[0]?.value ?? NOTHING
    return body.shape === 'dict' || (args.list.length > 2 && isOther(args.list[2]?.value))
      ? ANSWER
      : bodyOf(body)
  }
  if (!RESPONSES.test(name)) return undefined
  const type = argument(args, 3, 'mimetype') ?? argument(args, 4, 'content_type')
  if (type !== undefined) {
    const literal = frame.names.literal(type.expr) ?? type.value.text
    if (typeof literal === 'string' && !isHtml(literal)) return ANSWER
  }
  if (isOther(argument(args, 2, 'headers')?.value)) return ANSWER
  return bodyOf(argument(args, 0, 'response')?.value ?? NOTHING)
}

/** What `return …` of a view sends as text: of a tuple its first part; no dicts and lists, which become JSON. */
export function bodyOf(value: Value): Value {
  if (value.shape === 'tuple') {
    const items = value.items
    for (const key of ['1', '2']) if (isOther(items?.get(key))) return ANSWER
    return bodyOf(items?.get('0') ?? NOTHING)
  }
  if (
    value.shape === 'dict' ||
    value.shape === 'list' ||
    value.shape === 'answer' ||
    value.items?.has('.answer')
  )
    return ANSWER
  return withoutAttributes(value)
}

/** Its headers are no part of the text. */
function withoutAttributes(value: Value): Value {
  if (value.items === null) return value
  return value.withItems(new Map([...value.items].filter(([key]) => !key.startsWith('.'))))
}

/** Headers with a type that no browser reads as HTML. */
function isOther(headers: Value | undefined): boolean {
  for (const [name, value] of headers?.items ?? [])
    if (name.toLowerCase() === 'content-type' && !isHtml(textIn(value))) return true
  return false
}

function isHtml(type: string): boolean {
  return (
    /html|svg|^[\0\u0001]|^$/i.test(type) || (/xml/i.test(type) && !/^application\/(?:rss|atom)/i.test(type))
  )
}

/** Attributes and headers by whose assignment a response stops being HTML. */
export function changesType(name: string, value: Value): boolean {
  return (
    /^(?:mimetype|content_type|content-type)$/i.test(name) && value.text !== undefined && !isHtml(value.text)
  )
}
