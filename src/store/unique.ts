// Which column a second row of the same value met, in the same words on both databases.
import { isSqliteError } from './sqlite/errors.ts'

/** sqlite.org/rescode.html: SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID. */
const SQLITE_UNIQUE = new Set([1555, 2067, 2579])
/** postgresql.org/docs/current/errcodes-appendix.html: unique_violation. */
const POSTGRES_UNIQUE = '23505'

/**
 * `'users.email_key'`, or `'a.x, a.y'` for several columns; undefined for every other error.
 * Postgres tells the columns only in words of the server's language, so the name of each unique constraint and
 * primary key says them: TABLE_COLUMN_unique, several columns joined by `_and_`.
 */
export function uniqueViolation(error: unknown): string | undefined {
  if (isSqliteError(error)) {
    return SQLITE_UNIQUE.has(error.errcode) ? /: (.*)/.exec(error.message)?.[1] : undefined
  }
  const { code, table, constraint } = Object(error) as { code?: unknown; table?: string; constraint?: string }
  if (code !== POSTGRES_UNIQUE || table === undefined || constraint === undefined) return undefined
  return columnsOf(table, constraint)
}

function columnsOf(table: string, constraint: string): string {
  if (!constraint.startsWith(`${table}_`) || !constraint.endsWith('_unique')) return constraint
  const columns = constraint.slice(table.length + 1, -'_unique'.length).split('_and_')
  return columns.map((column) => `${table}.${column}`).join(', ')
}
