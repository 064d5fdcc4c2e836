// What the inline scripts and event handlers of a template do that a rule asks about.
import { blanked, jinjaRanges } from './blanked.ts'
import { Script } from './script.ts'
import { type GlobalToken, globalTokenIn, requestsIn, type ScriptRequest } from './script-requests.ts'
import { type ScriptSink, sinksIn } from './script-sinks.ts'
import type { Template } from './template.ts'

export interface ScriptFacts {
  readonly requests: readonly ScriptRequest[]
  readonly sinks: readonly ScriptSink[]
  /** Every request of the page gets a token by this. */
  readonly globalToken: GlobalToken | null
  /** The page hands a token to scripts in `<meta name="csrf-token" content="{{ csrf_token() }}">`. */
  readonly meta: boolean
}

const JAVASCRIPT_URL = 'javascript:'

export function scriptFacts(template: Template): ScriptFacts {
  const requests: ScriptRequest[] = []
  const sinks: ScriptSink[] = []
  let globalToken: GlobalToken | null = null
  for (const script of scriptsOf(template)) {
    requests.push(...requestsIn(script))
    for (const sink of sinksIn(script)) sinks.push(sink)
    globalToken ??= globalTokenIn(script)
  }
  return { requests, sinks, globalToken, meta: hasMeta(template) }
}

function* scriptsOf(template: Template): Generator<Script> {
  const { holes } = template
  for (const { text, start, element } of template.scripts) {
    const type =
      element.attributes
        .find(({ name }) => name === 'type')
        ?.value.trim()
        .toLowerCase() ?? ''
    if (isJavaScript(type) && text.trim() !== '') yield new Script(text, start, holes)
  }
  const ranges = jinjaRanges(template)
  for (const { attributes } of template.elements)
    for (const { name, value, valueStart } of attributes) {
      const isUrl = value.slice(0, 40).trimStart().toLowerCase().startsWith(JAVASCRIPT_URL)
      if (!name.startsWith('on') && !isUrl) continue
      const start = isUrl
        ? valueStart + value.toLowerCase().indexOf(JAVASCRIPT_URL) + JAVASCRIPT_URL.length
        : valueStart
      yield new Script(blanked(template.text, ranges, start, valueStart + value.length), start, holes)
    }
}

function isJavaScript(type: string): boolean {
  return type === '' || type === 'module' || type.includes('javascript') || type.includes('ecmascript')
}

function hasMeta(template: Template): boolean {
  return template.elements.some(({ name, attributes }) => {
    if (name !== 'meta') return false
    return attributes.some((one) => one.name === 'name' && /[cx]srf/i.test(one.value))
  })
}
