// The project's code as facts need it: names made known, variables followed, and what a function reaches.
import type { Call, Expr } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { type Body, bodiesOf } from './body.ts'
import { type Gathered, gather } from './gather.ts'

export interface Code extends Gathered {
  readonly names: Names
  /** Functions that bear a decorator of the project, and where. */
  decoratedBy(fn: FunctionInfo): readonly { readonly fn: FunctionInfo; readonly decorator: Expr }[]
  /** The expression that a name or attribute comes from in the end, followed through variables. */
  originOf(expr: Expr): Expr
  /** The name with the project's own subclasses replaced by the foreign class they extend: `MyFlask()` → `flask.Flask()`. */
  known(name: string | undefined): string | undefined
  /**
   * As `names.of`, made known; undefined for what is the project's own, since that only says where a thing is kept, not what
   * it is: `shop.Pages().app`.
   */
  of(expr: Expr): string | undefined
  body(fn: FunctionInfo): Body
  /** The project's functions that a call may run: by its name, or by a method name that is unique in the project. */
  calleesOf(call: Call): readonly FunctionInfo[]
  /** `fn` and the project's functions that it calls, nearest first, bounded. */
  reach(fn: FunctionInfo): readonly FunctionInfo[]
}

/** How many variables are followed to where a value comes from. */
const MAX_HOPS = 6
/** Bounds of what is looked at for one view. */
const MAX_REACH_DEPTH = 4
const MAX_REACH = 120
/** Names so common that an unknown object's method is no hint of the project's own. */
const COMMON_METHODS = new Set(
  'get add save delete update create all first close run send open read write'.split(' '),
)

export function indexCode(names: Names): Code {
  const functions = new Map(names.functions.map((info) => [info.def, info]))
  const methods = new Map<string, FunctionInfo[]>()
  for (const info of names.classes)
    for (const [name, method] of info.methods) {
      const list = methods.get(name)
      if (list) list.push(method)
      else methods.set(name, [method])
    }
  const decorated = new Map<FunctionInfo, { fn: FunctionInfo; decorator: Expr }[]>()
  for (const fn of names.functions)
    for (const decorator of fn.def.decorators) {
      const by = names.functionOf(decorator.kind === 'Call' ? decorator.callee : decorator)
      const bearers = by && decorated.get(by)
      if (bearers) bearers.push({ fn, decorator })
      else if (by) decorated.set(by, [{ fn, decorator }])
    }

  const foreign = new Map<string, string>()
  for (const info of names.classes) {
    const known = [...names.allBases(info)].find((base) => EXTENDED.has(base))
    if (known) foreign.set(info.qualified, known)
  }

  function known(name: string | undefined): string | undefined {
    if (name === undefined || foreign.size === 0) return name
    const called = name.indexOf('()')
    const head = called === -1 ? name : name.slice(0, called)
    const base = foreign.get(head)
    return base === undefined ? name : `${base}${name.slice(head.length)}`
  }

  const roots = new Set(names.modules.map(({ name }) => headOf(name)))

  function isOwn(name: string): boolean {
    return roots.has(headOf(name))
  }

  function of(expr: Expr): string | undefined {
    const name = known(names.of(expr))
    return name === undefined || isOwn(name) ? undefined : name
  }

  function originOf(expr: Expr): Expr {
    let at = expr
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      if (at.kind === 'Name' || at.kind === 'Attribute') {
        const next = names.assigned(at).at(-1)
        if (next === undefined || next === at) return at
        at = next
      } else if (at.kind === 'Call') {
        const maker = names.functionOf(at.callee)
        const made = maker && soleReturn(maker)
        if (!made) return at
        at = made
      } else return at
    }
    return at
  }

  function soleReturn(fn: FunctionInfo): Expr | undefined {
    const values = body(fn).returns.flatMap((one) => (one.value === null ? [] : [one.value]))
    return values.length === 1 ? values[0] : undefined
  }

  const body = bodiesOf(names, functions)
  const callees = new Map<Call, readonly FunctionInfo[]>()
  const reached = new Map<FunctionInfo, readonly FunctionInfo[]>()

  function calleesOf(call: Call): readonly FunctionInfo[] {
    const kept = callees.get(call)
    if (kept) return kept
    const found = findCallees(call)
    callees.set(call, found)
    return found
  }

  function findCallees(call: Call): readonly FunctionInfo[] {
    const direct = names.functionOf(call.callee)
    if (direct) return [direct]
    const made = names.classOf(call.callee)?.methods.get('__init__')
    if (made) return [made]
    if (call.callee.kind !== 'Attribute' || COMMON_METHODS.has(call.callee.name)) return []
    if (of(call.callee) !== undefined) return []
    const named = methods.get(call.callee.name) ?? []
    return named.length === 1 ? named : []
  }

  function reach(fn: FunctionInfo): readonly FunctionInfo[] {
    const kept = reached.get(fn)
    if (kept) return kept
    const seen = new Set([fn])
    let edge: FunctionInfo[] = [fn]
    for (let depth = 0; depth < MAX_REACH_DEPTH && edge.length > 0 && seen.size < MAX_REACH; depth++) {
      const next: FunctionInfo[] = []
      for (const one of edge)
        for (const { call } of body(one).calls)
          for (const callee of calleesOf(call))
            if (!seen.has(callee) && seen.size < MAX_REACH) {
              seen.add(callee)
              next.push(callee)
            }
      edge = next
    }
    const all = [...seen]
    reached.set(fn, all)
    return all
  }

  return {
    names,
    ...gather(names.modules, functions),
    decoratedBy: (fn) => decorated.get(fn) ?? [],
    originOf,
    known,
    of,
    body,
    calleesOf,
    reach,
  }
}

function headOf(name: string): string {
  const end = name.search(/[.([]/)
  return end === -1 ? name : name.slice(0, end)
}

/** Foreign classes whose subclasses in the project are taken for them. */
const EXTENDED = new Set([
  'flask.Flask',
  'flask.Blueprint',
  'flask_restx.Api',
  'flask_restx.Namespace',
  'flask_restful.Api',
  'flask_wtf.csrf.CSRFProtect',
  'flask_seasurf.SeaSurf',
  'flask_limiter.Limiter',
  'flask_talisman.Talisman',
  'flask_login.LoginManager',
  'flask_sqlalchemy.SQLAlchemy',
  'apiflask.APIFlask',
  'apiflask.APIBlueprint',
  'flask_smorest.Blueprint',
])
