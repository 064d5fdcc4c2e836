// Routes that an OpenAPI file gives to functions, as Connexion reads it (`operationId`, `x-openapi-router-controller`).
import type { Location } from '../location.ts'
import type { Note, Project, SourceFile } from '../project.ts'
import { at } from './parts.ts'
import { type Placed, readYaml, valueAt } from './yaml.ts'

export interface OpenApiRoute {
  /** With the file's base path: `/v1/users/{id}`. */
  readonly path: string
  /** Upper case. */
  readonly method: string
  /** `pkg.module.function` */
  readonly operation: string
  readonly at: Location
  /** Names of the security schemes that it asks for; empty for none. */
  readonly security: readonly string[]
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])
const CONTROLLERS = ['x-openapi-router-controller', 'x-swagger-router-controller']
/** Asked before a parser is loaded. */
const TELLING = ['operationId', 'paths']
const TELLING_VERSION = /(?:openapi|swagger)["']?\s{0,10}:/

export async function openApiRoutes(project: Project): Promise<{ routes: OpenApiRoute[]; notes: Note[] }> {
  const routes: OpenApiRoute[] = []
  const notes: Note[] = []
  for (const file of project.files) {
    if (!/\.(?:ya?ml|json)(?:\.j2)?$/.test(file.path)) continue
    if (!TELLING.every((word) => file.text.includes(word)) || !TELLING_VERSION.test(file.text)) continue
    // JSON is YAML as well, and so keeps its places.
    for (const document of await readYaml(file, { notes })) routes.push(...routesOf(file, document))
  }
  return { routes, notes }
}

function* routesOf(file: SourceFile, document: Placed): Generator<OpenApiRoute> {
  const base = basePath(document)
  const general = controllerOf(document)
  const security = schemesOf(valueAt(document, 'security'))
  for (const [path, item] of valueAt(document, 'paths').map) {
    const controller = controllerOf(item) ?? general
    for (const [method, operation] of item.map) {
      const id = valueAt(operation, 'operationId')
      if (!METHODS.has(method) || id.text === null || id.text === '') continue
      const own = controllerOf(operation) ?? controller
      yield {
        path: base + path,
        method: method.toUpperCase(),
        operation: own === null ? id.text : `${own}.${id.text}`,
        at: at(file, id.keyStart || id.start, id.end),
        security: operation.map.has('security') ? schemesOf(valueAt(operation, 'security')) : security,
      }
    }
  }
}

function controllerOf(placed: Placed): string | null {
  for (const key of CONTROLLERS) {
    const { text } = valueAt(placed, key)
    if (text !== null && text !== '') return text
  }
  return null
}

/** OpenAPI 2 has `basePath`; 3 the path of its first server. */
function basePath(document: Placed): string {
  const old = valueAt(document, 'basePath').text
  const server = valueAt(document, 'servers').list[0]
  const url = old ?? (server === undefined ? null : valueAt(server, 'url').text) ?? ''
  const path = url.replace(/^https?:\/\/[^/]*/, '')
  return path.startsWith('/') ? path.replace(/\/{1,10}$/, '') : ''
}

function schemesOf(security: Placed): string[] {
  return security.list.flatMap(({ map }) => [...map.keys()])
}
