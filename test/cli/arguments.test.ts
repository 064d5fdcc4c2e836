// Wrong usage: exit code 2, what was meant, and no secret repeated.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readArguments } from '../../src/cli/arguments.ts'

function misuse(...argv: string[]): string {
  const request = readArguments(argv)
  assert.equal(request.kind, 'misused', JSON.stringify(request))
  return request.kind === 'misused' ? request.words : ''
}

function runs(...argv: string[]) {
  const request = readArguments(argv)
  assert.equal(request.kind, 'run', JSON.stringify(request))
  if (request.kind !== 'run') throw new Error()
  return { name: request.name, values: request.call.values, options: [...request.call.options] }
}

describe('reading arguments', () => {
  test('a command of one word, of two, with values and options in any order', () => {
    assert.deepEqual(runs('serve'), { name: 'serve', values: [], options: [] })
    assert.deepEqual(runs('user', 'list', '--json'), { name: 'user list', values: [], options: ['json'] })
    assert.deepEqual(runs('--json', 'migrate', '--status'), {
      name: 'migrate',
      values: [],
      options: ['json', 'status'],
    })
    assert.deepEqual(runs('user', 'add', '--generate', 'zoe', 'z@example.org'), {
      name: 'user add',
      values: ['zoe', 'z@example.org'],
      options: ['generate'],
    })
  })

  test('an option that takes a value has it behind =, or in the next word', () => {
    for (const argv of [
      ['audit', '--format', 'json', 'shop'],
      ['audit', '--format=json', 'shop'],
      ['--format', 'json', 'audit', 'shop'],
    ]) {
      const request = readArguments(argv)
      assert.equal(request.kind, 'run')
      if (request.kind !== 'run') return
      assert.deepEqual(request.call.values, ['shop'])
      assert.deepEqual([...request.call.given], [['format', ['json']]])
    }
  })

  test('an option that may be repeated keeps all its values, in order; another one is refused', () => {
    const request = readArguments(['audit', '--rule', 'FL101', '--rule=FL501', '--output', '-'])
    assert.deepEqual(request.kind === 'run' && [...request.call.given], [
      ['rule', ['FL101', 'FL501']],
      ['output', ['-']],
    ])
    assert.equal(
      misuse('audit', '--format', 'json', '--format', 'html'),
      '`--format` is given more than once',
    )
  })

  test('an option without its value, and one with a wrong value', () => {
    assert.equal(misuse('audit', '--format'), '`--format` needs a value: --format FORMAT')
    assert.equal(misuse('audit', '--format', '--fix'), '`--format` needs a value: --format FORMAT')
    assert.equal(misuse('audit', '--output='), '`--output` needs a value: --output FILE')
    assert.equal(misuse('audit', '--format', 'jsn'), '`--format` has no value `jsn`; did you mean `json`?')
    assert.match(misuse('audit', '--fail-on', 'never'), /it is one of critical, high, medium, low, none$/)
    assert.doesNotMatch(misuse('audit', '--format', 'x\u001b[2J'), /\u001b/)
  })

  test('what may be left out may be left out', () => {
    assert.deepEqual(runs('audit').values, [])
    assert.match(misuse('audit', 'a', 'b'), /^too many arguments: portcullis audit \[OPTIONS\] \[PATH\]$/)
  })

  test('what stands behind -- is a value, whatever it begins with', () => {
    assert.deepEqual(runs('user', 'suspend', '--', '--json').values, ['--json'])
  })

  test('a command nobody knows is named, with the one that was meant', () => {
    assert.equal(misuse('migrat'), 'there is no command `migrat`; did you mean `migrate`?')
    assert.equal(misuse('user', 'lst'), 'there is no command `user lst`; did you mean `user list`?')
    assert.equal(misuse('usr'), 'there is no command `usr`; did you mean `user`?')
    assert.match(misuse('fly'), /no command `fly`; `portcullis --help` lists them/)
    assert.match(misuse('user', 'fly'), /no command `user fly`; `portcullis user --help` lists them/)
  })

  test('no command at all', () => {
    assert.match(misuse(), /a command is missing; `portcullis --help`/)
    assert.match(misuse('user'), /a command is missing; `portcullis user --help`/)
    assert.match(misuse('constructor'), /no command/)
  })

  test('an option nobody knows is named, with the one that was meant', () => {
    assert.equal(misuse('check', '--jsn'), '`check` has no option `--jsn`; did you mean `--json`?')
    assert.match(misuse('serve', '--json'), /`serve` has no option `--json`/)
    assert.match(misuse('serve', '-x'), /no option `-x`/)
    assert.match(misuse('serve', '--constructor'), /no option `--constructor`/)
    assert.equal(misuse('check', '--json=yes'), '`--json` takes no value')
  })

  test('a setting given as an option is told its variable', () => {
    assert.match(misuse('serve', '--port', '4000'), /set PORTCULLIS_PORT in the environment$/)
    assert.match(misuse('serve', '-p', '4000'), /no option `-p`/)
  })

  test('too few and too many values', () => {
    assert.match(misuse('user', 'add', 'zoe'), /^EMAIL missing: portcullis user add/)
    assert.match(misuse('user', 'add'), /^NAME and EMAIL missing/)
    assert.match(misuse('secret', 'x'), /^too many arguments: portcullis secret$/)
  })

  test('a password as an argument is refused, and not repeated', () => {
    for (const argv of [
      ['user', 'add', 'zoe', 'z@example.org', 'harbour-42-lanterns'],
      ['user', 'add', 'zoe', 'z@example.org', '--password=harbour-42-lanterns'],
      ['user', 'add', 'zoe', 'z@example.org', '--password', 'harbour-42-lanterns'],
      ['user', 'add', 'zoe', 'z@example.org', '-p', 'harbour-42-lanterns'],
      ['user', 'reset-password', 'zoe', '--pass=harbour-42-lanterns'],
      ['user', 'reset-password', 'zoe', 'harbour-42-lanterns'],
    ]) {
      const words = misuse(...argv)
      assert.match(words, /a password is never an argument/)
      assert.doesNotMatch(words, /harbour/)
    }
  })

  test('control characters of a wrong name never reach the terminal', () => {
    assert.doesNotMatch(misuse('mig\u001b[2Jrate'), /\u001b/)
    assert.doesNotMatch(misuse('serve', '--x\u001b[2J'), /\u001b/)
  })

  test('--help goes before everything else', () => {
    assert.deepEqual(readArguments(['--help']), { kind: 'help', about: '' })
    assert.deepEqual(readArguments(['user', '-h']), { kind: 'help', about: 'user' })
    assert.deepEqual(readArguments(['user', 'add', '--help', '--wrong']), { kind: 'help', about: 'user add' })
    assert.deepEqual(readArguments(['nothing', '--help']), { kind: 'help', about: '' })
    assert.deepEqual(readArguments(['--version']), { kind: 'version' })
  })
})
