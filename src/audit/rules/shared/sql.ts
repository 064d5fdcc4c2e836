// Where SQL is handed to a database, and whether what is put into it stands where a name of a column or table stands.
import type { Facts } from '../../facts/facts.ts'
import type { Expr } from '../../python/ast.ts'

/** Calls whose first argument is SQL. `execute` of what is no database is left out by the data flow itself. */
export const SQL_CALLS = [
  '*.execute',
  '*.executemany',
  '*.executescript',
  '*.exec_driver_sql',
  '*.read_sql',
  '*.raw',
  'sqlalchemy.text',
  'sqlalchemy.sql.text',
  'sqlalchemy.sql.expression.text',
  'flask_sqlalchemy.SQLAlchemy().text',
  'sqlalchemy.literal_column',
  'sqlalchemy.DDL',
  'pandas.read_sql',
  'pandas.read_sql_query',
]
/** Those that take the connection first. */
export const SQL_SELVES = ['psycopg2.extras.execute_values', 'psycopg2.extras.execute_batch']

/** Clauses after which a name is read, and comes no value. */
const NAME_BEFORE = new Set(['by', 'from', 'join', 'into', 'update', 'table', 'select', 'asc', 'desc', 'set'])
const WORD = /[a-z_]/i

/** Does each hole of the SQL in `expr` stand where SQL reads a name: after ORDER BY, FROM, in a list of columns. */
export function holesAreNames(facts: Facts, expr: Expr): boolean {
  const text = facts.flow.textOf(expr)
  if (text === undefined || !text.includes('\0')) return false
  let at = text.indexOf('\0')
  for (; at !== -1; at = text.indexOf('\0', at + 1)) if (!isName(text, at)) return false
  // Nothing but the hole is no query whose shape is known.
  return text.trim().length > 1
}

function isName(text: string, at: number): boolean {
  const before = text.slice(0, at)
  // Within quotes it is a value, whatever stands before.
  if (oddly(before, "'")) return false
  const clause = lastWord(before)
  if (clause === undefined) return false
  if (NAME_BEFORE.has(clause.word) && clause.gap !== '(') return true
  // `ORDER BY a, \0`, `ORDER BY \0 \0`, `SELECT a, \0 FROM`, `INSERT INTO t (\0)`, `SET \0 = ?`, `WHERE \0 = ?`
  const after = text.slice(at + 1)
  if (/^["`\]]?\s*=\s*(?:\?|%s|:[a-z])/i.test(after)) return true
  return isInOrdering(before)
}

function oddly(text: string, quote: string): boolean {
  let count = 0
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) count++
  return count % 2 === 1
}

function lastWord(before: string): { word: string; gap: string } | undefined {
  let end = before.length
  while (end > 0 && !WORD.test(before[end - 1] as string)) end--
  let start = end
  while (start > 0 && WORD.test(before[start - 1] as string)) start--
  if (start === end) return undefined
  const gap = before.slice(end).trim()
  return { word: before.slice(start, end).toLowerCase(), gap: gap === '' ? '' : gap.slice(-1) }
}

/** Is the last clause that begins before the hole ORDER BY or GROUP BY. */
function isInOrdering(before: string): boolean {
  const lower = before.toLowerCase()
  const order = Math.max(lower.lastIndexOf('order by'), lower.lastIndexOf('group by'))
  const other = Math.max(
    lower.lastIndexOf('where'),
    lower.lastIndexOf('limit'),
    lower.lastIndexOf('values'),
    lower.lastIndexOf('having'),
  )
  return order > other
}
