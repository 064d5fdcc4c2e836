// One walk over a module: its scopes with all that is bound in them, its functions, classes and calls.
import type { Expr, Module, Stmt } from './ast.ts'
import { bindExpr, bindParams } from './bind-expr.ts'
import { bindTarget, define, type Found, type Here, newScope, place, wholeScope } from './bind-targets.ts'
import { ClassRecord, FunctionRecord } from './records.ts'
import { AT_THE_END, type Loop, type Meaning, type Scope, ScopeMap } from './scopes.ts'

export interface BoundModule extends Omit<Found, 'intervals'> {
  readonly scope: Scope
  readonly scopes: ScopeMap
}

type BasesOf = (cls: ClassRecord) => readonly string[]
type Kind<Name extends Stmt['kind']> = Extract<Stmt, { kind: Name }>

export function bindModule(module: Module, basesOf: BasesOf): BoundModule {
  const scope: Scope = {
    kind: 'module',
    module,
    parent: null,
    fn: null,
    cls: null,
    qualified: module.name,
    bindings: new Map(),
    elsewhere: new Map(),
  }
  const found: Found = {
    module,
    functions: [],
    classes: [],
    calls: [],
    attributes: [],
    stars: [],
    intervals: [],
  }
  new Binder(found, basesOf).block(module.body, { scope, until: AT_THE_END, loop: null })
  return { ...found, scope, scopes: new ScopeMap(scope, found.intervals) }
}

class Binder {
  readonly #found: Found
  readonly #basesOf: BasesOf

  constructor(found: Found, basesOf: BasesOf) {
    this.#found = found
    this.#basesOf = basesOf
  }

  block(stmts: readonly Stmt[], here: Here): void {
    for (const stmt of stmts) this.#stmt(stmt, here)
  }

