// Functions and classes with what only this floor needs to know of them.
import type { ClassDef, Expr, FunctionDef, Module } from './ast.ts'
import type { ClassInfo, FunctionInfo } from './names-api.ts'

export class FunctionRecord implements FunctionInfo {
  readonly module: Module
  readonly def: FunctionDef
  readonly qualified: string
  readonly owner: ClassRecord | null
  readonly parent: FunctionRecord | null
  /** Values of its own return and yield statements, in source order. */
  readonly returns: Expr[] = []
  readonly yields: Expr[] = []

  constructor(
    module: Module,
    def: FunctionDef,
    qualified: string,
    owner: ClassRecord | null,
    parent: FunctionRecord | null,
  ) {
    this.module = module
    this.def = def
    this.qualified = qualified
    this.owner = owner
    this.parent = parent
  }

  /** `staticmethod`, `property`: the last part of a decorator's name. */
  hasDecorator(...names: readonly string[]): boolean {
    return this.def.decorators.some((one) => {
      const called = one.kind === 'Call' ? one.callee : one
      return names.includes(
        called.kind === 'Attribute' ? called.name : called.kind === 'Name' ? called.id : '',
      )
    })
  }
}

export class ClassRecord implements ClassInfo {
  readonly module: Module
  readonly def: ClassDef
  readonly qualified: string
  readonly methods = new Map<string, FunctionRecord>()
  readonly attributes = new Map<string, Expr[]>()
  /** What methods assign to `self.name`. */
  readonly instance = new Map<string, Expr[]>()
  /** `name: Type` without a value: a dataclass's fields. */
  readonly typed = new Map<string, Expr>()
  readonly #basesOf: (cls: ClassRecord) => readonly string[]

  constructor(
    module: Module,
    def: ClassDef,
    qualified: string,
    basesOf: (cls: ClassRecord) => readonly string[],
  ) {
    this.module = module
    this.def = def
    this.qualified = qualified
    this.#basesOf = basesOf
  }

  /** Told when asked for: it may take other modules. */
  get bases(): readonly string[] {
    return this.#basesOf(this)
  }
}
