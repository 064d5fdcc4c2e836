// --help at every level, and docs/cli.md, say what the table says.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import {
  type Command,
  commands,
  commonOptions,
  optionAsTyped,
  summaryOf,
  usageOf,
} from '../../src/cli/commands.ts'
import { helpText } from '../../src/cli/help.ts'

const rows: readonly Command[] = commands

/** Each as it is typed, with its words: `--format FORMAT`. */
function optionsOf(options: Command['options']): [string, string][] {
  return Object.entries(options).map(([name, option]) => [optionAsTyped(name, options), summaryOf(option)])
}

describe('the table of commands', () => {
  test('has no option that takes a value in one command and none in another', () => {
    const takes = new Map<string, boolean>()
    for (const { name, options } of rows) {
      for (const [option, row] of Object.entries({ ...options, ...commonOptions })) {
        assert.equal(
          takes.get(option) ?? typeof row === 'object',
          typeof row === 'object',
          `${name} --${option}`,
        )
        takes.set(option, typeof row === 'object')
      }
    }
  })
})

describe('--help', () => {
  test('lists every command with its values and summary', () => {
    for (const { name, values, summary } of rows) {
      const line = helpText('')
        .split('\n')
        .find((text) => text.startsWith(`  ${[name, ...values].join(' ')}   `))
      assert.ok(line?.endsWith(summary), name)
    }
  })

  test('of a group lists its commands and no others', () => {
    const text = helpText('user')
    assert.match(text, /^ {2}user add NAME EMAIL /m)
    assert.doesNotMatch(text, /^ {2}serve/m)
  })

  test('of a command tells its usage, summary, details and options', () => {
    for (const command of rows) {
      const text = helpText(command.name)
      const lines = [usageOf(command), command.summary, ...command.details]
      for (const line of lines) assert.ok(text.includes(line), `${command.name}: ${line}`)
      const options = [...text.matchAll(/^ {2}(--[\w-]+(?: [A-Z]+)?) +(.+)$/gm)].map(([, name, words]) => [
        name,
        words,
      ])
      assert.deepEqual(options, optionsOf({ ...command.options, ...commonOptions }))
    }
  })

  test('fits a terminal of 120 columns', () => {
    for (const about of ['', 'user', ...rows.map(({ name }) => name)]) {
      for (const line of helpText(about).split('\n')) assert.ok(line.length <= 120, line)
    }
  })
})

describe('docs/cli.md', () => {
  const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
  const sections = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [/^`(.+)`$/m.exec(section)?.[1] ?? section, section.replace(/^## [\s\S]*/m, '')]),
  )

  test('has a section for each command, in the order of the table, and for nothing else', () => {
    assert.deepEqual([...sections.keys()], rows.map(usageOf))
  })

  test('tells the summary of each', () => {
    for (const command of rows) {
      assert.ok(sections.get(usageOf(command))!.includes(command.summary), command.name)
    }
  })

  test('lists the options of each in the words of the table, and none that is not there', () => {
    for (const command of rows) {
      const section = sections.get(usageOf(command))!
      const listed = [...section.matchAll(/^\| `(--[\w-]+(?: [A-Z]+)?)` \| (.+) \|$/gm)].map(
        ([, name, words]) => [name, words],
      )
      assert.deepEqual(listed, optionsOf(command.options), command.name)
      const known = [...Object.keys(command.options), ...Object.keys(commonOptions)]
      const named = [...section.matchAll(/(?<=[`\s])--([a-z][\w-]*)/g)].map(([, name]) => name!)
      assert.deepEqual(
        named.filter((name) => !known.includes(name)),
        [],
        command.name,
      )
    }
  })

  test('lists what every command takes', () => {
    for (const [name, words] of Object.entries(commonOptions)) {
      assert.ok(page.includes(`| \`--${name}\` | ${words} |`), name)
    }
  })
})
