// What is assigned to attributes of Flask's `g` and of the app, anywhere in the project.
import type { Expr } from './ast.ts'
import type { BoundModule } from './bind.ts'
import { APP_ATTRIBUTES, IDENTITY_ATTRIBUTES } from './known-names.ts'

const GLOBALS_OBJECT = 'flask.g'
const APP_OBJECTS: ReadonlySet<string> = new Set(['flask.Flask()', 'flask.current_app'])
const NOTHING: readonly Expr[] = []

export class Store {
  readonly #modules: () => Iterable<BoundModule>
  readonly #nameOf: (expr: Expr) => string | undefined
  #values: Map<string, Expr[]> | undefined

  constructor(modules: () => Iterable<BoundModule>, nameOf: (expr: Expr) => string | undefined) {
    this.#modules = modules
    this.#nameOf = nameOf
  }

  /** `base`: the canonical name of the object. */
  of(base: string, name: string): readonly Expr[] {
    const key = keyOf(base, name)
    if (key === undefined) return NOTHING
    this.#values ??= this.#collect()
    return this.#values.get(key) ?? NOTHING
  }

  #collect(): Map<string, Expr[]> {
    const values = new Map<string, Expr[]>()
    for (const { attributes } of this.#modules())
      for (const { object, name, value } of attributes) {
        const key = object.kind === 'Name' ? keyOf(this.#nameOf(object) ?? '', name) : undefined
        if (key === undefined) continue
        const known = values.get(key)
        if (known === undefined) values.set(key, [value])
        else known.push(value)
      }
    return values
  }
}

function keyOf(base: string, name: string): string | undefined {
  if (APP_OBJECTS.has(base)) return APP_ATTRIBUTES.has(name) ? undefined : `app.${name}`
  return base === GLOBALS_OBJECT && !IDENTITY_ATTRIBUTES.has(name) ? `g.${name}` : undefined
}
