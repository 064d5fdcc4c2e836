// Classes of the project: their bases, near and far, and what their objects are called.
import type { Expr } from './ast.ts'
import type { Entity, Memory } from './entity.ts'
import { KNOWN_BASES } from './known-names.ts'
import type { ClassRecord } from './records.ts'

/** Classes that one is made of, near and far. */
const MAX_LINEAGE = 50

export class Classes {
  readonly #memory: Memory
  readonly #resolve: (expr: Expr) => Entity | undefined

  constructor(memory: Memory, resolve: (expr: Expr) => Entity | undefined) {
    this.#memory = memory
    this.#resolve = resolve
  }

  /** An object of the class; one of a subclass of Flask is a Flask. */
  instanceOf(cls: ClassRecord): Entity {
    const told = this.#memory.recall(cls.instance, () => {
      const known = [...this.allBases(cls)].find((base) => KNOWN_BASES.has(base))
      return { name: `${known ?? cls.qualified}()`, cls, instance: true }
    })
    return told ?? { name: `${cls.qualified}()`, cls, instance: true }
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

  basesOf(cls: ClassRecord): readonly string[] {
    return cls.def.bases.flatMap((base) => {
      // `Generic[T]` is what it is of.
      const found = this.#resolve(base.kind === 'Subscript' ? base.object : base)
      return found === undefined ? [] : [found.name]
    })
  }

  /** Itself first, then the project's classes below it, nearest first. */
  lineage(start: ClassRecord): readonly ClassRecord[] {
    return this.#memory.recall(start, () => this.#lineage(start)) ?? [start]
  }

  #lineage(start: ClassRecord): readonly ClassRecord[] {
    const found = new Set([start])
    for (const cls of found)
      for (const base of cls.def.bases) {
        const other = this.#resolve(base.kind === 'Subscript' ? base.object : base)
        if (other?.cls !== undefined && !other.instance && found.size < MAX_LINEAGE) found.add(other.cls)
      }
    return [...found]
  }

  allBases(cls: ClassRecord): ReadonlySet<string> {
    return new Set(this.lineage(cls).flatMap(({ bases }) => bases))
  }
}
