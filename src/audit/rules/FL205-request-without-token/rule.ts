// A script of a page sends what changes something, and no token goes with it.
import type { Facts, Route } from '../../facts/facts.ts'
import { type ScriptFacts, scriptFacts } from '../../templates/script-facts.ts'
import type { ScriptRequest } from '../../templates/script-requests.ts'
import type { Template } from '../../templates/template.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL205',
  name: 'request-without-token',
  title: 'Request of a script without a CSRF token',
  severity: 'medium',
  confidence: 'medium',
  cwe: 352,
  point: 2,
  cure: 'Portcullis tells a page’s own requests by their origin, and gives scripts their token in a meta tag.',
  check: requestWithoutToken,
}

function* requestWithoutToken(facts: Facts): Iterable<Report> {
  const layer = facts.extensions.csrf
  // Without a layer nobody looks at tokens (FL201), and one that compares origins needs none.
  if (layer === null || layer.by === 'samesite-strict' || layer.by === 'other') return
  if (layer.by === 'own' && !facts.templates.list.some(({ forms }) => forms.some(({ token }) => token)))
    return
  const kept = new Map<Template, ScriptFacts>()
  const read = (template: Template) => {
    const known = kept.get(template) ?? scriptFacts(template)
    kept.set(template, known)
    return known
  }
  const endpoints = new Map(facts.routes.map((route) => [route.endpoint, route]))
  for (const template of facts.templates.list) {
    if (template.scripts.length === 0 && !/\bon\w+=|javascript:/i.test(template.text)) continue
    const open = read(template).requests.filter((request) => isOpen(template, request, endpoints))
    const global = open.length === 0 ? 'sure' : globalToken(facts, template, read)
    if (global === 'sure') continue
    for (const { start, end, by, method, url } of open)
      yield {
        at: { file: template.file, start, end },
        message: `\`${by}\` sends ${method === 'unknown' ? 'a request' : method}${url === '' || url.includes('{') ? '' : ` to \`${url.slice(0, 60)}\``} without a CSRF token.`,
        confidence: method === 'unknown' || global === 'perhaps' ? 'low' : 'medium',
      }
  }
}

function isOpen(
  template: Template,
  { token, credentials, url, start, end }: ScriptRequest,
  endpoints: ReadonlyMap<string, Route>,
): boolean {
  if (token !== null || credentials === 'omit' || /^(?:https?:)?\/\//i.test(url)) return false
  const source = template.text.slice(start, end)
  const endpoint = endpointIn(source)
  const route =
    endpoint === null ? [...endpoints.values()].find(({ path }) => path === url) : endpoints.get(endpoint)
  return route === undefined || (route.csrfExempt === null && !route.bearerOnly)
}

/** `url_for('name')` */
function endpointIn(source: string): string | null {
  const call = source.indexOf('url_for(')
  if (call === -1) return null
  return /^\s*(['"])([\w.]+)\1/.exec(source.slice(call + 'url_for('.length, call + 120))?.[2] ?? null
}

/** `sure`: in a template that this one extends or includes. `perhaps`: in a script file of the page, which the auditor does not read. */
function globalToken(
  { templates }: Facts,
  template: Template,
  read: (template: Template) => ScriptFacts,
): 'sure' | 'perhaps' | null {
  const seen = new Set([template])
  let meta = false
  let ownFile = false
  // A Set goes on with what is added while it is gone through.
  for (const one of seen) {
    const { globalToken: found, meta: own } = read(one)
    if (found !== null) return 'sure'
    meta ||= own
    for (const name of [...one.extends, ...one.includes]) {
      const other = templates.byName.get(name)
      if (other !== undefined) seen.add(other)
    }
    for (const { name, attributes } of one.elements) {
      const source = name === 'script' ? attributes.find((each) => each.name === 'src')?.value : undefined
      if (source === undefined || /^(?:https?:)?\/\//.test(source)) continue
      if (/[cx]srf/i.test(source)) return 'sure'
      ownFile = true
    }
  }
  return meta && ownFile ? 'perhaps' : null
}
