// Which statement of SQL a string begins.

/** Statements that change something, and the word that must follow: most of them are plain English as well. */
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
  if (first === undefined) return false
  if (first === 'update') return third === 'set' || /\sset\s/i.test(text)
  return second !== undefined && (FOLLOWED.get(first)?.includes(second) ?? false)
}
