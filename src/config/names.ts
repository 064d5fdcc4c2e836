// The names of settings: dotted in code, with underscores in the environment.
import { nearest } from './nearest.ts'
import { type SettingName, settingsTable } from './settings.ts'

export const ENVIRONMENT_PREFIX = 'PORTCULLIS_'
/** Names the settings file; the one variable with the prefix that is no setting. */
export const FILE_VARIABLE = `${ENVIRONMENT_PREFIX}CONFIG`

export const settingNames = Object.keys(settingsTable) as SettingName[]

const byVariable = new Map(settingNames.map((name) => [environmentName(name), name]))
const groups = new Set(settingNames.filter((name) => name.includes('.')).map((name) => name.split('.')[0]!))

/** The one rule: dots and humps become underscores, and all of it upper case. `hsts.maxAge` → PORTCULLIS_HSTS_MAX_AGE. */
export function environmentName(name: string): string {
  return ENVIRONMENT_PREFIX + name.replaceAll('.', '_').replace(/[A-Z]/g, '_$&').toUpperCase()
}

export function settingOfVariable(variable: string): SettingName | undefined {
  return byVariable.get(variable)
}

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name)
}

export function isGroup(name: string): boolean {
  return groups.has(name)
}

/** "; did you mean `session.idle`?", or where to look when no name is near. */
export function didYouMean(wrong: string): string {
  const meant = nearest(wrong, settingNames)
  return meant === undefined ? '; docs/settings.md lists all names' : `; did you mean \`${meant}\`?`
}

/** The same for a variable of the environment. */
export function didYouMeanVariable(wrong: string): string {
  const rest = wrong.slice(ENVIRONMENT_PREFIX.length)
  const meant = nearest(rest, settingNames) ?? nearest(rest, ['CONFIG'])
  if (meant === undefined) return '; docs/settings.md lists all names'
  return `; did you mean \`${meant === 'CONFIG' ? FILE_VARIABLE : environmentName(meant)}\`?`
}
