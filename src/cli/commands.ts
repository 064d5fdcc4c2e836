// Every command, in one table: --help prints it, arguments.ts reads by it, and docs/cli.md is held against it.

export interface Command {
  /** One word, or a group and a word. */
  readonly name: string
  /** What stands behind it, all of it required but for what is in brackets: `[PATH]`. */
  readonly values: readonly string[]
  readonly summary: string
  /** Further lines of its own --help. */
  readonly details: readonly string[]
  /** A text is a switch. Those that take a value say so; none is for a secret, since others can read arguments. */
  readonly options: Readonly<Record<string, string | ValueOption>>
}

export interface ValueOption {
  /** What its value is called: `FILE`. */
  readonly takes: string
  readonly summary: string
  /** All that its value may be, where that is a list. */
  readonly among?: readonly string[]
  /** It may be given more than once. */
  readonly many?: true
}

const JSON_SWITCH = { json: 'Prints JSON alone on standard output, and problems as JSON on standard error.' }
const GENERATE_SWITCH = { generate: 'Makes a random password and prints it, once.' }
const WHERE_PASSWORDS_COME_FROM = [
  'The password is asked for twice at the terminal, without showing it. Where standard input is no terminal it is',
  'read from there: one line, to the end of input. It is never an argument, since others on this machine can read those.',
]
const WHO = 'NAME is a user name or an e-mail address.'

