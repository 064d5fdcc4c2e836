// Which variable an expression names, whatever it holds.
import type { Expr } from './ast.ts'
import type { Resolver } from './resolve.ts'

/** See `Names.variableOf`. */
export function variableOf(expr: Expr, resolver: Resolver): string | undefined {
  const { bindings } = resolver
  if (expr.kind === 'Name') {
    const found = bindings.find(expr)
    return found && bindings.origin(found.binding, `${found.scope.qualified}.${expr.id}`)
  }
  if (expr.kind !== 'Attribute') return undefined
  const base = resolver.resolve(expr.object)
  if (base?.cls !== undefined) return `${base.cls.qualified}.${expr.name}`
  const binding = base?.module && bindings.moduleBinding(base.module, expr.name)
  return binding && bindings.origin(binding, `${base.name}.${expr.name}`)
}
