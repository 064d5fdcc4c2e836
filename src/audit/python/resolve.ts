// What expressions stand for: follows variables, imports, attributes and calls through the project's modules.
import type { Attribute, Call, Expr, Module, Name } from './ast.ts'
import type { BoundModule } from './bind.ts'
import { type Entity, isNone, Memory } from './entity.ts'
import { APP_ATTRIBUTES, BUILTINS, FLASK_EXPORTS, IDENTITY_ATTRIBUTES, KNOWN_BASES } from './known-names.ts'
import type { ModuleTable } from './modules.ts'
import { memberName, movedTo, todaysName } from './old-names.ts'
import type { ClassRecord, FunctionRecord } from './records.ts'
import { AT_THE_END, type Binding, type Definition, reaching, type Scope } from './scopes.ts'

const GLOBALS_OBJECT = 'flask.g'
const APP_OBJECTS = new Set(['flask.Flask()', 'flask.current_app'])
/** Calls that give back their first argument, or what lets one reach it. */
const PASSES_ON = new Set([
  'contextlib.closing',
  'copy.copy',
  'copy.deepcopy',
  'functools.partial',
  'functools.lru_cache',
  'functools.cache',
  'weakref.proxy',
])
const PROPERTIES = ['property', 'cached_property', 'hybrid_property', 'locked_cached_property']
const CONTEXT_MANAGERS = ['contextmanager', 'asynccontextmanager']

export class Resolver {
  readonly #bound: ReadonlyMap<Module, BoundModule>
  readonly #table: ModuleTable
  readonly #memory = new Memory<Entity>()
  /** Keys of the memory for names of modules that only a star import may bring. */
  readonly #starKeys = new Map<Module, Map<string, object>>()
  #store: Map<string, Expr[]> | undefined

  constructor(bound: ReadonlyMap<Module, BoundModule>, table: ModuleTable) {
    this.#bound = bound
    this.#table = table
  }

  boundOf(node: { origin: object }): BoundModule | undefined {
    return this.#bound.get(node.origin as Module)
  }

  resolve(expr: Expr): Entity | undefined {
    switch (expr.kind) {
      case 'Name':
      case 'Attribute':
      case 'Call':
      case 'Subscript':
      case 'BoolOp':
      case 'IfExp':
        return this.#memory.recall(expr, () => this.#tell(expr))
      case 'Await':
        return expr.value === null ? undefined : this.resolve(expr.value)
      case 'NamedExpr':
        return this.resolve(expr.value)
      default:
        return undefined
    }
  }

