// The names of settings: dotted in code, with underscores in the environment.
import { nearest, plain } from './nearest.ts'
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

/** What other libraries call it, in plain form. */
const ELSEWHERE = new Map<string, SettingName>([
  ['sessionmaxage', 'session.absolute'],
  ['sessionlifetime', 'session.absolute'],
  ['sessionttl', 'session.absolute'],
  ['sessionexpires', 'session.absolute'],
  ['sessiontimeout', 'session.idle'],
  ['ratelimit', 'limits.default'],
  ['ratelimits', 'limits.default'],
  ['ratelimitmax', 'limits.default'],
])
const GROUPS_ELSEWHERE = new Map([
  ['ratelimit', 'limits'],
  ['ratelimits', 'limits'],
])

function settingMeant(wrong: string): SettingName | undefined {
  return ELSEWHERE.get(plain(wrong)) ?? (nearest(wrong, settingNames) as SettingName | undefined)
}

/** "; did you mean `session.idle`?", or where to look when no name is near. */
export function didYouMean(wrong: string): string {
  const group = wrong.split('.')[0]!
  const meant = wrong.includes('.') && !isGroup(group) ? nearest(wrong, settingNames) : settingMeant(wrong)
  if (meant !== undefined) return `; did you mean \`${meant}\`?`
  if (isGroup(group)) return `; in the group \`${group}\` there are ${membersOf(group)}`
  const groupMeant = GROUPS_ELSEWHERE.get(plain(group)) ?? nearest(group, [...groups])
  return groupMeant === undefined
    ? '; docs/settings.md lists all names'
    : `; did you mean the group \`${groupMeant}\`?`
}

/** "`session.idle`, `session.absolute`". */
export function membersOf(group: string): string {
  const members = settingNames.filter((name) => name.startsWith(`${group}.`))
  return members.map((name) => `\`${name}\``).join(', ')
}

/** The same for a variable of the environment. */
export function didYouMeanVariable(wrong: string): string {
  const rest = wrong.slice(ENVIRONMENT_PREFIX.length)
  const meant = settingMeant(rest) ?? nearest(rest, ['CONFIG'])
  if (meant === undefined) return '; docs/settings.md lists all names'
  return `; did you mean \`${meant === 'CONFIG' ? FILE_VARIABLE : environmentName(meant)}\`?`
}
