// Reads every function of the project until nothing new is learned: summaries, what modules and classes hold, who asked for it.
import type { ClassDef, Expr } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo, Names } from '../../python/names-api.ts'
import type { Route } from '../facts.ts'
import { isProperty } from './apply.ts'
import { Callers } from './callers.ts'
import { kindOfClass, lastName } from './classes.ts'
import type { ClassKind, Result, Shared, Unit, ViewSeed } from './frame.ts'
import { readUnit } from './reading.ts'
import { relevantFunctions } from './relevant.ts'
import { requestParams } from './request-params.ts'
import type { Sinks } from './sinks.ts'
import { type Summary, summaryPrint, UNREAD } from './summary.ts'
import { join, mapValue, NOTHING, printOf, type Value } from './value.ts'

/** Readings of one function, whatever its callees and callers say. */
const MOST_READINGS = 6
/** Callees that are read while their caller waits. */
const DEEPEST_WAIT = 40
/** Sinks that a function's parameters arrive at, as its callers see them. */
const MOST_HITS = 60
/** Names of methods that say nothing of their class. */
const COMMON = new Set([
  'get',
  'set',
  'add',
  'all',
  'find',
  'save',
  'open',
  'read',
  'write',
  'close',
  'run',
  'execute',
  'query',
  'delete',
  'update',
  'create',
  'filter',
  'first',
  'send',
  'render',
  'load',
  'loads',
  'dump',
  'dumps',
  'format',
  'join',
  'split',
  'append',
  'items',
  'keys',
  'values',
  'pop',
  'copy',
  'search',
  'index',
  'count',
  'validate',
  'is_active',
  'is_authenticated',
  'fetchone',
  'fetchall',
  'commit',
  'cursor',
  'connect',
  'start',
  'stop',
  'insert',
  'remove',
])

export class Analysis implements Shared {
  readonly names: Names
  readonly sinks: Sinks
  readonly takesRequest: Shared['takesRequest']
  readonly classes = new Map<string, ClassInfo>()
  /** What each unit's last reading found. */
  readonly results = new Map<FunctionInfo | string, Result>()
  readonly passed = new Map<
    FunctionInfo,
    Map<Expr, { readonly unit: Unit; readonly values: readonly (Value | undefined)[] }>
  >()
  readonly #classesByDef = new Map<ClassDef, ClassInfo>()
  readonly #callers: Callers
  readonly #asked = new Set<FunctionInfo>()
  readonly #outer = new Set<FunctionInfo>()
  readonly #kinds = new Map<ClassInfo, ClassKind>()
  readonly #methods = new Map<string, FunctionInfo | null>()
  readonly #views: ReadonlyMap<FunctionInfo, ViewSeed>
  readonly #units = new Map<FunctionInfo | string, Unit>()
  readonly #summaries = new Map<FunctionInfo, Summary>()
  readonly #askers = new Map<FunctionInfo, Map<Unit, string>>()
  readonly #store = new Map<string, { value: Value; print: string; readers: Set<Unit> }>()
  readonly #readings = new Map<Unit, number>()
  readonly #running = new Set<Unit>()
  readonly #queue = new Set<Unit>()

