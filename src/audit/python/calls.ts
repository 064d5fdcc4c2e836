// Every call of the project by the name of what it calls.
import type { Call } from './ast.ts'
import type { BoundModule } from './bind.ts'
import type { CallSite } from './names-api.ts'
import type { Resolver } from './resolve.ts'

export interface Calls {
  /** Those whose name could be told. */
  readonly told: readonly CallSite[]
  readonly byName: ReadonlyMap<string, readonly CallSite[]>
  /** By the last part of the name: also those of objects that are not known. */
  readonly byMethod: ReadonlyMap<string, readonly CallSite[]>
}

export function collectCalls(modules: Iterable<BoundModule>, resolver: Resolver): Calls {
  const told: CallSite[] = []
  const byName = new Map<string, CallSite[]>()
  const byMethod = new Map<string, CallSite[]>()
  for (const { module, calls, scopes } of modules)
    for (const call of calls) {
      const known = nameOf(call, resolver)
      const name = known ?? guess(call)
      const site = { call, name, module, inside: scopes.at(call.start).fn }
      if (known !== undefined) {
        told.push(site)
        add(byName, known, site)
      }
      const method = name.slice(name.lastIndexOf('.') + 1)
      if (method !== '') add(byMethod, method, site)
      // `s = system; s()` is found by both names.
      if (call.callee.kind === 'Attribute' && call.callee.name !== method)
        add(byMethod, call.callee.name, site)
    }
  return { told, byName, byMethod }
}

/** A class of the project that is a Flask is called as one. */
function nameOf(call: Call, resolver: Resolver): string | undefined {
  const callee = resolver.resolve(call.callee)
  if (callee?.cls === undefined || callee.instance) return callee?.name
  return resolver.classes.instanceOf(callee.cls).name.slice(0, -'()'.length)
}

/** `?` stands for what is not known. */
function guess({ callee }: Call): string {
  return callee.kind === 'Attribute' ? `?.${callee.name}` : callee.kind === 'Name' ? callee.id : ''
}

function add(map: Map<string, CallSite[]>, key: string, site: CallSite): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [site])
  else known.push(site)
}
