// The project's code, gone through once: what is assigned where, under which environment, and who owns each definition.
import type { Call, ClassDef, Expr, FunctionDef, Module, Stmt } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo, Names } from '../../python/names-api.ts'
import { type Body, bodiesOf } from './body.ts'
import { blocksOf } from './children.ts'
import { type Environment, environmentOfFile, environmentOfName, environmentOfTest } from './environment.ts'
import { writtenName } from './expressions.ts'

/** `target = value` where the target is an attribute or an item. */
export interface Store {
  readonly target: Expr
  readonly value: Expr
  readonly stmt: Stmt
  readonly module: Module
  readonly inside: FunctionInfo | null
}

export interface Loop {
  /** `name`; `key,value` where it is unpacked. */
  readonly variable: string
  readonly iter: Expr
  readonly stmt: Stmt
  readonly inside: FunctionInfo | null
}

/** An `if` that ends the program or raises. */
export interface Abort {
  readonly test: Expr
  readonly inside: FunctionInfo | null
}

export interface Code {
  readonly names: Names
  readonly aborts: readonly Abort[]
  readonly stores: readonly Store[]
  readonly loops: readonly Loop[]
  functionOfDef(def: FunctionDef): FunctionInfo | undefined
  classOfDef(def: ClassDef): ClassInfo | undefined
  /** Methods of the project's classes by their name. */
  methodsNamed(name: string): readonly FunctionInfo[]
  /** Functions that bear a decorator of the project, and where. */
  decoratedBy(fn: FunctionInfo): readonly { readonly fn: FunctionInfo; readonly decorator: Expr }[]
  /** `limiter.limit('5/minute')(bp)`: what the result of a call is called with, as a statement or a value assigned. */
  appliedTo(call: Call): Expr | undefined
  /** `shop.auth.bp`: the variable that holds what this call makes. */
  variableOf(call: Call): string | undefined
  /** The expression that a name or attribute comes from in the end, followed through variables. */
  originOf(expr: Expr): Expr
  /** The name with the project's own subclasses replaced by the foreign class they extend: `MyFlask()` → `flask.Flask()`. */
  known(name: string | undefined): string | undefined
  /**
   * As `names.of`, made known; undefined for what is the project's own, since that only says where a thing is kept, not what
   * it is: `shop.Pages().app`.
   */
  of(expr: Expr): string | undefined
  /** What the tests around it say of the environment: `if app.debug:` → development. */
  environmentAt(node: Expr | Stmt): Environment
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

interface Range {
  readonly start: number
  readonly end: number
  readonly environment: Environment
}

export function indexCode(names: Names): Code {
  const functions = new Map(names.functions.map((info) => [info.def, info]))
  const classes = new Map(names.classes.map((info) => [info.def, info]))
  const methods = new Map<string, FunctionInfo[]>()
  for (const info of names.classes)
    for (const [name, method] of info.methods) {
      const list = methods.get(name)
      if (list) list.push(method)
      else methods.set(name, [method])
    }
  const stores: Store[] = []
  const loops: Loop[] = []
  const aborts: Abort[] = []
  const variables = new Map<Expr, string>()
  const applied = new Map<Expr, Expr>()
  const ranges = new Map<string, Range[]>()

  for (const module of names.modules) visit(module.body, module, null, module.name)

  function visit(body: readonly Stmt[], module: Module, inside: FunctionInfo | null, scope: string): void {
    for (const stmt of body) {
      const value = stmt.kind === 'Assign' || stmt.kind === 'ExprStmt' ? stmt.value : null
      if (value?.kind === 'Call' && value.callee.kind === 'Call' && value.args[0])
        applied.set(value.callee, value.args[0])
      if (stmt.kind === 'Assign' && stmt.value !== null) {
        for (const target of stmt.targets) {
          if (target.kind === 'Attribute' || target.kind === 'Subscript')
            stores.push({ target, value: stmt.value, stmt, module, inside })
          if (stmt.value.kind === 'Call' && !variables.has(stmt.value))
            variables.set(stmt.value, `${scope}.${writtenName(target)}`)
        }
      } else if (stmt.kind === 'For') {
        const variable = loopVariable(stmt.target)
        if (variable !== '') loops.push({ variable, iter: stmt.iter, stmt, inside })
      } else if (stmt.kind === 'If') {
        rememberRanges(stmt)
        if (stmt.body.some(ends)) aborts.push({ test: stmt.test, inside })
      }
      if (stmt.kind === 'FunctionDef') {
        const info = functions.get(stmt) ?? null
        visit(stmt.body, module, info ?? inside, info?.qualified ?? `${scope}.${stmt.name}`)
      } else if (stmt.kind === 'ClassDef') {
        const environment = environmentOfName(stmt.name)
        if (environment !== 'any') remember(stmt, environment)
        visit(stmt.body, module, inside, `${scope}.${stmt.name}`)
      } else for (const block of blocksOf(stmt)) visit(block, module, inside, scope)
    }
  }

  function rememberRanges(stmt: Stmt & { kind: 'If' }): void {
    const [then, otherwise] = environmentOfTest(stmt.test)
    const [first, last] = [stmt.body[0], stmt.body.at(-1)]
    if (then !== 'any' && first && last)
      remember({ start: first.start, end: last.end, origin: stmt.origin }, then)
    const [from, to] = [stmt.orelse[0], stmt.orelse.at(-1)]
    if (otherwise !== 'any' && from && to)
      remember({ start: from.start, end: to.end, origin: stmt.origin }, otherwise)
  }

  function remember(span: Pick<Stmt, 'start' | 'end' | 'origin'>, environment: Environment): void {
    const list = ranges.get(span.origin.file)
    const range = { start: span.start, end: span.end, environment }
    if (list) list.push(range)
    else ranges.set(span.origin.file, [range])
  }

  function environmentAt(node: Expr | Stmt): Environment {
    // Inner ranges come later, and say more.
    const inner = ranges
      .get(node.origin.file)
      ?.findLast(({ start, end }) => start <= node.start && node.end <= end)
    return inner?.environment ?? environmentOfFile(node.origin.file)
  }

  const decorated = new Map<FunctionInfo, { fn: FunctionInfo; decorator: Expr }[]>()
  for (const fn of names.functions)
    for (const decorator of fn.def.decorators) {
      const by = names.functionOf(decorator.kind === 'Call' ? decorator.callee : decorator)
      if (by) decorated.set(by, [...(decorated.get(by) ?? []), { fn, decorator }])
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
    if (names.of(call.callee) !== undefined) return []
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
    stores,
    loops,
    aborts,
    functionOfDef: (def) => functions.get(def),
    classOfDef: (def) => classes.get(def),
    methodsNamed: (name) => methods.get(name) ?? [],
    decoratedBy: (fn) => decorated.get(fn) ?? [],
    appliedTo: (call) => applied.get(call),
    variableOf: (call) => variables.get(call),
    originOf,
    known,
    of(expr) {
      const name = known(names.of(expr))
      return name === undefined || isOwn(name) ? undefined : name
    },
    environmentAt,
    body,
    calleesOf,
    reach,
  }
}

function headOf(name: string): string {
  const end = name.search(/[.([]/)
  return end === -1 ? name : name.slice(0, end)
}

/** `name`, or `key,value`. */
function loopVariable(target: Expr): string {
  if (target.kind === 'Name') return target.id
  return target.kind === 'Tuple' ? target.elements.map(writtenName).join(',') : ''
}

/** `raise …`, `sys.exit(…)`, `exit()` */
function ends(stmt: Stmt): boolean {
  if (stmt.kind === 'Raise') return true
  return (
    stmt.kind === 'ExprStmt' &&
    stmt.value.kind === 'Call' &&
    /^(?:sys\.|os\._)?exit$/.test(writtenName(stmt.value.callee))
  )
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