  constructor(names: Names, routes: readonly Route[], sinks: Sinks) {
    this.names = names
    this.sinks = sinks
    for (const cls of names.classes) {
      this.classes.set(cls.qualified, cls)
      this.#classesByDef.set(cls.def, cls)
      for (const [name, method] of cls.methods)
        this.#methods.set(name, this.#methods.has(name) ? null : method)
    }
    this.takesRequest = requestParams(names)
    this.#callers = new Callers(names, (name) => this.onlyMethod(name))
    for (const { parent } of names.functions) if (parent !== null) this.#outer.add(parent)
    this.#views = new Map(
      routes.map((route) => [
        route.view,
        { params: route.params, json: route.by === 'resource' || route.by === 'connexion' },
      ]),
    )
  }

  settle(): void {
    for (const module of this.names.modules) this.#read(this.unitOf(module.name, { module, fn: null }))
    const wanted = relevantFunctions(
      this.names,
      this.sinks,
      this.#callers,
      (fn) => this.viewOf(fn) !== undefined,
    )
    // Constructors first: what they put into an object is what its methods ask for.
    for (const fn of wanted) if (fn.def.name === '__init__') this.#first(fn)
    for (const fn of wanted) this.#first(fn)
    this.#drain()
  }

  /** Before somebody asks what callers pass to `fn`. */
  readCallers(fn: FunctionInfo): void {
    if (this.#asked.has(fn)) return
    this.#asked.add(fn)
    for (const caller of this.#callers.of(fn)) this.#first(caller)
    this.#drain()
  }

  #drain(): void {
    for (const unit of this.#queue) {
      this.#queue.delete(unit)
      this.#read(unit)
    }
  }

  #first(fn: FunctionInfo): void {
    if (!this.#summaries.has(fn)) this.#read(this.unitOf(fn, { module: fn.module, fn }))
  }

  unitOf(key: FunctionInfo | string, unit: Unit): Unit {
    const known = this.#units.get(key)
    if (known !== undefined) return known
    this.#units.set(key, unit)
    return unit
  }

  #read(unit: Unit): void {
    const readings = this.#readings.get(unit) ?? 0
    if (readings >= MOST_READINGS || this.#running.has(unit)) return
    this.#readings.set(unit, readings + 1)
    this.#running.add(unit)
    const result = readUnit(this, unit, null)
    this.#running.delete(unit)
    this.results.set(unit.fn ?? unit.module.name, result)
    if (unit.fn !== null) this.#learn(unit.fn, summaryOf(unit.fn, result))
  }

  #learn(fn: FunctionInfo, summary: Summary): void {
    this.#summaries.set(fn, summary)
    for (const [asker, print] of this.#askers.get(fn) ?? [])
      if (print !== summary.print && !(this.#running.has(asker) && print === '')) this.#queue.add(asker)
  }

  summaryOf(fn: FunctionInfo, asker: Unit): Summary {
    const askers = this.#askers.get(fn) ?? new Map<Unit, string>()
    this.#askers.set(fn, askers)
    const unit = this.unitOf(fn, { module: fn.module, fn })
    if (!this.#summaries.has(fn) && !this.#running.has(unit) && this.#running.size < DEEPEST_WAIT) {
      askers.set(asker, '')
      this.#read(unit)
    }
    const summary = this.#summaries.get(fn) ?? UNREAD
    askers.set(asker, this.#summaries.has(fn) ? summary.print : 'unread')
    return summary
  }

  isCalled(fn: FunctionInfo): boolean {
    return this.#askers.has(fn)
  }

  read(key: string, asker: Unit): Value | undefined {
    const entry = this.#store.get(key)
    if (entry === undefined) {
      this.#store.set(key, { value: NOTHING, print: '', readers: new Set([asker]) })
      return undefined
    }
    entry.readers.add(asker)
    return entry.print === '' ? undefined : entry.value
  }

  readKnown(key: string, asker: Unit): Value | undefined {
    const entry = this.#store.get(key)
    if (entry === undefined) return undefined
    entry.readers.add(asker)
    return entry.print === '' ? undefined : entry.value
  }

  write(key: string, value: Value): void {
    const cell = key.includes('()')
    const own = cell ? value : mapValue(value, (mark) => (mark.origin.param === null ? mark : null))
    const entry = this.#store.get(key)
    if (entry === undefined) {
      this.#store.set(key, {
        value: own,
        print: own === NOTHING ? '' : `!${printOf(own)}`,
        readers: new Set(),
      })
      return
    }
    if (own === NOTHING || own === entry.value) return
    const joined = entry.print === '' ? own : join(entry.value, own)
    const print = `!${printOf(joined)}`
    if (print === entry.print) return
    entry.value = joined
    entry.print = print
    for (const reader of entry.readers) this.#queue.add(reader)
  }

  hasInner(fn: FunctionInfo): boolean {
    return this.#outer.has(fn)
  }

  classOfDef(def: ClassDef): ClassInfo | undefined {
    return this.#classesByDef.get(def)
  }

  kindOf(cls: ClassInfo): ClassKind {
    const known = this.#kinds.get(cls)
    if (known !== undefined) return known
    const kind = kindOfClass(this.names, cls)
    this.#kinds.set(cls, kind)
    return kind
  }

  onlyMethod(name: string): FunctionInfo | undefined {
    if (COMMON.has(name)) return undefined
    const method = this.#methods.get(name)
    return method != null && !isProperty(method) ? method : undefined
  }

  viewOf(fn: FunctionInfo): ViewSeed | undefined {
    const view = this.#views.get(fn)
    if (view !== undefined) return view
    return fn.def.decorators.some((decorator) =>
      /^(?:app_)?errorhandler$|^before_(?:app_)?request$/.test(lastName(decorator)),
    )
      ? { params: new Map(fn.def.params.map(({ name }) => [name, 'int'])), json: false }
      : undefined
  }

  called(fn: FunctionInfo, unit: Unit, call: Expr, values: readonly (Value | undefined)[]): void {
    const calls = this.passed.get(fn)
    if (calls) calls.set(call, { unit, values })
    else this.passed.set(fn, new Map([[call, { unit, values }]]))
  }
}

function summaryOf(fn: FunctionInfo, result: Result): Summary {
  const hits = []
  for (const hit of result.hits.values()) {
    const marks = hit.marks.filter((mark) => mark.origin.param !== null)
    if (marks.length > 0 && hits.length < MOST_HITS) hits.push({ ...hit, marks })
  }
  const never = result.exits.length === 0 && result.returns === NOTHING && fn.def.body.length > 0
  const summary = {
    returns: result.returns,
    hits,
    after: commonChecks(result.exits),
    whenTrue: commonChecks(result.truths),
    never,
    writes: result.writes,
  }
  return { ...summary, print: summaryPrint(summary) }
}

function commonChecks(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const [first, ...others] = all
  const out = new Map<string, number>()
  for (const [key, bits] of first ?? []) {
    const common = others.reduce((sum, each) => sum & (each.get(key) ?? 0), bits)
    if (common !== 0) out.set(key, common)
  }
  return out
}
