// What is assigned to a variable or attribute, wherever in the project that is.
import type { Expr, Name } from './ast.ts'
import type { Resolver } from './resolve.ts'
import { AT_THE_END, type Binding, type Definition, reaching } from './scopes.ts'

/** Most recent last; empty where any of it can't be told. */
export function assignedTo(expr: Expr, resolver: Resolver): readonly Expr[] {
  if (expr.kind === 'Name') return ofName(expr, resolver)
  if (expr.kind !== 'Attribute') return []
  const base = resolver.resolve(expr.object)
  if (base === undefined) return []
  if (base.cls !== undefined) return resolver.classes.attributeValues(base.cls, expr.name)
  if (base.module === undefined) return resolver.store.of(base.name, expr.name)
  const binding = resolver.bindings.moduleBinding(base.module, expr.name)
  return binding === undefined ? [] : ofBinding(binding, AT_THE_END, resolver, new Set())
}

function ofName(expr: Name, resolver: Resolver): readonly Expr[] {
  const found = resolver.bindings.find(expr)
  if (found !== undefined) return ofBinding(found.binding, found.use, resolver, new Set())
  const module = resolver.bindings.boundOf(expr)?.module
  const binding = module && resolver.bindings.moduleBinding(module, expr.id)
  return binding === undefined ? [] : ofBinding(binding, AT_THE_END, resolver, new Set())
}

function ofBinding(binding: Binding, use: number, resolver: Resolver, seen: Set<Binding>): readonly Expr[] {
  if (seen.has(binding)) return []
  seen.add(binding)
  const values: Expr[] = []
  for (const definition of reaching(binding, use) ?? []) {
    const told = ofDefinition(definition, resolver, seen)
    if (told.length === 0) return []
    values.push(...told)
  }
  return values
}

function ofDefinition(one: Definition, resolver: Resolver, seen: Set<Binding>): readonly Expr[] {
  if (one.kind === 'value') return [one.value]
  if (one.kind !== 'import' || one.name === null) return []
  const binding = resolver.bindings.importedBinding(one.importer, one.from, one.level, one.name)
  return binding === undefined ? [] : ofBinding(binding, AT_THE_END, resolver, seen)
}
