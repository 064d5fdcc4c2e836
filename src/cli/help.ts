// What --help prints, of all commands, of a group or of one, made from the table.
import { type Command, commands, commonOptions, optionAsTyped, summaryOf, usageOf } from './commands.ts'

const EXIT_CODES = 'Exit codes: 0 done, 1 something is wrong (it says what), 2 wrong usage.'
const GAP = 3

/** @param about a command, a group, or '' for all */
export function helpText(about: string): string {
  const command = commands.find(({ name }) => name === about)
  return command === undefined ? helpOfMany(about) : helpOfOne(command)
}

function helpOfMany(group: string): string {
  const shown = commands.filter(({ name }) => group === '' || name.startsWith(`${group} `))
  const rows = shown.map((command) => [[command.name, ...command.values].join(' '), command.summary] as const)
  const within = group === '' ? '' : `${group} `
  return [
    ...(group === '' ? ['Portcullis: accounts and a security shield for web applications.', ''] : []),
    `Usage: portcullis ${within}COMMAND`,
    '',
    ...columns(rows),
    '',
    ...columns(optionRows({})),
    '',
    `\`portcullis ${within}COMMAND --help\` tells more. Settings come from PORTCULLIS_… in the environment and from`,
    'portcullis.config.json in the working directory: see docs/settings.md.',
    EXIT_CODES,
  ].join('\n')
}

function helpOfOne(command: Command): string {
  return [
    `Usage: ${usageOf(command)}`,
    '',
    command.summary,
    ...command.details,
    '',
    ...columns(optionRows(command.options)),
    '',
    EXIT_CODES,
  ].join('\n')
}

function optionRows(options: Command['options']): (readonly [string, string])[] {
  const all = { ...options, ...commonOptions }
  return Object.entries(all).map(([name, option]) => [optionAsTyped(name, all), summaryOf(option)])
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + GAP
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}
