// One reading of one function or module: parameters seeded, statements run, the result told.
import { placeOf } from '../../location.ts'
import type { ClassDef, Expr, Param } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { hasReceiver } from './apply.ts'
import { assignTo, store } from './assign.ts'
import { isNumber, lastName } from './classes.ts'
import { conditionOf } from './conditions.ts'
import { Env } from './env.ts'
import { evaluate } from './evaluate.ts'
import { run } from './execute.ts'
import type { Frame, Result, Shared, Unit } from './frame.ts'
import { type Mark, markOf } from './mark.ts'
import { join, type Known, NOTHING, NUMBER, tainted, Value } from './value.ts'

/** Expressions looked at in one reading; a function that needs more is no function a person wrote. */
const MOST_EXPRESSIONS = 300_000

const MOST_TEMPLATE_EXPRESSIONS = 5_000

const NUMBER_CONVERTERS = new Set(['int', 'float', 'uuid', 'bool', 'date'])
const VIEW_METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'dispatch_request'])

/** `record`: every expression's value, for questions asked afterwards. */
export function readUnit(shared: Shared, unit: Unit, record: Map<Expr, Value> | null): Result {
  const { fn } = unit
  const result: Result = { returns: NOTHING, exits: [], truths: [], hits: new Map(), writes: new Map() }
  const view = fn === null ? undefined : shared.viewOf(fn)
  const inner = fn === null ? '' : `${fn.qualified}()`
  const prefix = fn === null ? '' : `${idOf(fn)}#`
  let left = MOST_EXPRESSIONS
  const frame: Frame = {
    shared,
    names: shared.names,
    unit,
    fn,
    result,
    globals: new Set(),
    sendsText: view !== undefined && !view.json,
    env: new Env(null),
    asking: false,
    value(expr) {
      if (left-- <= 0) return NOTHING
      const value = evaluate(frame, expr)
      if (record !== null) record.set(expr, join(record.get(expr) ?? NOTHING, frame.env.checkedValue(value)))
      return value
    },
    condition: (test) => (left-- <= 0 ? { yes: [], no: [] } : conditionOf(frame, test)),
    assign: (target, value) => assignTo(frame, target, value),
    store: (place, value) => store(frame, place, value),
    inClass: (def) => readClass(frame, def),
    publishes(name, value) {
      if (cls !== null) shared.write(`${cls}.${name}`, value)
      else if (fn === null) shared.write(`${unit.module.name}.${name}`, value)
      else if (shared.hasInner(fn)) shared.write(`${inner}${name}`, frame.env.checkedValue(value))
    },
    ownChecks: (env) => checksOf(env, prefix),
  }
  let cls: string | null = null
  function readClass(own: Frame, def: ClassDef): void {
    const info = shared.classOfDef(def)
    const outer = cls
    const env = own.env
    cls = info?.qualified ?? null
    own.env = new Env(env)
    run(own, def.body)
    own.env = env
    cls = outer
  }
  carefully(() => {
    if (fn !== null) seed(frame, fn)
    run(frame, fn === null ? unit.module.body : fn.def.body)
  })
  if (!frame.env.dead) {
    const checks = frame.ownChecks(frame.env)
    result.exits.push(checks)
  }
  return result
}

/** Code nested deeper than this machine's stack: what was seen until there stands. */
function carefully(read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
}

/** Something outside of every function, such as a template's expression. */
export function readExpression(
  shared: Shared,
  unit: Unit,
  names: Names,
  env: Env,
  read: (frame: Frame) => Value,
): Value {
  const result: Result = { returns: NOTHING, exits: [], truths: [], hits: new Map(), writes: new Map() }
  let left = MOST_TEMPLATE_EXPRESSIONS
  const frame: Frame = {
    shared,
    names,
    unit,
    fn: null,
    result,
    globals: new Set(),
    sendsText: false,
    env,
    asking: false,
    value: (expr) => (left-- <= 0 ? NOTHING : evaluate(frame, expr)),
    condition: (test) => (left-- <= 0 ? { yes: [], no: [] } : conditionOf(frame, test)),
    assign: () => undefined,
    store: () => undefined,
    inClass: () => undefined,
    publishes: () => undefined,
    ownChecks: () => new Map(),
  }
  let value = NOTHING
  carefully(() => {
    value = read(frame)
  })
  return value
}

const ids = new WeakMap<FunctionInfo, number>()
let lastId = 0

