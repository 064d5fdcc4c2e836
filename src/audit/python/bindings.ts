// The bindings behind names: by the scopes around a name, and from module to module.
import type { Module, Name } from './ast.ts'
import type { BoundModule } from './bind.ts'
import type { ModuleTable } from './modules.ts'
import { AT_THE_END, type Binding, type Definition, type Scope } from './scopes.ts'
import { Stars } from './stars.ts'

export interface FoundBinding {
  readonly binding: Binding
  /** The place up to which its definitions count. */
  readonly use: number
  readonly scope: Scope
}

export class Bindings {
  readonly bound: ReadonlyMap<Module, BoundModule>
  readonly #table: ModuleTable
  readonly stars: Stars

  constructor(bound: ReadonlyMap<Module, BoundModule>, table: ModuleTable) {
    this.bound = bound
    this.#table = table
    this.stars = new Stars(bound, table)
  }

  /** The module that a node comes from; undefined for templates. */
  boundOf(node: { origin: object }): BoundModule | undefined {
    return this.bound.get(node.origin as Module)
  }

  /** The binding that a name means. */
  find(expr: Name): FoundBinding | undefined {
    const bound = this.boundOf(expr)
    if (bound === undefined) return undefined
    const own = bound.scopes.at(expr.start)
    let use = expr.start
    for (let scope: Scope | null = own; scope !== null; scope = scope.parent) {
      const elsewhere = scope.elsewhere.get(expr.id)
      // The names of a class are seen from its own level alone.
      const hidden = scope.kind === 'class' && use === AT_THE_END
      const binding = hidden ? undefined : (elsewhere ?? scope).bindings.get(expr.id)
      if (binding !== undefined) {
        if (elsewhere !== undefined) use = AT_THE_END
        return { binding, use, scope: elsewhere ?? scope }
      }
      // What a function or lambda does, it does later.
      if (scope.kind === 'function' || scope.kind === 'lambda') use = AT_THE_END
    }
    return undefined
  }

  /** The binding of a name of a module, own or by a star import. */
  moduleBinding(module: Module, name: string): Binding | undefined {
    return this.stars.binding(module, name)
  }

  importedBinding(importer: Module, from: string, level: number, name: string): Binding | undefined {
    const module = this.#table.byName.get(this.#table.fullName(importer, from, level))
    return module && this.moduleBinding(module, name)
  }

  /** Where a binding comes from, import by import; undefined for what is foreign. */
  origin(binding: Binding, name: string): string | undefined {
    const seen = new Set<Binding>()
    let at: Binding | undefined = binding
    let found = name
    while (at !== undefined && !seen.has(at)) {
      seen.add(at)
      const one: Definition | undefined = at.here.find(({ kind }) => kind === 'import')
      if (one?.kind !== 'import') return found
      const from = this.#table.fullName(one.importer, one.from, one.level)
      const module = this.#table.byName.get(from)
      at = one.name === null ? undefined : module && this.moduleBinding(module, one.name)
      found = `${from}.${one.name}`
    }
    return undefined
  }
}
