// What expressions stand for: follows variables, imports, attributes and calls through the project's modules.
import type { Attribute, Call, Expr, Module, Name } from './ast.ts'
import type { BoundModule } from './bind.ts'
import { Bindings } from './bindings.ts'
import { Classes } from './classes.ts'
import { type Entity, isNone, Memory } from './entity.ts'
import { BUILTINS, FLASK_EXPORTS, PASSES_ON } from './known-names.ts'
import type { ModuleTable } from './modules.ts'
import { memberName, movedTo, todaysName } from './old-names.ts'
import type { ClassRecord, FunctionRecord } from './records.ts'
import { AT_THE_END, type Binding, type Definition, reaching } from './scopes.ts'
import { Store } from './store.ts'

const PROPERTIES = ['property', 'cached_property', 'hybrid_property', 'locked_cached_property']
const CONTEXT_MANAGERS = ['contextmanager', 'asynccontextmanager']

export class Resolver {
  readonly #table: ModuleTable
  readonly #memory = new Memory()
  readonly bindings: Bindings
  readonly classes: Classes
  readonly store: Store

  constructor(bound: ReadonlyMap<Module, BoundModule>, table: ModuleTable) {
    this.#table = table
    this.bindings = new Bindings(bound, table)
    this.classes = new Classes(this.#memory, (expr) => this.resolve(expr))
    this.store = new Store(
      () => bound.values(),
      (expr) => this.resolve(expr)?.name,
    )
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
    const found = this.bindings.find(expr)
    if (found !== undefined) return this.#binding(found.binding, found.use)
    const bound = this.bindings.boundOf(expr)
    return bound && (this.#moduleMember(bound.module, expr.id) ?? builtin(expr.id))
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
        return this.#imported(one)
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
      return ofClass ? { name: owner.qualified, cls: owner } : this.classes.instanceOf(owner)
    }
    return param.annotation === null || param.form !== 'plain' ? undefined : this.#typed(param.annotation)
  }

  /** An object of the class that an annotation names. */
  #typed(annotation: Expr): Entity | undefined {
    const type = this.resolve(annotation)
    if (type === undefined || type.name.endsWith('[]') || BUILTINS.has(type.name)) return undefined
    return type.cls === undefined ? { name: movedTo(`${type.name}()`) } : this.classes.instanceOf(type.cls)
  }

  // Modules

  #imported({ importer, from, level, name }: Extract<Definition, { kind: 'import' }>): Entity {
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
    const found = base.module && this.#moduleMember(base.module, name)
    return found ?? this.#dotted(memberName(base.name, name))
  }

  /** What a module has under the name, its own or by a star import. */
  #moduleMember(module: Module, name: string): Entity | undefined {
    const binding = this.bindings.moduleBinding(module, name)
    return binding === undefined ? this.#foreign(module, name) : this.#binding(binding, AT_THE_END)
  }

  /** What a star import of something foreign may bring: told where only one can. */
  #foreign(module: Module, name: string): Entity | undefined {
    const foreign = this.bindings.stars.foreign(module)
    if (foreign.has('flask') && FLASK_EXPORTS.has(name)) return { name: memberName('flask', name) }
    const [only] = foreign
    if (foreign.size !== 1 || only === undefined || only === 'flask' || BUILTINS.has(name)) return undefined
    return { name: memberName(todaysName(only), name) }
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
    for (const cls of this.classes.lineage(start)) {
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
    const values = this.store.of(base, name)
    return values.length === 0 ? undefined : this.#same(values)
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
    if (callee.cls !== undefined && !callee.instance) return this.classes.instanceOf(callee.cls)
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
    const owner = this.bindings.boundOf(call)?.scopes.at(call.start).fn?.owner
    const base = owner?.def.bases[0]
    const found = base && this.resolve(base)
    if (found === undefined) return undefined
    return found.cls === undefined ? { name: `${found.name}()` } : this.classes.instanceOf(found.cls)
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
}

function builtin(name: string): Entity | undefined {
  return BUILTINS.has(name) ? { name: movedTo(name) } : undefined
}
