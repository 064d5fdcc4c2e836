// Loads the settings from environment, file and options over safe defaults, or refuses with every problem at once.
import { resolve } from 'node:path'
import { readSettingsFile } from './file.ts'
import { FILE_VARIABLE } from './names.ts'
import { SettingsError, type SettingsProblem } from './problem.ts'
import type { Value } from './setting.ts'
import { type SettingName, type Settings, type SettingsInput, settingsTable } from './settings.ts'
import { fromEnvironment, fromObject, type Source } from './sources.ts'
import { brokenTogether } from './together.ts'

/** Read from the working directory when no other file is named. */
const DEFAULT_FILE = 'portcullis.config.json'

export interface LoadOptions {
  /** From the embedding app: the weakest source. */
  readonly options?: SettingsInput | undefined
  /** Default: the environment of the process, read at this call. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** The folder that relative paths are seen from. Default: the working directory. */
  readonly cwd?: string | undefined
  /** Another settings file. It must exist, as one named by PORTCULLIS_CONFIG must; this one comes before that. */
  readonly file?: string | undefined
}

/**
 * The settings in force: environment over file over options over defaults, each name by itself. Frozen.
 * @throws SettingsError with all problems: unknown names, wrong values, an unreadable file, contradictions
 */
export function loadSettings({
  options = {},
  env = process.env,
  cwd = process.cwd(),
  file,
}: LoadOptions = {}): Settings {
  const sources = [fromObject(options, 'options'), fromFile(env, cwd, file), fromEnvironment(env)]
  const problems = sources.flatMap((source) => source.problems)
  const settings = nest(completed(merged(sources, env), cwd))
  const wrong = new Set(problems.map((problem) => problem.setting))
  for (const { setting, words } of brokenTogether(settings, wrong))
    problems.push({ setting, source: '', words })
  if (problems.length > 0) throw new SettingsError(problems)
  return settings
}

/**
 * The origin that development takes when none is set. `port` may be the one that was really bound; production has no
 * default, and answers the empty text.
 */
export function deriveOrigin(
  settings: Pick<Settings, 'mode' | 'origin' | 'port'>,
  port: number = settings.port,
): string {
  if (settings.origin !== '' || settings.mode === 'production' || port === 0) return settings.origin
  return `http://localhost${port === 80 ? '' : `:${port}`}`
}

function fromFile(env: NodeJS.ProcessEnv, cwd: string, file: string | undefined): Source {
  const named = file ?? (env[FILE_VARIABLE]?.trim() || undefined)
  const path = resolve(cwd, named ?? DEFAULT_FILE)
  const reading = readSettingsFile(path)
  if (reading === undefined && named === undefined) return { values: new Map(), problems: [] }
  if (reading !== undefined && 'content' in reading) return fromObject(reading.content, path)
  const words = `the settings file ${path} ${reading === undefined ? 'does not exist' : reading.wrong}`
  return { values: new Map(), problems: [{ setting: '', source: path, words } satisfies SettingsProblem] }
}

function merged(sources: readonly Source[], env: NodeJS.ProcessEnv): Map<SettingName, Value> {
  const values = new Map<SettingName, Value>()
  for (const [name, setting] of Object.entries(settingsTable))
    values.set(name as SettingName, setting.default)
  if (env['NODE_ENV'] === 'production') values.set('mode', 'production')
  for (const source of sources) for (const [name, value] of source.values) values.set(name, value)
  return values
}

/** What depends on other settings or on where the process stands. */
function completed(values: Map<SettingName, Value>, cwd: string): Map<SettingName, Value> {
  const { mode, origin, port, data } = nest(values)
  return values.set('data', resolve(cwd, data)).set('origin', deriveOrigin({ mode, origin, port }))
}

/** Names come from the table alone, so that no foreign key ever becomes a property. */
function nest(values: ReadonlyMap<SettingName, Value>): Settings {
  const nested: Record<string, Value | Record<string, Value>> = {}
  for (const [name, value] of values) {
    Object.freeze(value)
    const [group = '', member] = name.split('.')
    if (member === undefined) nested[group] = value
    else nested[group] = { ...(nested[group] as Record<string, Value> | undefined), [member]: value }
  }
  for (const value of Object.values(nested)) Object.freeze(value)
  return Object.freeze(nested) as unknown as Settings
}