export const commands = [
  {
    name: 'serve',
    values: [],
    summary: 'Starts the server.',
    details: [
      'SIGTERM or Ctrl-C stops it: requests in flight are finished first, for `server.shutdownTimeout` at most.',
      'A second signal stops it at once, with exit code 1.',
    ],
    options: {},
  },
  {
    name: 'migrate',
    values: [],
    summary: 'Brings the tables of the database up to this version.',
    details: [
      'Applies all that is missing, or nothing. `serve` does it by itself on SQLite, never on Postgres.',
    ],
    options: { status: 'Shows what is applied and what is missing, and changes nothing.', ...JSON_SWITCH },
  },
  {
    name: 'secret',
    values: [],
    summary: 'Prints a new secret for the setting `secret`: 32 random bytes.',
    details: ['It changes no setting: put it into PORTCULLIS_SECRET, in front of the old one.'],
    options: {},
  },
  {
    name: 'check',
    values: [],
    summary: 'Tells what production would refuse, with advice on the rest.',
    details: [
      'Reads the settings as production would, whatever `mode` says now, and goes through ten points.',
      'Where there is a database, verifies the activity of all accounts, and changes nothing.',
      'Exit code 1 when production would refuse to start, or activity was tampered with. Advice alone is exit code 0.',
    ],
    options: JSON_SWITCH,
  },
  {
    name: 'user add',
    values: ['NAME', 'EMAIL'],
    summary: 'Adds an account.',
    details: [...WHERE_PASSWORDS_COME_FROM, 'Reserved names are allowed here. No mail is sent.'],
    options: GENERATE_SWITCH,
  },
  {
    name: 'user list',
    values: [],
    summary: 'Lists all accounts, by name.',
    details: [],
    options: JSON_SWITCH,
  },
  {
    name: 'user suspend',
    values: ['NAME'],
    summary: 'Ends all sessions of an account, and lets nobody sign in to it.',
    details: [WHO, 'Its owner is told by mail, if the address is confirmed.'],
    options: {},
  },
  {
    name: 'user restore',
    values: ['NAME'],
    summary: 'Lets the owner of a suspended account sign in again.',
    details: [WHO, 'Its owner is told by mail, if the address is confirmed.'],
    options: {},
  },
  {
    name: 'user sign-out',
    values: ['NAME'],
    summary: 'Ends all sessions of an account, which stays as it is.',
    details: [WHO],
    options: {},
  },
  {
    name: 'user remove-second-factor',
    values: ['NAME'],
    summary: 'Begins to remove the second factor of somebody who has lost it.',
    details: [
      WHO,
      'Its owner gets a mail at once, and after `secondFactor.removalWait` a link that works with the password.',
      'Nothing skips the wait. Needs an address that is confirmed.',
    ],
    options: {},
  },
  {
    name: 'user grant',
    values: ['NAME', 'ROLE'],
    summary: 'Gives an account a role; `admin` opens /admin.',
    details: [
      WHO,
      'ROLE is a lower-case letter, followed by up to 31 letters, digits and hyphens. It counts from the next request on.',
      '`admin` ends the sessions of the account, given or taken: its owner signs in anew.',
    ],
    options: {},
  },
  {
    name: 'user revoke',
    values: ['NAME', 'ROLE'],
    summary: 'Takes a role from an account.',
    details: [WHO],
    options: {},
  },
  {
    name: 'user reset-password',
    values: ['NAME'],
    summary: 'Gives an account a new password, and ends all its sessions.',
    details: [
      WHO,
      ...WHERE_PASSWORDS_COME_FROM,
      'Its owner is told by mail. A suspended account stays suspended.',
    ],
    options: GENERATE_SWITCH,
  },
  {
    name: 'keys list',
    values: [],
    summary: 'Lists the keys that sign access tokens, oldest first.',
    details: [],
    options: JSON_SWITCH,
  },
  {
    name: 'keys rotate',
    values: [],
    summary: 'Brings the next key for access tokens.',
    details: [
      'It is published at once and signs an hour later, when every service can know it. Tokens of the present key stay good.',
    ],
    options: {
      revoke:
        'For a key that may have leaked: a new one signs at once, and tokens of all others are refused.',
      ...JSON_SWITCH,
    },
  },
  {
    name: 'audit',
    values: ['[PATH]'],
    summary: 'Reads a Flask application and says what it leaves open.',
    details: [
      'PATH is a folder or a file; without one it is the working directory. Nothing of it is run, and no connection is opened.',
      'Goes through a checklist of ten points: each passes, fails, or can’t be told from the source, with evidence.',
      'Exit codes: 0 nothing found, 1 something found, 2 wrong usage, 3 nothing could be read. See docs/audit.md.',
    ],
    options: {
      format: {
        takes: 'FORMAT',
        summary: 'pretty, json, sarif, github, markdown or html; pretty is for a terminal.',
        among: ['pretty', 'json', 'sarif', 'github', 'markdown', 'html'],
      },
      output: { takes: 'FILE', summary: 'Writes the report there, in place of standard output.' },
      'fail-on': {
        takes: 'SEVERITY',
        summary: 'critical, high, medium, low or none: what makes the exit code 1. Without it, low.',
        among: ['critical', 'high', 'medium', 'low', 'none'],
      },
      'min-confidence': {
        takes: 'CONFIDENCE',
        summary: 'high, medium or low: how sure a finding must be to be told. Without it, medium.',
        among: ['high', 'medium', 'low'],
      },
      rule: { takes: 'ID', summary: 'Asks this rule alone; may be given more than once.', many: true },
      exclude: {
        takes: 'GLOB',
        summary: 'Leaves out files below PATH; may be given more than once.',
        many: true,
      },
      'include-tests': 'Reads tests, migrations and vendored code, too.',
      baseline: { takes: 'FILE', summary: 'Findings in this file are known: only others count.' },
      'write-baseline': {
        takes: 'FILE',
        summary: 'Writes what is found into this file, as known from now on.',
      },
      diff: { takes: 'REF', summary: 'Only findings in lines that have changed since this commit count.' },
      fix: 'Changes the source where that keeps its meaning.',
      'dry-run': 'With --fix: shows the changes as a diff, and makes none.',
      explain: { takes: 'ID', summary: 'Shows the page of a rule, and reads nothing.' },
      'list-rules': 'Lists all rules, and reads nothing.',
      'no-config': 'Takes no settings from pyproject.toml.',
      'no-progress': 'Shows no progress while it takes long.',
    },
  },
] as const satisfies readonly Command[]

type Row = (typeof commands)[number]
type OptionOf<R> = R extends { options: infer O } ? keyof O & string : never

export type CommandName = Row['name']
export type OptionName = OptionOf<Row>

/** What every command takes. */
export const commonOptions = {
  help: 'Tells what the command does. Short: -h.',
  version: 'Prints the version of Portcullis.',
} as const

/** More than these are told below the usage alone. */
const OPTIONS_IN_USAGE = 4

/** `portcullis user add [--generate] NAME EMAIL` */
export function usageOf({ name, values, options }: Command): string {
  const each = Object.keys(options).map((option) => `[${optionAsTyped(option, options)}]`)
  return ['portcullis', name, ...(each.length > OPTIONS_IN_USAGE ? ['[OPTIONS]'] : each), ...values].join(' ')
}

/** `--json`, `--format FORMAT` */
export function optionAsTyped(name: string, options: Command['options']): string {
  const option = options[name]
  return typeof option === 'object' ? `--${name} ${option.takes}` : `--${name}`
}

export function summaryOf(option: string | ValueOption): string {
  return typeof option === 'string' ? option : option.summary
}
