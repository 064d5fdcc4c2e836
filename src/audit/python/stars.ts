// What `from x import *` brings, through as many modules as it takes.
import type { Module } from './ast.ts'
import type { BoundModule } from './bind.ts'
import type { ModuleTable } from './modules.ts'
import type { Binding } from './scopes.ts'

/** Modules that one question looks through. */
const MAX_MODULES = 200

interface Sources {
  /** The last import first: it wins. */
  readonly own: readonly Module[]
  readonly foreign: readonly string[]
}

export class Stars {
  readonly #bound: ReadonlyMap<Module, BoundModule>
  readonly #table: ModuleTable
  readonly #sources = new Map<Module, Sources>()
  readonly #foreign = new Map<Module, ReadonlySet<string>>()
  readonly #exports = new Map<Module, ReadonlySet<string> | undefined>()
  #defined: Set<string> | undefined

  constructor(bound: ReadonlyMap<Module, BoundModule>, table: ModuleTable) {
    this.#bound = bound
    this.#table = table
  }

  /** The module's own binding of the name, or the one that a star import brings. */
  binding(module: Module, name: string): Binding | undefined {
    const bound = this.#bound.get(module)
    const own = bound?.scope.bindings.get(name)
    if (own !== undefined || bound === undefined || bound.stars.length === 0) return own
    this.#defined ??= new Set([...this.#bound.values()].flatMap(({ scope }) => [...scope.bindings.keys()]))
    if (!this.#defined.has(name)) return undefined
    for (const other of this.#reach(module, name)) {
      const found = other.scope.bindings.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Foreign modules whose names come along. */
  foreign(module: Module): ReadonlySet<string> {
    let found = this.#foreign.get(module)
    if (found === undefined) {
      found = new Set([...this.#reach(module)].flatMap((other) => this.#sourcesOf(other).foreign))
      this.#foreign.set(module, found)
    }
    return found
  }

  /** The module itself first; then, if a name is asked for, those that hand it on. */
  *#reach(module: Module, name?: string): Generator<BoundModule> {
    const seen = new Set([module])
    for (const at of seen) {
      const bound = this.#bound.get(at) as BoundModule
      yield bound
      for (const source of this.#sourcesOf(bound).own)
        if (seen.size < MAX_MODULES && (name === undefined || this.#handsOn(source, name))) seen.add(source)
    }
  }

  #sourcesOf({ module, stars }: BoundModule): Sources {
    let found = this.#sources.get(module)
    if (found === undefined) {
      const full = new Set(
        stars.toReversed().map(({ from, level }) => this.#table.fullName(module, from, level)),
      )
      const own = [...full].flatMap((from) => this.#table.byName.get(from) ?? [])
      found = { own, foreign: [...full].filter((from) => !this.#table.byName.has(from)) }
      this.#sources.set(module, found)
    }
    return found
  }

  /** `__all__` decides, where it is written out; else all without a leading underscore. */
  #handsOn(module: Module, name: string): boolean {
    if (!this.#exports.has(module)) this.#exports.set(module, exportsOf(this.#bound.get(module)))
    return this.#exports.get(module)?.has(name) ?? !name.startsWith('_')
  }
}

function exportsOf(bound: BoundModule | undefined): ReadonlySet<string> | undefined {
  const all = bound?.scope.bindings.get('__all__')?.here
  const only = all?.length === 1 ? all[0] : undefined
  const list = only?.kind === 'value' ? only.value : undefined
  if (list?.kind !== 'List' && list?.kind !== 'Tuple') return undefined
  const names = list.elements.flatMap((one) => (one.kind === 'Str' ? [one.value] : []))
  return names.length === list.elements.length ? new Set(names) : undefined
}
