// What a person reads when settings are wrong: all of it at once, and no secret.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadSettings } from '../../src/config/load.ts'
import { SettingsError } from '../../src/config/problem.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'
import { load, problems } from './loading.ts'

test('all problems of all sources are told at once, each with what was meant', (t) => {
  const cwd = temporaryFolder(t)
  writeFileSync(
    join(cwd, 'portcullis.config.json'),
    '{ "sesion": { "idle": 5 }, "log": "info", "port": "3000" }',
  )
  const env = {
    PORTCULLIS_HSTS_MAXAGE: '5',
    PORTCULLIS_LOG_LEVEL: 'inof',
    PORTCULLIS_LIMITS_LOGIN: '5 pr minute',
  }
  const options = { session: { idel: 5 }, whatever: 1 } as SettingsInput
  const found = problems(() => loadSettings({ cwd, env, options }))
  const list = found.map((problem) => problem.words).join('\n')
  assert.equal(found.length, 8, list)
  for (const expected of [
    'unknown setting `session.idel` in options; did you mean `session.idle`?',
    'unknown setting `whatever` in options; docs/settings.md lists all names',
    'unknown setting `sesion.idle` in ',
    '`log` in ',
    'is a group of settings (`log.level`)',
    ') is `3000`, but must be a whole number from 0 to 65535',
    'unknown setting `PORTCULLIS_HSTS_MAXAGE` in the environment; did you mean `PORTCULLIS_HSTS_MAX_AGE`?',
    '`log.level` (PORTCULLIS_LOG_LEVEL) is `inof`, but must be one of',
    'did you mean `info`?',
    '`limits.login` (PORTCULLIS_LIMITS_LOGIN) is `5 pr minute`',
  ]) {
    assert.ok(list.includes(expected), `${expected}\nis missing in\n${list}`)
  }
  const error = new SettingsError(found)
  assert.match(error.message, /^8 settings are wrong:\n {2}- /)
  assert.equal(error.message.split('\n').length, 9)
})

test('a secret, an unknown value and a password in an address are in no message', (t) => {
  const hidden = 'HiddenHiddenHidden'
  const found = problems(() =>
    load(t, {
      options: {
        secret: [1, hidden],
        database: `mysql://u:${hidden}@h/n`,
        mail: { smtp: hidden },
        origin: `https://u:${hidden}@h`,
      },
      file: { secrt: hidden, secret: { a: hidden }, port: 'x' },
      env: { PORTCULLIS_DATABSE: hidden, PORTCULLIS_DATABASE: hidden },
    }),
  )
  assert.ok(found.length >= 8)
  assert.ok(!new SettingsError(found).message.includes(hidden), new SettingsError(found).message)
})

test('a secret that is no text is not shown either', (t) => {
  const found = problems(() =>
    load(t, { options: { secret: 987654321, mail: { smtp: 987654321 }, database: true } }),
  )
  assert.equal(found.length, 3)
  for (const { words } of found) assert.match(words, /is a value of type (number|boolean), but must be/)
})

test('foreign text in a message is short and has no control characters', (t) => {
  const [name, value] = problems(() =>
    load(t, { options: { ['x'.repeat(5000)]: 1, host: `\u001b[31m${'y'.repeat(5000)}` } }),
  )
  for (const problem of [name!, value!]) {
    assert.ok(problem.words.length < 300, problem.words)
    assert.ok(!problem.words.includes('\u001b'))
  }
})
