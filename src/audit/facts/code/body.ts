// What one function does itself: the calls, reads, assignments and returns of its body.
import type { Assign, Call, Expr, FunctionDef, Raise, Return, Stmt } from '../../python/ast.ts'
import type { FunctionInfo, Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import { blocksOf, expressionsOf } from './children.ts'

export interface Body {
  readonly fn: FunctionInfo
  /** `name`: canonical, without the `()` of the call itself; undefined where it can't be told. */
  readonly calls: readonly { readonly call: Call; readonly name: string | undefined }[]
  /** Names, attributes and items as far as they go: `flask.session[]`, `flask_login.current_user.id`. */
  readonly reads: readonly { readonly expr: Expr; readonly name: string }[]
  readonly stores: readonly { readonly target: Expr; readonly value: Expr; readonly stmt: Stmt }[]
  readonly deletes: readonly Expr[]
  readonly returns: readonly Return[]
  readonly raises: readonly Raise[]
  /** Functions defined inside. */
  readonly nested: readonly FunctionInfo[]
  /** Strings in it, docstrings apart. */
  readonly strings: readonly string[]
}

/** A function's body, worked out once. */
export function bodiesOf(
  names: Names,
  functions: ReadonlyMap<FunctionDef, FunctionInfo>,
): (fn: FunctionInfo) => Body {
  const kept = new Map<FunctionInfo, Body>()
  return function body(fn) {
    const known = kept.get(fn)
    if (known) return known
    const made = readBody(fn, names, functions)
    kept.set(fn, made)
    return made
  }
}

function readBody(fn: FunctionInfo, names: Names, functions: ReadonlyMap<FunctionDef, FunctionInfo>): Body {
  const calls: { call: Call; name: string | undefined }[] = []
  const reads: { expr: Expr; name: string }[] = []
  const stores: { target: Expr; value: Expr; stmt: Stmt }[] = []
  const deletes: Expr[] = []
  const returns: Return[] = []
  const raises: Raise[] = []
  const nested: FunctionInfo[] = []
  const strings: string[] = []

  function statements(body: readonly Stmt[]): void {
    for (const stmt of body) {
      if (stmt.kind === 'FunctionDef') {
        const info = functions.get(stmt)
        if (info) nested.push(info)
        for (const decorator of stmt.decorators) expression(decorator, false)
        continue
      }
      if (stmt.kind === 'ClassDef') continue
      if (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Str') continue
      if (stmt.kind === 'Assign' && stmt.value !== null)
        for (const target of stmt.targets) stores.push({ target, value: stmt.value, stmt })
      if (stmt.kind === 'AugAssign') stores.push({ target: stmt.target, value: stmt.value, stmt })
      if (stmt.kind === 'Delete') deletes.push(...stmt.targets)
      if (stmt.kind === 'Return') returns.push(stmt)
      if (stmt.kind === 'Raise') raises.push(stmt)
      // What is assigned to is not read.
      if (stmt.kind === 'Assign') for (const target of stmt.targets) inTarget(target)
      for (const expr of stmt.kind === 'Assign' ? assigned(stmt) : expressionsOf(stmt))
        expression(expr, false)
      for (const block of blocksOf(stmt)) statements(block)
    }
  }

  function inTarget(target: Expr): void {
    if (target.kind === 'Name') return
    if (target.kind === 'Attribute' || target.kind === 'Subscript' || target.kind === 'Starred')
      for (const child of childrenOf(target)) expression(child, false)
    else for (const child of childrenOf(target)) inTarget(child)
  }

  /** `part`: it is the object of a chain whose whole has a name already. */
  function expression(expr: Expr, part: boolean): void {
    let named = part
    if (expr.kind === 'Call') {
      const name = names.of(expr.callee)
      calls.push({ call: expr, name })
      expression(expr.callee, name !== undefined)
      for (const arg of expr.args) expression(arg, false)
      for (const keyword of expr.keywords) expression(keyword.value, false)
      return
    }
    if (expr.kind === 'Str') strings.push(expr.value)
    if (expr.kind === 'Name' || expr.kind === 'Attribute' || expr.kind === 'Subscript') {
      if (!part) {
        const name = names.of(expr)
        if (name !== undefined) {
          reads.push({ expr, name })
          named = true
        }
      }
      if (expr.kind === 'Attribute') expression(expr.object, named)
      if (expr.kind === 'Subscript') {
        expression(expr.object, named)
        expression(expr.index, false)
      }
      return
    }
    for (const child of childrenOf(expr)) expression(child, false)
  }

  statements(fn.def.body)
  return { fn, calls, reads, stores, deletes, returns, raises, nested, strings }
}

function assigned({ value }: Assign): readonly Expr[] {
  return value === null ? [] : [value]
}
