// One reading of one function: what the parts of the reader share.
import type { ClassDef, Expr, Module } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo, Names } from '../../python/names-api.ts'
import type { Env } from './env.ts'
import type { Hit, Sinks } from './sinks.ts'
import type { Summary } from './summary.ts'
import type { Shown, Value } from './value.ts'

/** A module's own code, or a function. */
export interface Unit {
  readonly module: Module
  readonly fn: FunctionInfo | null
}

/** What a test shows when it holds, and when it doesn't. */
export interface Condition {
  readonly yes: readonly Shown[]
  readonly no: readonly Shown[]
}

export type ClassKind = '' | 'form' | 'model' | 'enum' | 'schema' | 'record' | 'view'

/** What all readings share. */
export interface Shared {
  readonly names: Names
  readonly sinks: Sinks
  readonly classes: ReadonlyMap<string, ClassInfo>
  /** Of `fn`, as far as it is known now; `asker` is read again when it changes. */
  summaryOf(fn: FunctionInfo, asker: Unit): Summary
  /** Variables of modules, attributes of classes, of `g`, and what inner functions see. */
  read(key: string, asker: Unit): Value | undefined
  /** Of a variable that a module is known to have. */
  readKnown(key: string, asker: Unit): Value | undefined
  write(key: string, value: Value): void
  /** Functions are defined in it, which see its variables. */
  hasInner(fn: FunctionInfo): boolean
  classOfDef(def: ClassDef): ClassInfo | undefined
  kindOf(cls: ClassInfo): ClassKind
  /** A method that only one of the project's classes has. */
  onlyMethod(name: string): FunctionInfo | undefined
  /** Converters of a view's path parameters; undefined where `fn` is no view. */
  viewOf(fn: FunctionInfo): ViewSeed | undefined
  /** Whether somebody hands it the request itself. */
  takesRequest(fn: FunctionInfo, index: number): boolean
  called(fn: FunctionInfo, unit: Unit, call: Expr, passed: readonly (Value | undefined)[]): void
}

export interface ViewSeed {
  readonly params: ReadonlyMap<string, string>
  /** Its return is sent as JSON, whatever it is. */
  readonly json: boolean
}

export interface Frame {
  readonly shared: Shared
  readonly names: Names
  readonly unit: Unit
  readonly fn: FunctionInfo | null
  readonly result: Result
  /** Names that a `global` or `nonlocal` hands outside. */
  readonly globals: Set<string>
  /** A view whose returned text the browser reads. */
  readonly sendsText: boolean
  env: Env
  /** A test is being read: what is asked matters. */
  asking: boolean
  value(expr: Expr): Value
  condition(test: Expr): Condition
  assign(target: Expr, value: Value): void
  /** Puts a changed object back, without a step. */
  store(place: Expr, value: Value): void
  inClass(def: ClassDef): void
  /** A variable that inner functions, methods or other modules may read. */
  publishes(name: string, value: Value): void
  /** What checks have shown of the function's own parameters. */
  ownChecks(env: Env): ReadonlyMap<string, number>
}

/** What a reading found. */
export interface Result {
  returns: Value
  /** Checks of parameters at the places where the function ends well. */
  readonly exits: ReadonlyMap<string, number>[]
  /** The same where it may return something true. */
  readonly truths: ReadonlyMap<string, number>[]
  readonly hits: Map<string, Hit>
  readonly writes: Map<string, Value>
}
