// Who calls a function, by name alone: no body is read for it.
import type { Call } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { lastName } from './classes.ts'

/** Methods that run a function elsewhere: the rest of the arguments are its own. */
export const RUNNERS = [
  'submit',
  'run_in_executor',
  'apply_async',
  'delay',
  'spawn',
  'enqueue',
  'add_job',
  'start_soon',
  'to_thread',
  'partial',
  'Thread',
  'Process',
  'start_background_task',
]
/** Calls that run a function which they are handed, or whose method they are. */
const HANDED_TO = [...RUNNERS, 'map']

export class Callers {
  readonly #names: Names
  readonly #onlyMethod: (name: string) => FunctionInfo | undefined
  readonly #byName = new Map<string, Map<FunctionInfo, Set<FunctionInfo>>>()
  readonly #handed = new Map<FunctionInfo, Set<FunctionInfo>>()

  constructor(names: Names, onlyMethod: (name: string) => FunctionInfo | undefined) {
    this.#names = names
    this.#onlyMethod = onlyMethod
    for (const runner of HANDED_TO)
      for (const { call, inside } of names.callsOfMethod(runner))
        if (inside !== null) for (const fn of handedIn(names, call)) insert(this.#handed, fn, inside)
  }

  of(fn: FunctionInfo): Iterable<FunctionInfo> {
    const own = this.#sites(fn.def.name).get(fn) ?? []
    const made = fn.def.name === '__init__' && fn.owner !== null ? this.makersOf(fn.owner.def.name) : []
    return [...own, ...made, ...(this.#handed.get(fn) ?? [])]
  }

  /** Functions that make objects of a class of that name. */
  makersOf(name: string): FunctionInfo[] {
    return this.#names.callsOfMethod(name).flatMap(({ inside }) => (inside === null ? [] : [inside]))
  }

  #sites(name: string): Map<FunctionInfo, Set<FunctionInfo>> {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const sites = new Map<FunctionInfo, Set<FunctionInfo>>()
    for (const { call, inside } of this.#names.callsOfMethod(name)) {
      const fn = inside === null ? undefined : (this.#names.functionOf(call.callee) ?? this.#onlyMethod(name))
      if (fn !== undefined && inside !== null) insert(sites, fn, inside)
    }
    this.#byName.set(name, sites)
    return sites
  }
}

function handedIn(names: Names, call: Call): FunctionInfo[] {
  const out: FunctionInfo[] = []
  const object = call.callee.kind === 'Attribute' ? [call.callee.object] : []
  for (const expr of [...object, ...call.args, ...call.keywords.map(({ value }) => value)]) {
    if (expr.kind !== 'Name' && expr.kind !== 'Attribute') continue
    const fn = names.functionOf(expr)
    if (fn !== undefined && lastName(expr) !== '') out.push(fn)
  }
  return out
}

function insert(map: Map<FunctionInfo, Set<FunctionInfo>>, fn: FunctionInfo, caller: FunctionInfo): void {
  const set = map.get(fn)
  if (set) set.add(caller)
  else map.set(fn, new Set([caller]))
}
