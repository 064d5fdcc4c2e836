// A query compiled once, with the places that each call fills.
import { type Compilable, SelectQueryNode } from 'kysely'

class Placeholder {}
const PLACEHOLDER = new Placeholder()

/** Stands in a prepared query for a value that each call gives. */
export function placeholder<T>(): T {
  return PLACEHOLDER as T
}

export interface CompiledRead {
  sql: string
  /** The parameters in the order of the SQL text: constants as they were built, placeholders filled in turn. */
  fill(values: readonly unknown[]): unknown[]
}

/** @throws Error when the query is no SELECT: a write has no business on a connection for reading. */
export function compileRead(query: Compilable): CompiledRead {
  const { sql, parameters, query: node } = query.compile()
  if (!SelectQueryNode.is(node)) throw new Error('`prepared` is for reading: give it a SELECT.')
  const places = parameters.flatMap((parameter, index) => (parameter === PLACEHOLDER ? [index] : []))
  return {
    sql,
    fill: function fillPlaceholders(values) {
      if (values.length !== places.length) {
        throw new Error(
          `A prepared query with ${places.length} placeholder(s) was given ${values.length} value(s).`,
        )
      }
      const filled = parameters.slice()
      for (let n = 0; n < places.length; n++) filled[places[n]!] = values[n]
      return filled
    },
  }
}
