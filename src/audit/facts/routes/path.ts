// Paths of routes: joined with their prefixes, and what their converters promise.

/** Stands for a part of a path that the source doesn't tell. */
export const UNKNOWN = '…'

/** Flask puts a prefix and a rule together by one slash. */
export function joinPaths(prefix: string, rule: string): string {
  if (prefix === '') return rule
  if (rule === '') return prefix
  return `${prefix.endsWith('/') ? prefix.slice(0, -1) : prefix}/${rule.startsWith('/') ? rule.slice(1) : rule}`
}

/** `/<int:id>/<name>` → id: int, name: string. Arguments of a converter are left out: `any(a,b)` is `any`. */
export function paramsOf(path: string): Map<string, string> {
  const params = new Map<string, string>()
  for (let from = path.indexOf('<'); from !== -1; from = path.indexOf('<', from + 1)) {
    const to = path.indexOf('>', from)
    if (to === -1) break
    const inside = path.slice(from + 1, to)
    const colon = inside.lastIndexOf(':')
    const name = inside.slice(colon + 1).trim()
    const converter = colon === -1 ? 'string' : inside.slice(0, colon).trim()
    const bracket = converter.indexOf('(')
    if (name !== '') params.set(name, bracket === -1 ? converter : converter.slice(0, bracket))
  }
  return params
}

/** `{id}` of OpenAPI, as Flask writes it. */
export function fromOpenApi(path: string): string {
  return path.replaceAll('{', '<').replaceAll('}', '>')
}
