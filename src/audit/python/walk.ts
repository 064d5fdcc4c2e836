// Visits every expression and statement below a node, in source order.
import type { Expr, Param, Stmt } from './ast.ts'

/** Return false to leave out what is inside the node. */
export interface Visitor {
  expr?(expr: Expr): unknown
  stmt?(stmt: Stmt): unknown
}

/** `expr` itself and all in it. Bodies of lambdas and comprehensions belong to it. */
export function walkExpr(expr: Expr, visitor: Visitor): void {
  if (visitor.expr?.(expr) === false) return
  for (const child of childrenOf(expr)) walkExpr(child, visitor)
}

/** Statements and all in them: also the bodies of functions and classes; see `Visitor` for how to leave those out. */
export function walkStmts(stmts: readonly Stmt[], visitor: Visitor): void {
  for (const stmt of stmts) walkStmt(stmt, visitor)
}

function walkStmt(stmt: Stmt, visitor: Visitor): void {
  if (visitor.stmt?.(stmt) === false) return
  for (const part of partsOf(stmt)) {
    if (isStmt(part)) walkStmt(part, visitor)
    else walkExpr(part, visitor)
  }
}

/** Most nodes have nothing in them, and are asked often. */
const NOTHING: readonly never[] = []

/** Its direct parts, in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'Attribute':
      return [expr.object]
    case 'Call':
      return inOrder([expr.callee, ...expr.args, ...expr.keywords.map(({ value }) => value)])
    case 'Subscript':
      return [expr.object, expr.index]
    case 'Slice':
    case 'FString':
      return expr.parts
    case 'BinOp':
      return [expr.left, expr.right]
    case 'UnaryOp':
      return [expr.operand]
    case 'BoolOp':
      return expr.values
    case 'Compare':
      return [expr.left, ...expr.rest.map(({ right }) => right)]
    case 'List':
    case 'Tuple':
    case 'Set':
      return expr.elements
    case 'Dict':
      return expr.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]))
    case 'Lambda':
      return [...expr.params.flatMap(exprsOfParam), expr.body]
    case 'IfExp':
      return [expr.body, expr.test, expr.orelse]
    case 'Comprehension':
      return [
        expr.element,
        ...(expr.value === null ? [] : [expr.value]),
        ...expr.clauses.flatMap(({ target, iter, conditions }) => [target, iter, ...conditions]),
      ]
    case 'Starred':
      return [expr.value]
    case 'Await':
    case 'Yield':
      return expr.value === null ? [] : [expr.value]
    case 'NamedExpr':
      return [expr.target, expr.value]
    case 'Unknown':
      return expr.children
    default:
      return NOTHING
  }
}

/** Its direct expressions and statements, in source order. */
function partsOf(stmt: Stmt): readonly (Expr | Stmt)[] {
  switch (stmt.kind) {
    case 'FunctionDef':
      return [
        ...stmt.decorators,
        ...stmt.params.flatMap(exprsOfParam),
        ...present(stmt.returns),
        ...stmt.body,
      ]
    case 'ClassDef':
      return [...stmt.decorators, ...stmt.bases, ...stmt.keywords.map(({ value }) => value), ...stmt.body]
    case 'Return':
    case 'Raise':
      return present(stmt.value)
    case 'Assign':
      return [...stmt.targets, ...present(stmt.annotation), ...present(stmt.value)]
    case 'AugAssign':
      return [stmt.target, stmt.value]
    case 'ExprStmt':
      return [stmt.value]
    case 'If':
    case 'While':
      return [stmt.test, ...stmt.body, ...stmt.orelse]
    case 'For':
      return [stmt.target, stmt.iter, ...stmt.body, ...stmt.orelse]
    case 'With':
      return [...stmt.items.flatMap(({ context, target }) => [context, ...present(target)]), ...stmt.body]
    case 'Try':
      return [
        ...stmt.body,
        ...stmt.handlers.flatMap(({ type, name, body }) => [...present(type), ...present(name), ...body]),
        ...stmt.orelse,
        ...stmt.finalbody,
      ]
    case 'Assert':
      return [stmt.test]
    case 'Delete':
      return stmt.targets
    case 'Match':
      return [
        stmt.subject,
        ...stmt.cases.flatMap(({ literals, binds, guard, body }) => [
          ...(literals ?? []),
          ...binds,
          ...present(guard),
          ...body,
        ]),
      ]
    case 'Broken':
      return stmt.body
    default:
      return NOTHING
  }
}

function exprsOfParam(param: Param): Expr[] {
  return [...present(param.annotation), ...present(param.default)]
}

function present<Part>(part: Part | null): Part[] {
  return part === null ? [] : [part]
}

/** `f(*a, b=c, *d)`: positional and named arguments may be mixed. */
function inOrder(exprs: Expr[]): Expr[] {
  const mixed = exprs.some((expr, at) => at > 0 && expr.start < (exprs[at - 1] as Expr).start)
  return mixed ? exprs.sort((a, b) => a.start - b.start) : exprs
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'FunctionDef',
  'ClassDef',
  'Return',
  'Assign',
  'AugAssign',
  'ExprStmt',
  'If',
  'For',
  'While',
  'With',
  'Try',
  'Raise',
  'Import',
  'ImportFrom',
  'Assert',
  'Delete',
  'Global',
  'Match',
  'Pass',
  'Break',
  'Continue',
  'Broken',
] satisfies Stmt['kind'][])

function isStmt(node: Expr | Stmt): node is Stmt {
  return STATEMENTS.has(node.kind)
}
