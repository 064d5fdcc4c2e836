// `[tool.portcullis-audit]` in the pyproject.toml of the audited folder, or of a folder above it in the same repository.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Confidence, Severity } from './finding.ts'
import { didYouMean } from './meant.ts'
import { CONFIDENCES, SEVERITIES } from './result.ts'
import { UsageError } from './usage-error.ts'

const FILE = 'pyproject.toml'
const TABLE = 'portcullis-audit'
/** Bytes; a larger one is not read. */
const LARGEST_FILE = 1024 * 1024

export interface AuditSettings {
  /** The file they stand in. */
  readonly from: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  /** Only these rules. */
  readonly rules?: readonly string[]
  /** All but these. */
  readonly ignore?: readonly string[]
  readonly severity?: Readonly<Record<string, Severity>>
  readonly failOn?: Severity | 'none'
  readonly minConfidence?: Confidence
  /** Absolute. */
  readonly baseline?: string
  readonly includeTests?: boolean
}

const KEYS = [
  'exclude',
  'include',
  'rules',
  'ignore',
  'severity',
  'fail-on',
  'min-confidence',
  'baseline',
  'include-tests',
]

/**
 * @param known ids of all rules
 * @throws UsageError for whatever is not as it should be
 */
export async function findSettings(root: string, known: readonly string[]): Promise<AuditSettings | null> {
  for (const folder of foldersFor(root)) {
    const file = join(folder, FILE)
    const text = textOf(file)
    if (text === undefined || !text.includes(TABLE)) continue
    const table = await tableOf(text, file)
    if (table !== undefined) return settingsOf(table, { file, folder, root: folderOf(root), known })
  }
  return null
}

/** The audited folder, and those above it up to the repository's own; without a repository none above. */
function foldersFor(root: string): string[] {
  const folders = [folderOf(root)]
  for (let folder = folders[0] as string; ; folder = dirname(folder)) {
    if (folder !== folders[0]) folders.push(folder)
    if (existsSync(join(folder, '.git'))) return folders
    if (dirname(folder) === folder) return folders.slice(0, 1)
  }
}

function folderOf(root: string): string {
  const absolute = resolve(root)
  return statSync(absolute, { throwIfNoEntry: false })?.isFile() ? dirname(absolute) : absolute
}

function textOf(file: string): string | undefined {
  try {
    const found = statSync(file)
    return found.isFile() && found.size <= LARGEST_FILE ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}

async function tableOf(text: string, file: string): Promise<Record<string, unknown> | undefined> {
  const { parse } = await import('smol-toml')
  let data: Record<string, unknown>
  try {
    data = parse(text)
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${(error as Error).message.split('\n')[0]}`)
  }
  const tool = data['tool']
  return isTable(tool) && isTable(tool[TABLE]) ? tool[TABLE] : undefined
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Where {
  readonly file: string
  readonly folder: string
  readonly root: string
  readonly known: readonly string[]
}

function settingsOf(table: Record<string, unknown>, where: Where): AuditSettings {
  const { file, folder, root, known } = where
  const wrong = Object.keys(table).find((key) => !KEYS.includes(key))
  if (wrong !== undefined)
    throw new UsageError(
      `${file}: [tool.${TABLE}] has no setting \`${wrong.slice(0, 40)}\`${didYouMean(wrong, KEYS)}`,
    )
  const below = relative(folder, root).replaceAll('\\', '/')
  const globs = (key: string) => textsOf(table, key, file)?.map((glob) => withoutPrefix(glob, below))
  const rules = idsOf(textsOf(table, 'rules', file), 'rules', where)
  const ignore = idsOf(textsOf(table, 'ignore', file), 'ignore', where)
  const include = globs('include')
  const exclude = globs('exclude')
  const severity = severitiesOf(table['severity'], file, known)
  const failOn = oneOf(table, 'fail-on', [...SEVERITIES, 'none' as const], file)
  const minConfidence = oneOf(table, 'min-confidence', CONFIDENCES, file)
  const baseline = oneText(table, 'baseline', file)
  const includeTests = oneSwitch(table, 'include-tests', file)
  return {
    from: file,
    ...(rules && { rules }),
    ...(ignore && { ignore }),
    ...(include && { include }),
    ...(exclude && { exclude }),
    ...(severity && { severity }),
    ...(failOn && { failOn }),
    ...(minConfidence && { minConfidence }),
    ...(baseline !== undefined && { baseline: resolve(folder, baseline) }),
    ...(includeTests !== undefined && { includeTests }),
  }
}

/** Globs are written as seen from the file they stand in, and meant below the audited folder. */
function withoutPrefix(glob: string, below: string): string {
  return below !== '' && glob.startsWith(`${below}/`) ? glob.slice(below.length + 1) : glob
}

function textsOf(table: Record<string, unknown>, key: string, file: string): string[] | undefined {
  const value = table[key]
  if (value === undefined) return undefined
  const list = typeof value === 'string' ? [value] : value
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string'))
    throw new UsageError(`${file}: \`${key}\` is a list of texts`)
  return list
}

function idsOf(ids: string[] | undefined, key: string, { file, known }: Where): string[] | undefined {
  const wrong = ids?.find((id) => !known.includes(id))
  if (wrong !== undefined)
    throw new UsageError(
      `${file}: \`${key}\`: there is no rule \`${wrong.slice(0, 40)}\`${didYouMean(wrong, known)}`,
    )
  return ids
}

function severitiesOf(value: unknown, file: string, known: readonly string[]) {
  if (value === undefined) return undefined
  if (!isTable(value)) throw new UsageError(`${file}: \`severity\` is a table: FL103 = "high"`)
  idsOf(Object.keys(value), 'severity', { file, folder: '', root: '', known })
  for (const id of Object.keys(value)) oneOf(value, id, SEVERITIES, file)
  return { ...value } as Record<string, Severity>
}

function oneOf<T extends string>(
  table: Record<string, unknown>,
  key: string,
  allowed: readonly T[],
  file: string,
): T | undefined {
  const value = table[key]
  if (value === undefined) return undefined
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new UsageError(`${file}: \`${key}\` is one of ${allowed.join(', ')}`)
  return found
}

function oneText(table: Record<string, unknown>, key: string, file: string): string | undefined {
  const value = table[key]
  if (value !== undefined && typeof value !== 'string') throw new UsageError(`${file}: \`${key}\` is a text`)
  return value
}

function oneSwitch(table: Record<string, unknown>, key: string, file: string): boolean | undefined {
  const value = table[key]
  if (value !== undefined && typeof value !== 'boolean')
    throw new UsageError(`${file}: \`${key}\` is true or false`)
  return value
}
