// Which statement of SQL a string begins.

/** Statements that change something; read as the first word. */
const WRITES = new Set([
  'insert',
  'update',
  'delete',
  'replace',
  'merge',
  'truncate',
  'drop',
  'alter',
  'create',
])
/** The word that must follow, where the first one is also plain English. */
const FOLLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ['insert', ['into', 'or', 'ignore']],
  ['delete', ['from']],
  ['replace', ['into']],
  ['merge', ['into']],
  ['truncate', ['table']],
  ['drop', ['table', 'index', 'view', 'database', 'schema', 'column']],
  ['alter', ['table', 'database', 'role', 'user']],
  ['create', ['table', 'index', 'view', 'database', 'temporary', 'temp', 'unique', 'role', 'user']],
])

export function isSqlWrite(text: string): boolean {
  const [first, second, third] = text.trimStart().slice(0, 200).toLowerCase().split(/\s+/)
  if (first === undefined || !WRITES.has(first)) return false
  if (first === 'update') return third === 'set' || /\sset\s/i.test(text)
  return second !== undefined && (FOLLOWED.get(first)?.includes(second) ?? false)
}
