// The three sources of settings, each read into dotted names and checked values.
import {
  didYouMean,
  didYouMeanVariable,
  ENVIRONMENT_PREFIX,
  FILE_VARIABLE,
  isGroup,
  isSetting,
  membersOf,
  settingOfVariable,
} from './names.ts'
import { type SettingsProblem, shortName } from './problem.ts'
import type { Value } from './setting.ts'
import { type SettingName, settingsTable } from './settings.ts'
import { type Reading, readEnvironment, readValue } from './value.ts'

export interface Source {
  readonly values: Map<SettingName, Value>
  readonly problems: SettingsProblem[]
}

/**
 * All variables that begin with PORTCULLIS_. An empty one counts as not set, since Compose and CI hand on unset ones
 * that way.
 */
export function fromEnvironment(env: NodeJS.ProcessEnv): Source {
  const source: Source = { values: new Map(), problems: [] }
  for (const [variable, raw] of Object.entries(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || variable === FILE_VARIABLE) continue
    const name = settingOfVariable(variable)
    const text = (raw ?? '').trim()
    if (name === undefined) {
      const words = `unknown setting \`${shortName(variable)}\` in the environment${didYouMeanVariable(variable)}`
      source.problems.push({ setting: variable, source: variable, words })
    } else if (text !== '') {
      keep(source, name, variable, readEnvironment(settingsTable[name], text))
    }
  }
  return source
}

/**
 * A nested object of the file or of the options. Only its own keys are read, and only names of the table are ever
 * written, so that `__proto__` is one more unknown name.
 */
export function fromObject(content: unknown, from: string): Source {
  const source: Source = { values: new Map(), problems: [] }
  if (!isObject(content)) {
    const words = `${from} must hold one object of settings, not ${Array.isArray(content) ? 'a list' : 'a single value'}`
    source.problems.push({ setting: '', source: from, words })
    return source
  }
  for (const [key, value] of Object.entries(content)) {
    if (value === undefined) continue
    if (key.includes('.')) refuseDotted(source, key, from)
    else if (isObject(value) && !isSetting(key)) readGroup(source, key, value, from)
    else readEntry(source, key, value, from)
  }
  return source
}

/** One way to write a name: `{ "session": { "idle": 1 }, "session.idle": 2 }` would leave open which one is meant. */
function refuseDotted(source: Source, name: string, from: string): void {
  const nested = isSetting(name) ? name.replace('.', '": { "') : 'group": { "name'
  const words = `\`${shortName(name)}\` in ${from} is written with a dot; write it nested: { "${nested}": … } }`
  source.problems.push({ setting: name, source: from, words })
}

function readGroup(source: Source, group: string, entries: object, from: string): void {
  const known = isGroup(group)
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) readEntry(source, `${group}.${key}`, value, from)
  }
  if (!known && Object.keys(entries).length === 0) unknown(source, group, from)
}

function readEntry(source: Source, name: string, value: unknown, from: string): void {
  if (isSetting(name)) keep(source, name, from, readValue(settingsTable[name], value))
  else if (isGroup(name)) refuseSingle(source, name, from)
  else unknown(source, name, from)
}

function refuseSingle(source: Source, group: string, from: string): void {
  const words = `\`${group}\` in ${from} is a group of settings (${membersOf(group)}), so it must hold an object`
  source.problems.push({ setting: group, source: from, words })
}

function unknown(source: Source, name: string, from: string): void {
  const words = `unknown setting \`${shortName(name)}\` in ${from}${didYouMean(name)}`
  source.problems.push({ setting: name, source: from, words })
}

function keep(source: Source, name: SettingName, from: string, reading: Reading): void {
  if ('value' in reading) source.values.set(name, reading.value)
  else source.problems.push({ setting: name, source: from, words: `\`${name}\` (${from}) ${reading.wrong}` })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