function idOf(fn: FunctionInfo): number {
  let id = ids.get(fn)
  if (id === undefined) {
    id = ++lastId
    ids.set(fn, id)
  }
  return id
}

function checksOf(env: Env, prefix: string): ReadonlyMap<string, number> {
  const out = new Map<string, number>()
  for (let at: Env | null = env; at !== null; at = at.parent)
    for (const [key, guard] of at.guards)
      if (guard.bits !== 0 && key.startsWith(prefix)) out.set(key, (out.get(key) ?? 0) | guard.bits)
  return out
}

function seed(frame: Frame, fn: FunctionInfo): void {
  const receiver = hasReceiver(fn)
  for (const [at, param] of fn.def.params.entries()) {
    const value = at === 0 && receiver ? receiverOf(frame, fn) : seedOf(frame, fn, param, at)
    frame.env.vars.set(param.name, value)
    frame.publishes(param.name, value)
  }
}

function receiverOf(frame: Frame, fn: FunctionInfo): Value {
  const { owner } = fn
  if (owner === null || fn.def.decorators.some((decorator) => lastName(decorator) === 'classmethod'))
    return NOTHING
  return new Value([], undefined, null, '', frame.shared.kindOf(owner) === 'form' ? 'form' : '', owner)
}

function seedOf(frame: Frame, fn: FunctionInfo, param: Param, index: number): Value {
  if (param.annotation !== null && isNumber(param.annotation)) return NUMBER
  const view = frame.shared.viewOf(fn)
  const converter = view?.params.get(param.name)
  if (view !== undefined && converter !== undefined) {
    if (NUMBER_CONVERTERS.has(converter) || converter.startsWith('any')) return NUMBER
    return tainted([fromRequest(`path:${param.name}`, param, `path parameter ${param.name}`)])
  }
  const handed = handedIn(frame, fn, param, index)
  if (handed !== undefined) return handed
  if (view !== undefined) return NOTHING
  if (frame.shared.takesRequest(fn, index)) return new Value([], undefined, null, '', 'request')
  const cls = param.annotation === null ? undefined : frame.names.classOf(param.annotation)
  const known: Known = cls !== undefined && frame.shared.kindOf(cls) === 'form' ? 'form' : ''
  return tainted([parameterMark(fn, param, index)], known, cls ?? null)
}

/** Frameworks that call a function with what a request brought. */
function handedIn(frame: Frame, fn: FunctionInfo, param: Param, index: number): Value | undefined {
  const { owner } = fn
  if (owner !== null && index > 0) {
    const kind = frame.shared.kindOf(owner)
    if (kind === 'view' && VIEW_METHODS.has(fn.def.name))
      return tainted([fromRequest(`path:${param.name}`, param, `path parameter ${param.name}`)])
    if (kind === 'form' && fn.def.name.startsWith('validate_'))
      return tainted(
        [
          fromRequest(
            `form.${owner.qualified}.${fn.def.name.slice(9)}`,
            param,
            `form field ${fn.def.name.slice(9)}`,
          ),
        ],
        'field',
      )
  }
  for (const decorator of fn.def.decorators) {
    const name = decorator.kind === 'Call' ? frame.names.of(decorator.callee) : undefined
    if (name === undefined) continue
    if (/^webargs\..*use_(?:args|kwargs)$|^flask_smorest\..*\.arguments$|\.use_(?:args|kwargs)$/.test(name))
      return tainted([fromRequest(`webargs:${param.name}`, param, `request argument ${param.name}`)])
    if (/^flask_socketio\.SocketIO\(\)\.(?:on|event)$/.test(name))
      return tainted([fromRequest(`socket:${param.name}`, param, `message ${param.name}`)])
    if (/^flask_sockets?\.Sock(?:ets?)?\(\)\.route$|^flask_sock\.Sock\(\)\.route$/.test(name) && index === 0)
      return tainted([], 'socket')
  }
  return undefined
}

function fromRequest(key: string, param: Param, what: string): Mark {
  return markOf({ key, kind: 'request', source: { at: placeOf(param), what }, param: null }, false)
}

function parameterMark(fn: FunctionInfo, param: Param, index: number): Mark {
  const source = { at: placeOf(param), what: `parameter ${param.name} of ${fn.def.name}()` }
  return markOf(
    { key: `${idOf(fn)}#${index}`, kind: 'parameter', source, param: { fn, index, path: [] } },
    true,
  )
}
