// The route that a form posts to: by its endpoint, its path, or the page that it stands on.
import type { Form, Template } from '../../templates/template.ts'
import type { Render, Route } from '../facts.ts'

export interface RouteTable {
  byEndpoint(endpoint: string, method: string): Route | undefined
  byPath(path: string, method: string): Route | undefined
  ofView(view: Render['view'], method: string): Route | undefined
}

export function routeTable(routes: readonly Route[]): RouteTable {
  const endpoints = group(routes, ({ endpoint }) => endpoint)
  const views = group(routes, ({ view }) => view)
  const paths = group(routes, ({ path }) => shapeOf(path))
  // Paths with parameters, by how many segments they have.
  const patterns = group(
    routes.filter(({ path }) => path.includes('<')),
    ({ path }) => String(path.split('/').length),
  )
  return {
    byEndpoint: (endpoint, method) => best(endpoints.get(endpoint), method),
    ofView: (view, method) => (view === null ? undefined : best(views.get(view), method)),
    byPath(path, method) {
      const exact = best(paths.get(shapeOf(path)), method)
      if (exact) return exact
      const parts = path.split('/')
      return best(
        patterns.get(String(parts.length))?.filter((route) => fits(route.path.split('/'), parts)),
        method,
      )
    },
  }
}

function group<Key>(routes: readonly Route[], key: (route: Route) => Key): Map<Key, Route[]> {
  const groups = new Map<Key, Route[]>()
  for (const route of routes) {
    const list = groups.get(key(route))
    if (list) list.push(route)
    else groups.set(key(route), [route])
  }
  return groups
}

function best(routes: readonly Route[] | undefined, method: string): Route | undefined {
  return routes?.find(({ methods }) => methods.includes(method)) ?? routes?.[0]
}

function shapeOf(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** A hole of the template's path and a parameter of the route's fit anything. */
function fits(route: readonly string[], path: readonly string[]): boolean {
  return route.every(
    (part, index) => part.startsWith('<') || (path[index] ?? '').includes('{{') || part === path[index],
  )
}

export function routeOfForm(
  table: RouteTable,
  form: Form,
  template: Template,
  rendersOf: (template: Template) => readonly Render[],
): Route | undefined {
  const method = form.method === 'get' ? 'GET' : 'POST'
  if (form.endpoint !== null) {
    if (!form.endpoint.startsWith('.')) return table.byEndpoint(form.endpoint, method)
    // Relative to the blueprint of the page that shows it.
    for (const { view } of rendersOf(template)) {
      const endpoint = table.ofView(view, method)?.endpoint
      const found =
        endpoint &&
        table.byEndpoint(`${endpoint.slice(0, endpoint.lastIndexOf('.'))}${form.endpoint}`, method)
      if (found) return found
    }
    return undefined
  }
  const action = form.action.trim()
  if (action.startsWith('/') && !action.startsWith('//')) return table.byPath(pathOf(action), method)
  if (action !== '' && action !== '#' && !action.startsWith('?')) return undefined
  for (const { view } of rendersOf(template)) {
    const route = table.ofView(view, method)
    if (route?.methods.includes(method)) return route
  }
  return undefined
}

/** Without query and fragment; the holes of a template may hold either sign. */
function pathOf(action: string): string {
  let at = 0
  while (at < action.length && action[at] !== '?' && action[at] !== '#') {
    if (action.startsWith('{{', at)) {
      const end = action.indexOf('}}', at)
      at = end === -1 ? action.length : end + 2
    } else at++
  }
  // A hole with a slash in it would count as two segments.
  return action.slice(0, at).replace(/\{\{[^{}]*\}\}/g, '{{}}')
}