  #tell(expr: Expr): Entity | undefined {
    switch (expr.kind) {
      case 'Name':
        return this.#name(expr)
      case 'Attribute':
        return this.#attribute(expr)
      case 'Call':
        return this.#call(expr)
      case 'Subscript': {
        const object = this.resolve(expr.object)
        return object && { name: `${object.name}[]` }
      }
      case 'BoolOp':
        return expr.op === 'or' ? this.#same(expr.values) : this.resolve(expr.values.at(-1) as Expr)
      case 'IfExp':
        return this.#same([expr.body, expr.orelse])
      default:
        return undefined
    }
  }

  /** What they all stand for; None is what a variable holds before it has a value. */
  #same(exprs: readonly Expr[]): Entity | undefined {
    const told = exprs.filter((expr) => !isNone(expr))
    const first = told[0] === undefined ? undefined : this.resolve(told[0])
    return told.every((expr) => this.resolve(expr)?.name === first?.name) ? first : undefined
  }

  // Names

  #name(expr: Name): Entity | undefined {
    const found = this.find(expr)
    if (found !== undefined) return this.#binding(found.binding, found.use)
    const bound = this.boundOf(expr)
    return bound && (this.#star(bound, expr.id) ?? builtin(expr.id))
  }

  /** The binding that a name means, and the place up to which its definitions count. */
  find(expr: Name): { binding: Binding; use: number; scope: Scope } | undefined {
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

  #binding(binding: Binding, use: number): Entity | undefined {
    const tell = () => this.#definitions(reaching(binding, use) ?? [])
    return use === AT_THE_END ? this.#memory.recall(binding, tell) : tell()
  }

  #definitions(all: readonly Definition[]): Entity | undefined {
    // `try: import a except ImportError: …`: the first is what is wanted.
    for (const one of all) {
      const found = one.kind === 'import' ? this.#definition(one) : undefined
      if (found !== undefined) return found
    }
    const told = all.filter((one) => one.kind !== 'value' || !isNone(one.value))
    const first = told[0] === undefined ? undefined : this.#definition(told[0])
    if (first === undefined) return undefined
    return told.every((one) => this.#definition(one)?.name === first.name) ? first : undefined
  }

  #definition(one: Definition): Entity | undefined {
    switch (one.kind) {
      case 'value':
        return this.resolve(one.value)
      case 'import':
        return this.#import(one)
      case 'item': {
        const whole = this.resolve(one.of)
        return whole && { name: `${whole.name}[]` }
      }
      case 'entered':
        return this.#entered(one.value)
      case 'caught': {
        const type = this.resolve(one.type)
        return type && { ...type, name: `${type.name}()`, instance: true }
      }
      case 'typed':
        return this.#typed(one.annotation)
      case 'param':
        return this.#param(one)
      case 'function':
        return { name: one.fn.qualified, fn: one.fn }
      case 'class':
        return { name: one.cls.qualified, cls: one.cls }
      default:
        return undefined
    }
  }

  #param({ param, fn, first }: Extract<Definition, { kind: 'param' }>): Entity | undefined {
    const { owner } = fn
    if (first && owner !== null && param.form === 'plain' && !fn.hasDecorator('staticmethod')) {
      const ofClass = fn.hasDecorator('classmethod') || fn.def.name === '__new__'
      return ofClass ? { name: owner.qualified, cls: owner } : this.instanceOf(owner)
    }
    return param.annotation === null || param.form !== 'plain' ? undefined : this.#typed(param.annotation)
  }

  /** An object of the class that an annotation names. */
  #typed(annotation: Expr): Entity | undefined {
    const type = this.resolve(annotation)
    if (type === undefined || type.name.endsWith('[]') || BUILTINS.has(type.name)) return undefined
    return type.cls === undefined ? { name: movedTo(`${type.name}()`) } : this.instanceOf(type.cls)
  }

  instanceOf(cls: ClassRecord): Entity {
    const known = [...this.allBases(cls)].find((base) => KNOWN_BASES.has(base))
    return { name: `${known ?? cls.qualified}()`, cls, instance: true }
  }

  // Modules

  #import({ importer, from, level, name }: Extract<Definition, { kind: 'import' }>): Entity {
    const full = this.#table.fullName(importer, from, level)
    if (name === null) return this.#dotted(full)
    return this.#memberOf(this.#dotted(full), name)
  }

  /** A module, or something foreign. */
  #dotted(name: string): Entity {
    const module = this.#table.byName.get(name)
    if (module !== undefined) return { name, module }
    return { name: this.#table.isKnown(name) ? name : todaysName(name) }
  }

  #memberOf(base: Entity, name: string): Entity {
    const bound = base.module && this.#bound.get(base.module)
    const full = memberName(base.name, name)
    return (bound && this.#moduleMember(bound, name)) ?? this.#dotted(full)
  }

  /** What another module finds under the name. */
  #moduleMember(bound: BoundModule, name: string): Entity | undefined {
    const binding = bound.scope.bindings.get(name)
    return binding === undefined ? this.#star(bound, name) : this.#binding(binding, AT_THE_END)
  }

  /** What a star import brings under the name; the last one wins. */
  #star(bound: BoundModule, name: string): Entity | undefined {
    if (bound.stars.length === 0) return undefined
    return this.#memory.recall(this.#starKey(bound.module, name), () => {
      const foreign: string[] = []
      for (const { from, level } of bound.stars.toReversed()) {
        const full = this.#table.fullName(bound.module, from, level)
        const source = this.#table.byName.get(full)
        const other = source && this.#bound.get(source)
        if (other === undefined) foreign.push(full)
        else if (exports(other, name)) {
          const found = this.#moduleMember(other, name)
          if (found !== undefined) return found
        }
      }
      if (foreign.includes('flask') && FLASK_EXPORTS.has(name)) return { name: memberName('flask', name) }
      if (foreign.length !== 1 || BUILTINS.has(name) || foreign[0] === 'flask') return undefined
      return { name: memberName(todaysName(foreign[0] as string), name) }
    })
  }

  #starKey(module: Module, name: string): object {
    const keys = this.#starKeys.get(module) ?? new Map<string, object>()
    const key = keys.get(name) ?? {}
    this.#starKeys.set(module, keys.set(name, key))
    return key
  }

  // Attributes

  #attribute({ object, name }: Attribute): Entity | undefined {
    if (object.kind === 'Str' || object.kind === 'FString') return { name: `str.${name}` }
    const base = this.resolve(object)
    return base && this.#member(base, name)
  }

  #member(base: Entity, name: string): Entity {
    if (base.cls !== undefined) {
      const found = this.#classMember(base, base.cls, name)
      if (found !== undefined) return found
    }
    if (base.module !== undefined || base.fn !== undefined) return this.#memberOf(base, name)
    return this.#stored(base.name, name) ?? this.#dotted(memberName(base.name, name))
  }

  #classMember(base: Entity, start: ClassRecord, name: string): Entity | undefined {
    for (const cls of this.lineage(start)) {
      const fn = cls.methods.get(name)
      if (fn !== undefined) {
        if (base.instance && fn.hasDecorator(...PROPERTIES))
          return this.#returned(fn) ?? { name: `${base.name}.${name}` }
        return { name: `${base.name}.${name}`, fn }
      }
      const values = [...(cls.attributes.get(name) ?? []), ...(cls.instance.get(name) ?? [])]
      if (values.length > 0) return this.#same(values) ?? { name: `${base.name}.${name}` }
      const annotation = cls.typed.get(name)
      if (annotation !== undefined) return this.#typed(annotation) ?? { name: `${base.name}.${name}` }
    }
    return undefined
  }

  /** `g.db` and an app's own attributes: what is assigned to them anywhere in the project. */
  #stored(base: string, name: string): Entity | undefined {
    const values = this.storedValues(base, name)
    return values.length === 0 ? undefined : this.#same(values)
  }

  storedValues(base: string, name: string): readonly Expr[] {
    const app = APP_OBJECTS.has(base)
    if (base !== GLOBALS_OBJECT && !app) return []
    if (app ? APP_ATTRIBUTES.has(name) : IDENTITY_ATTRIBUTES.has(name)) return []
    this.#store ??= this.#collectStore()
    return this.#store.get(`${app ? 'app' : base}.${name}`) ?? []
  }

  #collectStore(): Map<string, Expr[]> {
    const store = new Map<string, Expr[]>()
    for (const { attributes } of this.#bound.values())
      for (const { object, name, value } of attributes) {
        if (object.kind !== 'Name') continue
        const base = this.resolve(object)?.name ?? ''
        const key = APP_OBJECTS.has(base)
          ? `app.${name}`
          : base === GLOBALS_OBJECT
            ? `${base}.${name}`
            : undefined
        if (key !== undefined) store.set(key, [...(store.get(key) ?? []), value])
      }
    return store
  }

  /** What is assigned to an attribute of a class or its objects, by the nearest class that does. */
  attributeValues(start: ClassRecord, name: string): readonly Expr[] {
    for (const cls of this.lineage(start)) {
      const values = [...(cls.attributes.get(name) ?? []), ...(cls.instance.get(name) ?? [])]
      if (values.length > 0) return values
      if (cls.methods.has(name) || cls.typed.has(name)) break
    }
    return []
  }

  // Variables

  /** The binding of a name of a module, own or by a star import. */
  moduleBinding(module: Module, name: string): Binding | undefined {
    const seen = new Set<Module>()
    const open = [module]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const bound = this.#bound.get(at)
      if (bound === undefined || seen.has(at) || (at !== module && !exports(bound, name))) continue
      seen.add(at)
      const binding = bound.scope.bindings.get(name)
      if (binding !== undefined) return binding
      for (const { from, level } of bound.stars) {
        const source = this.#table.byName.get(this.#table.fullName(at, from, level))
        if (source !== undefined) open.push(source)
      }
    }
    return undefined
  }

  importedBinding(importer: Module, from: string, level: number, name: string): Binding | undefined {
    const module = this.#table.byName.get(this.#table.fullName(importer, from, level))
    return module && this.moduleBinding(module, name)
  }

  /** See `Names.variableOf`. */
  variableOf(expr: Expr): string | undefined {
    if (expr.kind === 'Name') {
      const found = this.find(expr)
      return found && this.#origin(found.binding, `${found.scope.qualified}.${expr.id}`)
    }
    if (expr.kind !== 'Attribute') return undefined
    const base = this.resolve(expr.object)
    if (base?.cls !== undefined) return `${base.cls.qualified}.${expr.name}`
    const binding = base?.module && this.moduleBinding(base.module, expr.name)
    return binding && this.#origin(binding, `${base.name}.${expr.name}`)
  }

  /** Where a binding comes from, import by import; undefined for what is foreign. */
  #origin(binding: Binding, name: string): string | undefined {
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

  // Calls

  #call(call: Call): Entity | undefined {
    const callee = this.resolve(call.callee)
    if (callee === undefined) return undefined
    const [first, second] = call.args
    if (callee.name === 'super') return this.#super(call)
    if (callee.name === 'getattr' && first !== undefined && second?.kind === 'Str') {
      const base = this.resolve(first)
      return base && this.#member(base, second.value)
    }
    if (PASSES_ON.has(callee.name) && first !== undefined) return this.resolve(first)
    if (callee.name === 'typing.cast' && second !== undefined)
      return this.resolve(second) ?? this.#typed(first as Expr)
    if (callee.name === 'werkzeug.local.LocalProxy' && first !== undefined) return this.#proxied(first)
    if (callee.fn !== undefined) return this.#returned(callee.fn) ?? { name: `${callee.name}()` }
    if (callee.cls !== undefined && !callee.instance) return this.instanceOf(callee.cls)
    return { name: movedTo(`${callee.name}()`) }
  }

  #proxied(target: Expr): Entity | undefined {
    if (target.kind === 'Lambda') return this.resolve(target.body)
    const fn = this.resolve(target)?.fn
    return fn && this.#returned(fn)
  }

  /** What all that the function returns stands for. */
  #returned(fn: FunctionRecord): Entity | undefined {
    if (fn.yields.length > 0) return undefined
    return this.#memory.recall(fn, () => this.#same(fn.returns))
  }

  #super(call: Call): Entity | undefined {
    const owner = this.boundOf(call)?.scopes.at(call.start).fn?.owner
    const base = owner?.def.bases[0]
    const found = base && this.resolve(base)
    if (found === undefined) return undefined
    return found.cls === undefined ? { name: `${found.name}()` } : this.instanceOf(found.cls)
  }

  /** `with value as x`: what x is. */
  #entered(value: Expr): Entity | undefined {
    const callee = value.kind === 'Call' ? this.resolve(value.callee)?.fn : undefined
    if (callee?.hasDecorator(...CONTEXT_MANAGERS)) return this.#same(callee.yields)
    const context = this.resolve(value)
    if (context?.cls === undefined || !context.instance) return context
    const enter = this.#classMember(context, context.cls, '__enter__')?.fn
    return enter === undefined ? context : (this.#returned(enter) ?? { name: `${context.name}.__enter__()` })
  }

  // Classes

  basesOf(cls: ClassRecord): readonly string[] {
    return cls.def.bases.flatMap((base) => {
      // `Generic[T]` is what it is of.
      const found = this.resolve(base.kind === 'Subscript' ? base.object : base)
      return found === undefined ? [] : [found.name]
    })
  }

  /** Itself first, then the project's classes below it, nearest first. */
  lineage(start: ClassRecord): readonly ClassRecord[] {
    const found = new Set([start])
    for (const cls of found)
      for (const base of cls.def.bases) {
        const other = this.resolve(base.kind === 'Subscript' ? base.object : base)
        if (other?.cls !== undefined && !other.instance) found.add(other.cls)
      }
    return [...found]
  }

  allBases(cls: ClassRecord): ReadonlySet<string> {
    return new Set(this.lineage(cls).flatMap(({ bases }) => bases))
  }
}

function builtin(name: string): Entity | undefined {
  return BUILTINS.has(name) ? { name: movedTo(name) } : undefined
}

/** `__all__` decides, where it is written out; else all without a leading underscore. */
function exports(bound: BoundModule, name: string): boolean {
  const all = bound.scope.bindings.get('__all__')?.here
  const only = all?.length === 1 ? all[0] : undefined
  const list = only?.kind === 'value' ? only.value : undefined
  if ((list?.kind === 'List' || list?.kind === 'Tuple') && list.elements.every(({ kind }) => kind === 'Str'))
    return list.elements.some((one) => one.kind === 'Str' && one.value === name)
  return !name.startsWith('_')
}
