// What is wrong with the settings: every problem at once, each with its name, its source and the right value.
import type { Setting } from './setting.ts'
import { bytesInWords, secondsInWords } from './units.ts'

/** Text of a wrong value shown at most, in characters. */
const SHOWN = 40
/** The user name and password in an address. */
const USER_INFO = /\/\/[^/]*@/

export interface SettingsProblem {
  /** The setting as it was written there: `session.idle`, or PORTCULLIS_SESION_IDLE when it is unknown. */
  readonly setting: string
  /** The environment variable, the file's path, or `options`. */
  readonly source: string
  readonly words: string
}

/** The settings can't be used. `problems` holds all of them; the message is made for the person who starts the program. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly SettingsProblem[]

  constructor(problems: readonly SettingsProblem[]) {
    const list = problems.map((problem) => `  - ${problem.words}`)
    super(
      [
        problems.length === 1 ? 'A setting is wrong:' : `${problems.length} settings are wrong:`,
        ...list,
      ].join('\n'),
    )
    this.problems = problems
  }
}

/** What a right value of this setting is, by type and limits. */
export function expectation(setting: Setting): string {
  switch (setting.type) {
    case 'boolean':
      return '`true` or `false`'
    case 'integer':
      return `a whole number from ${setting.min} to ${setting.max}`
    case 'seconds':
      return `whole seconds, or a text such as \`12h\`, from ${secondsInWords(setting.min)} to ${secondsInWords(setting.max)}`
    case 'bytes':
      return `whole bytes, or a text such as \`64 KiB\`, from ${bytesInWords(setting.min)} to ${bytesInWords(setting.max)}`
    case 'enum':
      return `one of ${setting.values.map((value) => `\`${value}\``).join(', ')}`
    case 'list':
      return 'a list of texts, or one text with commas'
    default:
      return setting.default === '' ? 'a text' : 'a text that is not empty'
  }
}

/** A wrong value as a problem may show it: never a secret, never long, never a control character. */
export function shown(setting: Setting, value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  if (typeof value !== 'string') {
    const plain = !setting.secret && (typeof value === 'number' || typeof value === 'boolean')
    return plain ? `\`${value}\`` : `a value of type ${typeof value}`
  }
  if (value === '') return 'an empty text'
  if (setting.secret) return 'a text (not shown)'
  return `\`${shortName(value.replace(USER_INFO, '//…@'))}\``
}

/** Foreign text in a message: its first characters, with control characters spelled out. */
export function shortName(text: string): string {
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return JSON.stringify(short).slice(1, -1)
}
