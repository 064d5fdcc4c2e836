// What stands inside an expression or a statement, in source order.
import type { Expr, Stmt } from '../../python/ast.ts'
import { childrenOf } from '../../python/walk.ts'

/** Most statements have no block, and are asked often. */
const NOTHING: readonly never[] = []

/** Expressions that belong to the statement itself, not to statements inside it. */
export function expressionsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'FunctionDef':
      return [...stmt.decorators, ...stmt.params.flatMap((param) => (param.default ? [param.default] : []))]
    case 'ClassDef':
      return [...stmt.decorators, ...stmt.bases, ...stmt.keywords.map((keyword) => keyword.value)]
    case 'Return':
    case 'Raise':
      return stmt.value === null ? [] : [stmt.value]
    case 'Assign':
      return stmt.value === null ? stmt.targets : [...stmt.targets, stmt.value]
    case 'AugAssign':
      return [stmt.target, stmt.value]
    case 'ExprStmt':
      return [stmt.value]
    case 'If':
    case 'While':
      return [stmt.test]
    case 'For':
      return [stmt.target, stmt.iter]
    case 'With':
      return stmt.items.flatMap(({ context, target }) => (target === null ? [context] : [context, target]))
    case 'Try':
      return stmt.handlers.flatMap((handler) => (handler.type === null ? [] : [handler.type]))
    case 'Assert':
      return [stmt.test]
    case 'Delete':
      return stmt.targets
    case 'Match':
      return [stmt.subject, ...stmt.cases.flatMap(({ guard }) => (guard === null ? [] : [guard]))]
    default:
      return NOTHING
  }
}

/** The blocks inside a statement: bodies, `else`, handlers, cases. A function's and a class's too. */
export function blocksOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
    case 'Broken':
      return [stmt.body]
    case 'If':
    case 'While':
    case 'For':
      return [stmt.body, stmt.orelse]
    case 'Try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody]
    case 'Match':
      return stmt.cases.map((one) => one.body)
    default:
      return NOTHING
  }
}

/** Does `expr` or anything in it satisfy `test`. */
export function anyIn(expr: Expr, test: (one: Expr) => boolean): boolean {
  return test(expr) || childrenOf(expr).some((child) => anyIn(child, test))
}

/** Each statement of the blocks and of those inside, without those of functions and classes defined there. */
export function* statementsIn(body: readonly Stmt[]): Generator<Stmt> {
  for (const stmt of body) {
    yield stmt
    if (stmt.kind !== 'FunctionDef' && stmt.kind !== 'ClassDef')
      for (const block of blocksOf(stmt)) yield* statementsIn(block)
  }
}
