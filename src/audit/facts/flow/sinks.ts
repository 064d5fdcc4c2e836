// Where foreign data must not arrive: sinks found by name, and what arrives at them.
import type { Call, Expr } from '../../python/ast.ts'
import type { SinkSpec } from '../facts.ts'
import type { Arguments } from './arguments.ts'
import { bitOf } from './clean.ts'
import { OTHER_OBJECTS } from './foreign.ts'
import { joinMarks, type Mark, mapMarks } from './mark.ts'
import type { Value } from './value.ts'

export interface Hit {
  readonly spec: SinkSpec
  readonly call: Call | null
  readonly arg: Expr
  readonly marks: readonly Mark[]
}

export class Sinks {
  readonly #exact = new Map<string, SinkSpec[]>()
  readonly #methods = new Map<string, { spec: SinkSpec; tail: string }[]>()
  readonly #attributes = new Map<string, SinkSpec[]>()
  readonly returns: readonly SinkSpec[]

  constructor(specs: readonly SinkSpec[]) {
    for (const spec of specs) {
      for (const name of spec.calls) {
        if (name.startsWith('=')) add(this.#attributes, name.slice(1), spec)
        else if (name.startsWith('*.')) {
          const tail = name.slice(1)
          add(this.#methods, tail.slice(tail.lastIndexOf('.') + 1), { spec, tail })
        } else add(this.#exact, name, spec)
      }
    }
    this.returns = this.#exact.get('return') ?? []
  }

  /** Last parts of the names that match any object's method. */
  get methods(): Iterable<string> {
    return this.#methods.keys()
  }

  /** `own`: the call is of one of the project's own functions, which is read itself. */
  ofCall(
    name: string | undefined,
    method: string | null,
    own: boolean,
    self: Value | null,
  ): readonly SinkSpec[] {
    const exact = name === undefined ? undefined : this.#exact.get(name)
    const wild = method === null || own ? undefined : this.#methods.get(method)
    if (wild === undefined) return exact ?? NONE
    if (self?.shape === 'number') return exact ?? NONE
    const found = new Set(exact)
    for (const { spec, tail } of wild) {
      // What was put together is a text, or the path that pathlib makes of it: `(folder / name).unlink()`.
      if (self?.shape === 'text' && !spec.args.includes('self')) continue
      const fits = name === undefined ? tail.lastIndexOf('.') === 0 : `.${name}`.endsWith(tail)
      if (fits && !isOther(name, method as string)) found.add(spec)
    }
    return [...found]
  }

  /** `x.name = …`; `name[]`: `x.name[…] = …`. */
  ofAttribute(name: string): readonly SinkSpec[] {
    return this.#attributes.get(name) ?? NONE
  }
}

const NONE: readonly SinkSpec[] = []

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Known to be an object whose method of that name is something else. */
function isOther(name: string | undefined, method: string): boolean {
  if (name === undefined) return false
  for (const key of [method, ''])
    for (const prefix of OTHER_OBJECTS.get(key) ?? [])
      if (name.startsWith(prefix) && /^[.(]|^$/.test(name.slice(prefix.length, prefix.length + 1)))
        return true
  return false
}

/** The arguments that `spec` speaks of. */
export function argumentsOf(
  spec: SinkSpec,
  call: Call,
  args: Arguments,
  self: Value | null,
): { expr: Expr; value: Value }[] {
  const out: { expr: Expr; value: Value }[] = []
  for (const which of spec.args) {
    if (which === 'self') {
      if (self !== null && call.callee.kind === 'Attribute')
        out.push({ expr: call.callee.object, value: self })
    } else if (which === '*') {
      out.push(...args.list, ...args.named.values())
      if (args.rest) out.push(args.rest)
      if (args.more) out.push(args.more)
    } else if (typeof which === 'number') {
      const given = args.list[which] ?? args.rest
      if (given) out.push(given)
    } else {
      const given = args.named.get(which)
      if (given) out.push(given)
      else {
        const item = args.more?.value.items?.get(which)
        if (args.more && item) out.push({ expr: args.more.expr, value: item })
      }
    }
  }
  return out
}

/** What of `marks` is dangerous at `spec`. */
export function dangerous(spec: SinkSpec, marks: readonly Mark[]): readonly Mark[] {
  const bit = bitOf(spec.clean)
  return mapMarks(marks, (mark) =>
    (mark.clean & bit) === bit || (spec.startOnly && mark.portion === 'part') ? null : mark,
  )
}

export function recordHit(hits: Map<string, Hit>, hit: Hit): void {
  if (hit.marks.length === 0) return
  const key = `${hit.spec.id} ${hit.arg.origin.file} ${hit.arg.start} ${hit.arg.end}`
  const known = hits.get(key)
  hits.set(key, known === undefined ? hit : { ...known, marks: joinMarks(known.marks, hit.marks) })
}
