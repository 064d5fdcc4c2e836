// The statement that an offset stands in, and the functions and classes around it.
import type { Module, Stmt } from './python/ast.ts'

export interface Surroundings {
  /** Of the innermost statement; of a compound one its head alone: `def` to the colon, decorators included. */
  readonly start: number
  readonly end: number
  /** `Cart.add`; '' at the top of the module. */
  readonly scope: string
}

export function surroundingsOf(module: Module, offset: number): Surroundings {
  const scope: string[] = []
  let found: Surroundings = { start: offset, end: offset, scope: '' }
  for (let list = module.body; ; ) {
    const statement = statementIn(list, offset)
    if (statement === undefined) return { ...found, scope: scope.join('.') }
    if (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') scope.push(statement.name)
    const lists = listsOf(statement)
    const first = Math.min(...lists.flatMap((inner) => (inner[0] === undefined ? [] : [beginOf(inner[0])])))
    found = { start: beginOf(statement), end: Math.min(statement.end, first), scope: '' }
    const next = lists.find((inner) => statementIn(inner, offset) !== undefined)
    if (next === undefined) return { ...found, scope: scope.join('.') }
    list = next
  }
}

/** Decorators stand before what they decorate. */
function beginOf(statement: Stmt): number {
  const decorator = 'decorators' in statement ? statement.decorators[0] : undefined
  return decorator === undefined ? statement.start : Math.min(statement.start, decorator.start - 1)
}

/** Statements stand in source order, so the last one that begins before the offset is the only one to hold it. */
function statementIn(list: readonly Stmt[], offset: number): Stmt | undefined {
  let low = 0
  let high = list.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (beginOf(list[middle] as Stmt) <= offset) low = middle + 1
    else high = middle - 1
  }
  const candidate = list[high]
  return candidate !== undefined && offset <= candidate.end ? candidate : undefined
}

function listsOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
    case 'Broken':
      return [statement.body]
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse]
    case 'Try':
      return [
        statement.body,
        ...statement.handlers.map(({ body }) => body),
        statement.orelse,
        statement.finalbody,
      ]
    case 'Match':
      return statement.cases.map(({ body }) => body)
    default:
      return []
  }
}
