// A host app's own small values in a session: typed, JSON, 4 KiB at most.
import type { FastifyRequest } from 'fastify'
import { startAnonymousSession } from './session.ts'
import { visitOf } from './visit.ts'

/** All values of one session together, bytes of JSON. */
export const MAX_VALUES_BYTES = 4096
/** Parallel requests of one visitor that write at the same time; each try costs one statement. */
const MAX_SWAPS = 60

/** Declare your own: `declare module 'portcullis' { interface SessionValues { cart: string[] } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface SessionValues {}

type Key = [keyof SessionValues] extends [never] ? string : keyof SessionValues & string
type Value<K> = K extends keyof SessionValues ? SessionValues[K] : unknown

export interface SessionHandle {
  get<K extends Key>(key: K): Value<K> | undefined
  /**
   * Writes one value, or removes it when undefined. An anonymous visitor gets a row and a cookie by it.
   * @throws RangeError when all values together pass 4 KiB; nothing is written then.
   */
  set<K extends Key>(key: K, value: Value<K> | undefined): Promise<void>
}

/** Values end with the session: signing in or out starts with none, so that nobody can plant them. */
export function sessionOf(request: FastifyRequest): SessionHandle {
  const visit = visitOf(request)
  return {
    get(key) {
      const values = parse(visit.session?.values)
      return values.get(key) as never
    },
    async set(key, value) {
      if (visit.session === null) {
        if (value === undefined) return
        write(new Map(), key, value)
        await startAnonymousSession(visit)
      }
      for (let tries = 0; tries < MAX_SWAPS; tries++) {
        const session = visit.session!
        const after = write(parse(session.values), key, value)
        if (await visit.gate.sessions.swapValues(session.id, session.values, after)) {
          visit.session = { ...session, values: after }
          return
        }
        const fresh = await visit.gate.sessions.find(session.id)
        // Signed out in another tab meanwhile: there is nothing left to write to.
        if (fresh === undefined) return
        visit.session = fresh
      }
      throw new Error('session values: too many requests wrote at once')
    },
  }
}

// A Map, so that a key such as `__proto__` is a key like any other.
function parse(values: string | undefined): Map<string, unknown> {
  return new Map(Object.entries(JSON.parse(values ?? '{}') as object))
}

function write(values: Map<string, unknown>, key: string, value: unknown): string {
  if (value === undefined) values.delete(key)
  else values.set(key, value)
  const text = JSON.stringify(Object.fromEntries(values))
  if (Buffer.byteLength(text) > MAX_VALUES_BYTES) {
    throw new RangeError(
      `session values: more than ${MAX_VALUES_BYTES} bytes; keep large things in your own tables`,
    )
  }
  return text
}
