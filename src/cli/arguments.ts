// Reads the arguments by the table of commands: a call, a question for help, or what is wrong and what was meant.
import { parseArgs } from 'node:util'
import { environmentName, isSetting } from '../config/names.ts'
import { nearest } from '../config/nearest.ts'
import {
  type Command,
  type CommandName,
  commands,
  commonOptions,
  type OptionName,
  usageOf,
  type ValueOption,
} from './commands.ts'
import type { Call } from './result.ts'

export type Request =
  | { kind: 'run'; name: CommandName; call: Call }
  /** About one command, a group of them, or all. */
  | { kind: 'help'; about: string }
  | { kind: 'version' }
  | { kind: 'misused'; words: string }

const A_PASSWORD = /^p(w|wd|ass|assphrase|assword)?$/i
const NEVER_AN_ARGUMENT =
  'a password is never an argument, since others on this machine can read those; it is asked for at the terminal, or read from standard input'

/** Foreign text is quoted nowhere but for the name of a command or an option: a value may be a secret. */
export function readArguments(argv: readonly string[]): Request {
  const { words, options } = split(argv)
  const command = findCommand(words)
  const about = command?.name ?? knownGroup(words) ?? ''
  if (options.some(({ name }) => name === 'help' || name === 'h')) return { kind: 'help', about }
  if (options.some(({ name }) => name === 'version')) return { kind: 'version' }
  if (command === undefined) return misused(whichCommand(words))

  const wrongOption = options.map((option) => problemOfOption(command, option)).find(Boolean)
  if (wrongOption !== undefined) return misused(wrongOption)
  const values = words.slice(command.name.split(' ').length)
  const wrongValues = problemOfValues(command, values) ?? problemOfRepetition(command, options)
  if (wrongValues !== undefined) return misused(wrongValues)
  const names = new Set(options.map(({ name }) => name as OptionName))
  const given = Map.groupBy(
    options.flatMap(({ name, value }) => (value === undefined ? [] : [{ name: name as OptionName, value }])),
    ({ name }) => name,
  )
  const valuesOf = new Map([...given].map(([name, all]) => [name, all.map(({ value }) => value)]))
  return { kind: 'run', name: command.name, call: { values, options: names, given: valuesOf } }
}

interface GivenOption {
  /** Without dashes. */
  name: string
  shown: string
  /** Behind `=`, or the next word where the option takes one. */
  value: string | undefined
}

/** Which words are values must be known before the command is: an option takes a value in every command or in none. */
const valueOptions = Object.fromEntries(
  commands
    .flatMap(({ options }) => Object.entries<string | ValueOption>(options))
    .flatMap(([name, option]) => (typeof option === 'object' ? [[name, { type: 'string' as const }]] : [])),
)

/** Not strict, since Node's own messages quote what is wrong, and that may be a password. */
function split(argv: readonly string[]): { words: string[]; options: GivenOption[] } {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: valueOptions,
  })
  return {
    words: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    options: tokens.flatMap((token) =>
      token.kind === 'option' ? [{ name: token.name, shown: token.rawName, value: givenValue(token) }] : [],
    ),
  }
}

/** `--format --fix` forgets the value; `--output=-x` and `--output -` don't. */
function givenValue(token: {
  value: string | undefined
  inlineValue: boolean | undefined
}): string | undefined {
  const { value, inlineValue } = token
  return value !== undefined && !inlineValue && value.length > 1 && value.startsWith('-') ? undefined : value
}

function findCommand(words: readonly string[]): (typeof commands)[number] | undefined {
  return commands.find(({ name }) => name.split(' ').every((part, i) => part === words[i]))
}

/** The first words of commands that have two: `user`. */
const groups = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0]!] : [])))]

function knownGroup(words: readonly string[]): string | undefined {
  return groups.find((group) => group === words[0])
}

function whichCommand(words: readonly string[]): string {
  const group = knownGroup(words)
  const wrong = group === undefined ? words[0] : words[1]
  const within = group === undefined ? '' : `${group} `
  const candidates = [
    ...commands.map(({ name }) => name).filter((name) => name.startsWith(within)),
    ...(group === undefined ? groups : []),
  ]
  if (wrong === undefined) {
    return `a command is missing; \`portcullis ${within}--help\` lists them`
  }
  const meant = nearest(within + wrong, candidates)
  return `there is no command \`${within}${nameOnly(wrong)}\`; ${didYouMean(meant, `\`portcullis ${within}--help\` lists them`)}`
}

function problemOfOption({ name: command, options }: Command, option: GivenOption): string | undefined {
  if (Object.hasOwn(options, option.name)) return problemOfValue(options[option.name]!, option)
  if ('generate' in options && A_PASSWORD.test(option.name)) return NEVER_AN_ARGUMENT
  if (isSetting(option.name)) {
    return `\`${option.name}\` is a setting and no option: set ${environmentName(option.name)} in the environment`
  }
  const known = [...Object.keys(options), ...Object.keys(commonOptions)]
  const meant = nearest(option.name, known)
  return `\`${command}\` has no option \`${nameOnly(option.shown)}\`; ${didYouMean(meant && `--${meant}`, `\`portcullis ${command} --help\` lists them`)}`
}

function problemOfValue(known: string | ValueOption, { name, value }: GivenOption): string | undefined {
  if (typeof known === 'string') return value === undefined ? undefined : `\`--${name}\` takes no value`
  if (value === undefined || value === '') return `\`--${name}\` needs a value: --${name} ${known.takes}`
  if (known.among === undefined || known.among.includes(value)) return undefined
  const meant = nearest(value, known.among)
  return `\`--${name}\` has no value \`${nameOnly(value)}\`; ${didYouMean(meant, `it is one of ${known.among.join(', ')}`)}`
}

function problemOfValues(command: Command, values: readonly string[]): string | undefined {
  const { values: wanted } = command
  const missing = wanted.slice(values.length).filter((name) => !name.startsWith('['))
  if (missing.length > 0) return `${missing.join(' and ')} missing: ${usageOf(command)}`
  if (values.length <= wanted.length) return undefined
  const surplus = `too many arguments: ${usageOf(command)}`
  return 'generate' in command.options ? `${surplus}; ${NEVER_AN_ARGUMENT}` : surplus
}

function problemOfRepetition({ options }: Command, given: readonly GivenOption[]): string | undefined {
  const names = given.map(({ name }) => name)
  const twice = names.find((name, index) => {
    const option = options[name]
    return typeof option === 'object' && option.many !== true && names.indexOf(name) !== index
  })
  return twice === undefined ? undefined : `\`--${twice}\` is given more than once`
}

function didYouMean(meant: string | undefined, otherwise: string): string {
  return meant === undefined ? otherwise : `did you mean \`${meant}\`?`
}

/** Enough to recognise a slip by, and nothing that a terminal would obey. */
function nameOnly(text: string): string {
  return text.replace(/[^\w.:-]/g, '?').slice(0, 40)
}

function misused(words: string): Request {
  return { kind: 'misused', words }
}