  /** What may be left out, or be run more than once. */
  #branch(stmts: readonly Stmt[], here: Here, loop: Loop | null = here.loop): void {
    const last = stmts.at(-1)
    if (last !== undefined) this.block(stmts, { scope: here.scope, until: last.end, loop })
  }

  #exprs(exprs: readonly (Expr | null)[], here: Here): void {
    for (const expr of exprs) if (expr !== null) bindExpr(this.#found, expr, here)
  }

  #stmt(stmt: Stmt, here: Here): void {
    switch (stmt.kind) {
      case 'FunctionDef':
        this.#function(stmt, here)
        break
      case 'ClassDef':
        this.#class(stmt, here)
        break
      case 'Assign':
      case 'AugAssign':
        this.#assign(stmt, here)
        break
      case 'Return':
        if (stmt.value !== null) here.scope.fn?.returns.push(stmt.value)
        this.#exprs([stmt.value], here)
        break
      case 'ExprStmt':
      case 'Raise':
        this.#exprs([stmt.value], here)
        break
      case 'Assert':
        this.#exprs([stmt.test], here)
        break
      case 'Delete':
        this.#exprs(stmt.targets, here)
        break
      case 'Import':
      case 'ImportFrom':
        this.#imported(stmt, here)
        break
      case 'Global':
        for (const name of stmt.names) elsewhere(name, here.scope, stmt)
        break
      default:
        this.#compound(stmt, here)
    }
  }

  #compound(stmt: Stmt, here: Here): void {
    switch (stmt.kind) {
      case 'If':
        this.#exprs([stmt.test], here)
        this.#branch(stmt.body, here)
        this.#branch(stmt.orelse, here)
        break
      case 'For':
      case 'While':
        this.#loop(stmt, here)
        break
      case 'With':
        for (const { context, target } of stmt.items) {
          this.#exprs([context, target], here)
          const meaning: Meaning = { kind: 'entered', value: context }
          if (target !== null) bindTarget(this.#found, target, meaning, place(target.end, here), here.scope)
        }
        this.block(stmt.body, here)
        break
      case 'Try':
        this.#try(stmt, here)
        break
      case 'Match':
        this.#exprs([stmt.subject], here)
        for (const { literals, binds, guard, body } of stmt.cases) {
          this.#exprs(literals ?? [], here)
          const until = body.at(-1)?.end ?? stmt.end
          for (const { id, end } of binds)
            define(id, { kind: 'other' }, { at: end, until, loop: here.loop }, here.scope)
          this.#exprs([guard], here)
          this.#branch(body, here)
        }
        break
      case 'Broken':
        this.block(stmt.body, here)
    }
  }

  #function(def: Kind<'FunctionDef'>, here: Here): void {
    const { scope } = here
    this.#exprs(def.decorators, here)
    bindParams(this.#found, def.params, here)
    this.#exprs([def.returns], here)
    const owner = scope.kind === 'class' ? scope.cls : null
    const qualified = `${scope.qualified}.${def.name}`
    const fn = new FunctionRecord(this.#found.module, def, qualified, owner, scope.fn)
    this.#found.functions.push(fn)
    if (owner !== null && !fn.hasDecorator('setter', 'deleter')) owner.methods.set(def.name, fn)
    define(def.name, { kind: 'function', fn }, place(def.end, here), scope)
    const first = def.body[0]
    if (first === undefined) return
    const inside = newScope('function', scope, { fn, cls: owner, qualified })
    const start = startOf(first)
    this.#found.intervals.push({ start, end: def.end, scope: inside })
    for (const [index, param] of def.params.entries())
      define(param.name, { kind: 'param', param, fn, first: index === 0 }, wholeScope(start), inside)
    this.block(def.body, { scope: inside, until: AT_THE_END, loop: null })
  }

  #class(def: Kind<'ClassDef'>, here: Here): void {
    const { scope } = here
    this.#exprs([...def.decorators, ...def.bases, ...def.keywords.map(({ value }) => value)], here)
    const qualified = `${scope.qualified}.${def.name}`
    const cls = new ClassRecord(this.#found.module, def, qualified, this.#basesOf)
    this.#found.classes.push(cls)
    define(def.name, { kind: 'class', cls }, place(def.end, here), scope)
    const first = def.body[0]
    if (first === undefined) return
    const inside = newScope('class', scope, { cls, qualified })
    this.#found.intervals.push({ start: startOf(first), end: def.end, scope: inside })
    this.block(def.body, { scope: inside, until: AT_THE_END, loop: null })
  }

  #assign(stmt: Kind<'Assign' | 'AugAssign'>, here: Here): void {
    const targets = stmt.kind === 'Assign' ? stmt.targets : [stmt.target]
    this.#exprs([stmt.kind === 'Assign' ? stmt.annotation : null, stmt.value, ...targets], here)
    const meaning = meaningOf(stmt)
    for (const target of meaning === undefined ? [] : targets)
      bindTarget(this.#found, target, meaning as Meaning, place(stmt.end, here), here.scope)
  }

  #loop(stmt: Kind<'For' | 'While'>, here: Here): void {
    const loop = { start: stmt.start, end: stmt.end, around: here.loop }
    if (stmt.kind === 'For') {
      this.#exprs([stmt.iter, stmt.target], here)
      const at = { at: stmt.iter.end, until: stmt.body.at(-1)?.end ?? stmt.end, loop }
      bindTarget(this.#found, stmt.target, { kind: 'item', of: stmt.iter }, at, here.scope)
    } else this.#exprs([stmt.test], here)
    this.#branch(stmt.body, here, loop)
    this.#branch(stmt.orelse, here)
  }

  #try(stmt: Kind<'Try'>, here: Here): void {
    this.#branch(stmt.body, here)
    for (const { type, name, body } of stmt.handlers) {
      this.#exprs([type], here)
      const until = body.at(-1)?.end ?? stmt.end
      const meaning: Meaning = type === null ? { kind: 'other' } : { kind: 'caught', type }
      if (name !== null) define(name.id, meaning, { at: name.end, until, loop: here.loop }, here.scope)
      this.#branch(body, here)
    }
    this.#branch(stmt.orelse, here)
    this.block(stmt.finalbody, here)
  }

  #imported(stmt: Kind<'Import' | 'ImportFrom'>, here: Here): void {
    const importer = this.#found.module
    const at = place(stmt.end, here)
    for (const { name, alias } of stmt.names) {
      if (stmt.kind === 'ImportFrom') {
        const { module: from, level } = stmt
        if (name === '*') this.#found.stars.push({ from, level })
        else define(alias ?? name, { kind: 'import', importer, from, level, name }, at, here.scope)
      } else {
        // `import a.b` binds `a` alone.
        const top = name.split('.', 1)[0] as string
        const from = alias === null ? top : name
        define(alias ?? top, { kind: 'import', importer, from, level: 0, name: null }, at, here.scope)
      }
    }
  }
}

/** Where a statement begins, its decorators included. */
function startOf(stmt: Stmt): number {
  const first = stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef' ? stmt.decorators[0] : undefined
  return Math.min(stmt.start, first?.start ?? stmt.start)
}

/** `a += b` is `a = a + b`. */
function meaningOf(stmt: Kind<'Assign' | 'AugAssign'>): Meaning | undefined {
  if (stmt.kind === 'AugAssign') {
    const { op, target: left, value: right, start, end, origin } = stmt
    return { kind: 'value', value: { kind: 'BinOp', op, left, right, start, end, origin } }
  }
  if (stmt.value !== null) return { kind: 'value', value: stmt.value }
  return stmt.annotation === null ? undefined : { kind: 'typed', annotation: stmt.annotation }
}

function elsewhere(name: string, scope: Scope, stmt: Stmt): void {
  const nonlocal = stmt.origin.text.startsWith('nonlocal', stmt.start)
  let owner = scope
  while (owner.parent !== null) {
    owner = owner.parent
    if (nonlocal && owner.kind === 'function' && owner.bindings.has(name)) break
  }
  if (owner !== scope) scope.elsewhere.set(name, owner)
}
