// Binds the names of all modules, and answers what an expression stands for.
import { assignedTo } from './assigned.ts'
import type { Expr, Module, Stmt } from './ast.ts'
import { type BoundModule, bindModule } from './bind.ts'
import { type Calls, collectCalls } from './calls.ts'
import { Literals } from './literal.ts'
import { ModuleTable } from './modules.ts'
import type { CallSite, ClassInfo, FunctionInfo, Literal, Names } from './names-api.ts'
import type { ClassRecord } from './records.ts'
import { Resolver } from './resolve.ts'
import { variableOf } from './variable.ts'

const NO_CALLS: readonly CallSite[] = []

export function bindNames(modules: readonly Module[]): Names {
  const bound = new Map<Module, BoundModule>()
  const table = new ModuleTable(modules)
  const resolver = new Resolver(bound, table)
  for (const module of modules)
    bound.set(
      module,
      bindModule(module, (cls) => resolver.classes.basesOf(cls)),
    )
  return new BoundNames(modules, bound, table, resolver)
}

class BoundNames implements Names {
  readonly modules: readonly Module[]
  readonly moduleByName: ReadonlyMap<string, Module>
  readonly functions: readonly FunctionInfo[]
  readonly classes: readonly ClassInfo[]
  readonly #bound: ReadonlyMap<Module, BoundModule>
  readonly #resolver: Resolver
  readonly #literals: Literals
  #calls: Calls | undefined

  constructor(
    modules: readonly Module[],
    bound: ReadonlyMap<Module, BoundModule>,
    table: ModuleTable,
    resolver: Resolver,
  ) {
    this.modules = modules
    this.moduleByName = table.byName
    this.#bound = bound
    this.#resolver = resolver
    this.#literals = new Literals({
      assigned: (expr) => this.assigned(expr),
      nameOf: (expr) => this.of(expr),
    })
    this.functions = [...bound.values()].flatMap(({ functions }) => functions)
    this.classes = [...bound.values()].flatMap(({ classes }) => classes)
  }

  of(expr: Expr): string | undefined {
    return this.#resolver.resolve(expr)?.name
  }

  functionOf(expr: Expr): FunctionInfo | undefined {
    return this.#resolver.resolve(expr)?.fn
  }

  classOf(expr: Expr): ClassInfo | undefined {
    const found = this.#resolver.resolve(expr)
    return found?.instance ? undefined : found?.cls
  }

  instanceOf(expr: Expr): ClassInfo | undefined {
    const found = this.#resolver.resolve(expr)
    return found?.instance ? found.cls : undefined
  }

  variableOf(expr: Expr): string | undefined {
    return variableOf(expr, this.#resolver)
  }

  lineage(of: ClassInfo): readonly ClassInfo[] {
    return this.#resolver.classes.lineage(of as ClassRecord)
  }

  allBases(of: ClassInfo): ReadonlySet<string> {
    return this.#resolver.classes.allBases(of as ClassRecord)
  }

  literal(expr: Expr): Literal | undefined {
    return this.#literals.of(expr)
  }

  assigned(expr: Expr): readonly Expr[] {
    return assignedTo(expr, this.#resolver)
  }

  moduleOf(node: Expr | Stmt): Module | undefined {
    return this.#resolver.bindings.boundOf(node)?.module
  }

  enclosing(node: Expr | Stmt): FunctionInfo | null {
    return this.#resolver.bindings.boundOf(node)?.scopes.at(node.start).fn ?? null
  }

  get calls(): readonly CallSite[] {
    return this.#collected().told
  }

  callsOf(name: string): readonly CallSite[] {
    return this.#collected().byName.get(name) ?? NO_CALLS
  }

  callsOfMethod(method: string): readonly CallSite[] {
    return this.#collected().byMethod.get(method) ?? NO_CALLS
  }

  #collected(): Calls {
    this.#calls ??= collectCalls(this.#bound.values(), this.#resolver)
    return this.#calls
  }
}
