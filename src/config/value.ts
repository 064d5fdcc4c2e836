// Reading one value for one setting, from any source.
import { nearest } from './nearest.ts'
import { parseOrigin } from './origin.ts'
import { expectation, shown } from './problem.ts'
import type { Setting, Value } from './setting.ts'
import { parseBytes, parseSeconds } from './units.ts'

const TRUE = ['true', 'yes', 'on', '1']
const FALSE = ['false', 'no', 'off', '0']

export type Reading = { value: Value } | { wrong: string }

type Of<T extends Setting['type']> = Extract<Setting, { type: T }>

/** A value from the environment, where everything is text: trimmed, and not empty. */
export function readEnvironment(setting: Setting, text: string): Reading {
  if (setting.type === 'integer') return readValue(setting, /^-?\d{1,15}$/.test(text) ? Number(text) : text)
  if (setting.type !== 'boolean') return readValue(setting, text)
  const lower = text.toLowerCase()
  if (TRUE.includes(lower)) return { value: true }
  return FALSE.includes(lower) ? { value: false } : refuse(setting, text)
}

/** A value from the file or the options, where types are what they are: `"3000"` is no number there. */
export function readValue(setting: Setting, given: unknown): Reading {
  switch (setting.type) {
    case 'boolean':
      return typeof given === 'boolean' ? { value: given } : refuse(setting, given)
    case 'integer':
      return readNumber(setting, given, given)
    case 'seconds':
      return readNumber(setting, typeof given === 'string' ? parseSeconds(given) : given, given)
    case 'bytes':
      return readNumber(setting, typeof given === 'string' ? parseBytes(given) : given, given)
    case 'enum':
      return readEnum(setting, given)
    case 'list':
      return readList(setting, given)
    default:
      return readText(setting, given)
  }
}

function readNumber(setting: Of<'integer' | 'seconds' | 'bytes'>, number: unknown, given: unknown): Reading {
  const right = Number.isSafeInteger(number) && Number(number) >= setting.min && Number(number) <= setting.max
  return right ? { value: Number(number) } : refuse(setting, given)
}

function readEnum(setting: Of<'enum'>, given: unknown): Reading {
  if (typeof given !== 'string') return refuse(setting, given)
  if (setting.values.includes(given)) return { value: given }
  const meant = nearest(given, setting.values)
  return refuse(
    setting,
    given,
    meant === undefined ? expectation(setting) : `${expectation(setting)}; did you mean \`${meant}\`?`,
  )
}

function readList(setting: Of<'list'>, given: unknown): Reading {
  const items =
    typeof given === 'string'
      ? given
          .split(',')
          .map((item) => item.trim())
          .filter(Boolean)
      : given
  if (!Array.isArray(items)) return refuse(setting, given)
  for (const item of items) {
    if (typeof item !== 'string' || item === '')
      return { wrong: `holds ${shown(setting, item)}, but must be ${expectation(setting)}` }
    const rule = setting.check?.(item)
    if (rule !== undefined) return refuse(setting, item, rule)
  }
  return { value: [...items] }
}

function readText(setting: Of<'string' | 'path' | 'url' | 'origin' | 'limit'>, given: unknown): Reading {
  if (typeof given !== 'string') return refuse(setting, given)
  if (given === '' && setting.default === '') return { value: '' }
  if (given.trim() === '' || given.includes('\u0000')) return refuse(setting, given)
  const rule = setting.check?.(given)
  if (rule !== undefined) return refuse(setting, given, rule)
  if (setting.type !== 'origin') return { value: given }
  const parsed = parseOrigin(given)
  return 'origin' in parsed ? { value: parsed.origin } : refuse(setting, given, parsed.wrong)
}

function refuse(setting: Setting, given: unknown, rule = expectation(setting)): Reading {
  return { wrong: `is ${shown(setting, given)}, but must be ${rule}` }
}
