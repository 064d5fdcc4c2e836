// What assignments bind: names in their scope, attributes of `self` in their class, others in a list.
import type { Attribute, Call, Expr, Module } from './ast.ts'
import type { ClassRecord, FunctionRecord } from './records.ts'
import { AT_THE_END, type Interval, type Loop, type Meaning, type Place, type Scope } from './scopes.ts'

/** `object.name = value` */
export interface AttributeHere {
  readonly object: Expr
  readonly name: string
  readonly value: Expr
}

/** All that the walk over one module finds. */
export interface Found {
  readonly module: Module
  readonly functions: FunctionRecord[]
  readonly classes: ClassRecord[]
  readonly calls: Call[]
  readonly attributes: AttributeHere[]
  /** `from x import *`, in source order. */
  readonly stars: { readonly from: string; readonly level: number }[]
  readonly intervals: Interval[]
}

/** Where a statement stands. */
export interface Here {
  readonly scope: Scope
  /** See `Place`. */
  readonly until: number
  readonly loop: Loop | null
}

export function newScope(
  kind: Scope['kind'],
  parent: Scope,
  own: Partial<Pick<Scope, 'fn' | 'cls' | 'qualified'>> = {},
): Scope {
  const { module, fn, cls, qualified } = parent
  return { kind, module, parent, fn, cls, qualified, bindings: new Map(), elsewhere: new Map(), ...own }
}

export function place(at: number, { until, loop }: Here): Place {
  return { at, until, loop }
}

export function wholeScope(at: number): Place {
  return { at, until: AT_THE_END, loop: null }
}

export function define(name: string, meaning: Meaning, { at, until, loop }: Place, scope: Scope): void {
  const owner = scope.elsewhere.get(name) ?? scope
  let binding = owner.bindings.get(name)
  if (binding === undefined) {
    binding = { here: [], remote: [] }
    owner.bindings.set(name, binding)
  }
  const definition = { ...meaning, at, until, loop }
  if (owner === scope) binding.here.push(definition)
  else binding.remote.push(definition)
}

/** Unpacks `a, (b, c) = …`, in pairs where the value is written out too. */
export function bindTarget(found: Found, target: Expr, meaning: Meaning, at: Place, scope: Scope): void {
  if (target.kind === 'Name') {
    define(target.id, meaning, at, scope)
    if (scope.kind === 'class' && scope.cls !== null) classAttribute(scope.cls, target.id, meaning)
  } else if (target.kind === 'Attribute') attribute(found, target, meaning, scope)
  else if (target.kind === 'Starred') bindTarget(found, target.value, { kind: 'other' }, at, scope)
  else if (target.kind === 'Tuple' || target.kind === 'List') {
    const pairs = writtenOut(meaning, target.elements)
    for (const [index, element] of target.elements.entries()) {
      const pair = pairs?.[index]
      bindTarget(
        found,
        element,
        pair === undefined ? partOf(meaning) : { kind: 'value', value: pair },
        at,
        scope,
      )
    }
  }
}

function writtenOut(meaning: Meaning, targets: readonly Expr[]): readonly Expr[] | undefined {
  if (meaning.kind !== 'value' || targets.some(({ kind }) => kind === 'Starred')) return undefined
  const { value } = meaning
  const elements = value.kind === 'Tuple' || value.kind === 'List' ? value.elements : undefined
  return elements?.length === targets.length ? elements : undefined
}

function partOf(meaning: Meaning): Meaning {
  // What stands in the items of a loop is one step too deep to have a name.
  return meaning.kind === 'value' ? { kind: 'item', of: meaning.value } : { kind: 'other' }
}

function classAttribute(cls: ClassRecord, name: string, meaning: Meaning): void {
  if (meaning.kind === 'typed') cls.typed.set(name, meaning.annotation)
  if (meaning.kind === 'value') addTo(cls.attributes, name, meaning.value)
}

function attribute(found: Found, { object, name }: Attribute, meaning: Meaning, { fn }: Scope): void {
  if (meaning.kind !== 'value') return
  const { value } = meaning
  const owner = fn === null || fn.hasDecorator('staticmethod') ? null : fn.owner
  const self = fn?.def.params[0]?.name
  if (owner !== null && object.kind === 'Name' && object.id === self) addTo(owner.instance, name, value)
  else found.attributes.push({ object, name, value })
}

function addTo(map: Map<string, Expr[]>, name: string, value: Expr): void {
  const known = map.get(name)
  if (known === undefined) map.set(name, [value])
  else known.push(value)
}
