// Statements: from the grammar's nodes to those of ast.ts, one function for each kind.
import type { Expr, Stmt } from './ast.ts'
import { lowerAssignment, lowerAugmented, lowerTypeAlias } from './lower-assign.ts'
import { lowerArguments } from './lower-compound.ts'
import { exprOr, hasToken, isToken, type Lowering, oneOrTuple, parts, span, textOf } from './lower-context.ts'
import { callOfStatement } from './lower-expr.ts'
import { lowerFrom, lowerFuture, lowerImport } from './lower-import.ts'
import { lowerMatch } from './lower-match.ts'
import { lowerParams } from './lower-params.ts'
import { lowerTry } from './lower-try.ts'

/** `elif` around each other in the tree; what comes after is kept side by side. */
const MAX_ELIFS = 100

type Lower = (of: Lowering, i: number) => Stmt

const plain =
  (kind: 'Pass' | 'Break' | 'Continue'): Lower =>
  (of, i) => ({ kind, ...span(of, i) })
const scope: Lower = (of, i) => ({
  kind: 'Global',
  names: parts(of, i).map((at) => textOf(of, at)),
  ...span(of, i),
})
const called =
  (name: string): Lower =>
  (of, i) => ({ kind: 'ExprStmt', value: callOfStatement(of, i, name), ...span(of, i) })

const TABLE = new Map<string, Lower>([
  ['expression_statement', expressionStatement],
  ['print_statement', called('print')],
  ['exec_statement', called('exec')],
  ['type_alias_statement', lowerTypeAlias],
  ['return_statement', (of, i) => ({ kind: 'Return', value: optional(of, parts(of, i)), ...span(of, i) })],
  [
    'raise_statement',
    (of, i) => ({ kind: 'Raise', value: optional(of, parts(of, i).slice(0, 1)), ...span(of, i) }),
  ],
  ['assert_statement', (of, i) => ({ kind: 'Assert', test: exprOr(of, parts(of, i)[0], i), ...span(of, i) })],
  ['delete_statement', deleteStatement],
  ['global_statement', scope],
  ['nonlocal_statement', scope],
  ['pass_statement', plain('Pass')],
  ['break_statement', plain('Break')],
  ['continue_statement', plain('Continue')],
  ['import_statement', lowerImport],
  ['import_from_statement', lowerFrom],
  ['future_import_statement', lowerFuture],
  ['if_statement', ifStatement],
  ['while_statement', whileStatement],
  ['for_statement', forStatement],
  ['with_statement', withStatement],
  ['try_statement', (of, i) => lowerTry(of, i, lowerBlock)],
  ['match_statement', (of, i) => lowerMatch(of, i, lowerBlock)],
  ['function_definition', (of, i) => functionDefinition(of, i, [])],
  ['class_definition', (of, i) => classDefinition(of, i, [])],
  ['decorated_definition', decorated],
])

/** The statements among the children of `i`; undefined: none. */
export function lowerBlock(of: Lowering, i: number | undefined): Stmt[] {
  if (i === undefined) return []
  const found: Stmt[] = []
  const end = of.next[i] as number
  for (let at = i + 1; at < end; at = of.next[at] as number)
    if (!isToken(of.kinds[at] as string)) found.push(lowerStmt(of, at))
  return found
}

function lowerStmt(of: Lowering, i: number): Stmt {
  const kind = of.kinds[i] as string
  const lower = TABLE.get(kind)
  if (lower !== undefined) return lower(of, i)
  if (kind === 'ERROR' || kind === 'block') return { kind: 'Broken', body: lowerBlock(of, i), ...span(of, i) }
  return { kind: 'ExprStmt', value: of.expr(i), ...span(of, i) }
}

function optional(of: Lowering, found: readonly number[]): Expr | null {
  return found[0] === undefined ? null : of.expr(found[0])
}

function expressionStatement(of: Lowering, i: number): Stmt {
  const inside = parts(of, i)
  const first = inside[0] ?? i
  if (of.kinds[first] === 'assignment') return lowerAssignment(of, first)
  if (of.kinds[first] === 'augmented_assignment') return lowerAugmented(of, first)
  return { kind: 'ExprStmt', value: oneOrTuple(of, inside, i, hasToken(of, i, "','")), ...span(of, i) }
}

function deleteStatement(of: Lowering, i: number): Stmt {
  const first = parts(of, i)[0]
  const several = first !== undefined && of.kinds[first] === 'expression_list'
  const targets = several ? parts(of, first) : first === undefined ? [] : [first]
  return { kind: 'Delete', targets: targets.map(of.expr), ...span(of, i) }
}

