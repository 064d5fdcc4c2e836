// One pass through all statements: what is stored where, loops, aborts, and which environment a place is for.
import type { Attribute, Call, Expr, FunctionDef, Module, Stmt, Subscript } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { blocksOf } from './children.ts'
import { type Environment, environmentOfFile, environmentOfName, environmentOfTest } from './environment.ts'
import { writtenName } from './expressions.ts'

/** `target = value` where the target is an attribute or an item: `session['x'] = …`, `stripe.api_key = …`. */
export interface Store {
  readonly target: Attribute | Subscript
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

export interface Gathered {
  readonly aborts: readonly Abort[]
  readonly stores: readonly Store[]
  readonly loops: readonly Loop[]
  /** `limiter.limit('5/minute')(bp)`: what the result of a call is called with, as a statement or a value assigned. */
  appliedTo(call: Call): Expr | undefined
  /** `shop.auth.bp`: the variable that holds what this call makes. */
  variableOf(call: Call): string | undefined
  /** What the tests around it say of the environment: `if app.debug:` → development. */
  environmentAt(node: Expr | Stmt): Environment
}

interface Range {
  readonly start: number
  readonly end: number
  readonly environment: Environment
}

export function gather(
  modules: readonly Module[],
  functions: ReadonlyMap<FunctionDef, FunctionInfo>,
): Gathered {
  const stores: Store[] = []
  const loops: Loop[] = []
  const aborts: Abort[] = []
  const variables = new Map<Expr, string>()
  const applied = new Map<Expr, Expr>()
  const ranges = new Map<string, Range[]>()

  for (const module of modules) visit(module.body, module, null, module.name)

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

  return {
    stores,
    loops,
    aborts,
    appliedTo: (call) => applied.get(call),
    variableOf: (call) => variables.get(call),
    environmentAt,
  }
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