/** `elif` clauses stand side by side in the grammar, and each in the one before it in the tree. */
function ifStatement(of: Lowering, i: number): Stmt {
  const inside = parts(of, i)
  const outer = of.elifs
  const last = inside.find((at) => of.kinds[at] === 'else_clause')
  const clauses = [i, ...inside.filter((at) => of.kinds[at] === 'elif_clause')]
  const nested = clauses.slice(0, Math.max(1, MAX_ELIFS - outer))
  const made = nested.map((at) => {
    const [test] = parts(of, at)
    const body = lowerBlock(of, blockOf(of, at))
    of.elifs++
    return { test: exprOr(of, test, at), body, ...span(of, at) }
  })
  const tooDeep = clauses.slice(nested.length)
  let orelse: Stmt[] = tooDeep.map((at) => ({
    kind: 'Broken',
    body: lowerBlock(of, blockOf(of, at)),
    ...span(of, at),
  }))
  orelse.push(...lowerBlock(of, last === undefined ? undefined : blockOf(of, last)))
  of.elifs = outer
  const end = of.ends[i] as number
  for (const clause of made.reverse()) orelse = [{ kind: 'If', ...clause, orelse, end }]
  return orelse[0] as Stmt
}

function blockOf(of: Lowering, i: number): number | undefined {
  return parts(of, i).find((at) => of.kinds[at] === 'block')
}

function elseOf(of: Lowering, i: number): Stmt[] {
  const clause = parts(of, i).find((at) => of.kinds[at] === 'else_clause')
  return clause === undefined ? [] : lowerBlock(of, blockOf(of, clause))
}

function whileStatement(of: Lowering, i: number): Stmt {
  const test = exprOr(of, parts(of, i)[0], i)
  return { kind: 'While', test, body: lowerBlock(of, blockOf(of, i)), orelse: elseOf(of, i), ...span(of, i) }
}

function forStatement(of: Lowering, i: number): Stmt {
  const [target, iter] = parts(of, i)
  return {
    kind: 'For',
    target: exprOr(of, target, i),
    iter: exprOr(of, iter, i),
    body: lowerBlock(of, blockOf(of, i)),
    orelse: elseOf(of, i),
    ...span(of, i),
  }
}

function withStatement(of: Lowering, i: number): Stmt {
  const clause = parts(of, i).find((at) => of.kinds[at] === 'with_clause')
  const items = (clause === undefined ? [] : parts(of, clause)).map((at) => {
    const value = parts(of, at)[0]
    if (value === undefined || of.kinds[value] !== 'as_pattern')
      return { context: exprOr(of, value, at), target: null }
    const [context, target] = parts(of, value)
    return { context: exprOr(of, context, value), target: exprOr(of, target, value) }
  })
  return { kind: 'With', items, body: lowerBlock(of, blockOf(of, i)), ...span(of, i) }
}

function decorated(of: Lowering, i: number): Stmt {
  const inside = parts(of, i)
  const decorators = inside
    .filter((at) => of.kinds[at] === 'decorator')
    .map((at) => exprOr(of, parts(of, at)[0], at))
  const definition = inside.findLast((at) => of.kinds[at] !== 'decorator')
  if (definition !== undefined && of.kinds[definition] === 'function_definition')
    return functionDefinition(of, definition, decorators)
  if (definition !== undefined && of.kinds[definition] === 'class_definition')
    return classDefinition(of, definition, decorators)
  return { kind: 'Broken', body: [], ...span(of, i) }
}

function functionDefinition(of: Lowering, i: number, decorators: readonly Expr[]): Stmt {
  const inside = parts(of, i)
  const name = inside.find((at) => of.kinds[at] === 'identifier')
  const params = inside.find((at) => of.kinds[at] === 'parameters')
  const returns = inside.find((at) => of.kinds[at] === 'type')
  return {
    kind: 'FunctionDef',
    name: name === undefined ? '' : textOf(of, name),
    params: params === undefined ? [] : lowerParams(of, params),
    body: lowerBlock(of, blockOf(of, i)),
    decorators,
    isAsync: hasToken(of, i, "'async'"),
    returns: returns === undefined ? null : of.expr(returns),
    ...span(of, i),
  }
}

function classDefinition(of: Lowering, i: number, decorators: readonly Expr[]): Stmt {
  const inside = parts(of, i)
  const name = inside.find((at) => of.kinds[at] === 'identifier')
  const list = inside.find((at) => of.kinds[at] === 'argument_list')
  const { args, keywords } = lowerArguments(of, list)
  return {
    kind: 'ClassDef',
    name: name === undefined ? '' : textOf(of, name),
    bases: args,
    keywords,
    body: lowerBlock(of, blockOf(of, i)),
    decorators,
    ...span(of, i),
  }
}
