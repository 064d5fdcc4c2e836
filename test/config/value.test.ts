// Single values: each type takes what it should and refuses the rest, in every source.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentName, settingNames } from '../../src/config/names.ts'
import type { Setting } from '../../src/config/setting.ts'
import { settingsTable } from '../../src/config/settings.ts'
import { load, nested, problems, valueAt } from './loading.ts'

const SECRET = 'pq8Zk0uQm3T1x7yV-b2LrWc9EoJhGdSa'

/** For each type a right value that is no default, as JSON and as the environment's text. */
function anotherValue(name: string, setting: Setting): { json: unknown; text: string } {
  const texts: Record<string, string> = {
    'csrf.trustedOrigins': 'https://one.example.org, https://two.example.org',
    host: '0.0.0.0',
    origin: 'https://accounts.example.com',
    data: '/srv/portcullis',
    database: 'sqlite:/srv/other.db',
    siteName: 'Example',
    trustProxy: '10.0.0.0/8,127.0.0.1',
    'securityTxt.contact': 'mailto:security@example.com',
    'securityTxt.expires': '2030-01-31T00:00:00Z',
    'password.breachEndpoint': 'https://mirror.example.com/range/',
    'mail.smtp': 'smtps://mail.example.com:465',
    'passkeys.rpId': 'localhost',
    'api.audience': 'https://api.example.com',
    'api.corsOrigins': 'https://one.example.org, https://two.example.org',
    'uploads.kinds': 'pdf, text',
    'uploads.folder': '/srv/files',
    'uploads.bucket': 'files-of-people',
    'uploads.bucketRegion': 'eu-west-1',
    'uploads.bucketEndpoint': 'https://objects.example.com',
    'uploads.bucketPrefix': 'portcullis/',
    'uploads.bucketKeyId': 'AKIDEXAMPLE',
    'uploads.bucketKeySecret': 'wJalrXUtnFEMI',
    'uploads.clamavSocket': '/var/run/clamd.sock',
    'uploads.clamavHost': 'scanner.example.com',
    'uploads.origin': 'https://files.example.net',
    'mail.from': 'Example <no-reply@example.com>',
  }
  switch (setting.type) {
    case 'boolean':
      return { json: !setting.default, text: String(!setting.default) }
    case 'integer':
    case 'seconds':
    case 'bytes': {
      // Lower than the default where another setting is its upper bound, and the other way round.
      const lower = /idle|headersTimeout|firstWait|free|min/.test(name)
      const number =
        lower && setting.default > setting.min
          ? setting.default - 1
          : Math.min(setting.default + 1, setting.max)
      const other = number === setting.default ? number - 1 : number
      return { json: other, text: String(other) }
    }
    case 'enum': {
      const value = setting.values.find((candidate) => candidate !== setting.default)!
      return { json: value, text: value }
    }
    case 'list': {
      const text = texts[name] ?? 'one, two'
      return { json: text.split(/, ?/), text }
    }
    case 'limit':
      return { json: '7 per 3 hours', text: '7 per 3 hours' }
    default:
      return { json: texts[name], text: texts[name]! }
  }
}

test('every setting can be set in every source', (t) => {
  for (const name of settingNames) {
    const { json, text } = anotherValue(name, settingsTable[name])
    assert.notDeepEqual(json, settingsTable[name].default, name)
    const input = nested(name, json)
    assert.deepEqual(valueAt(load(t, { options: input }), name), json, `${name} in the options`)
    assert.deepEqual(valueAt(load(t, { file: input }), name), json, `${name} in the file`)
    assert.deepEqual(
      valueAt(load(t, { env: { [environmentName(name)]: text } }), name),
      json,
      `${name} in the environment`,
    )
  }
})

/** Values of wrong type or out of range, as JSON and as the environment's text. */
function wrongValues(setting: Setting): { json: unknown[]; texts: string[] } {
  switch (setting.type) {
    case 'boolean':
      return { json: ['true', 1, null, [], {}], texts: ['maybe', '2', 'truee'] }
    case 'integer':
      return {
        json: ['3', true, null, [], {}, setting.min - 1, setting.max + 1, setting.min + 0.5],
        texts: [
          'x',
          '1.5',
          '0x10',
          '1e3',
          `${setting.min - 1}`,
          `${setting.max + 1}`,
          '99999999999999999999',
        ],
      }
    case 'seconds':
    case 'bytes':
      return {
        json: [
          'soon',
          '',
          true,
          null,
          [],
          {},
          setting.min - 1,
          setting.max + 1,
          setting.min + 0.5,
          '5 months',
          '1 K',
        ],
        texts: ['soon', '-5', '1.5', '5 months', '1 K', `${setting.max + 1}`],
      }
    case 'enum':
      return {
        json: ['other', '', 1, true, null, [], {}, setting.default.toUpperCase()],
        texts: ['other', setting.default.toUpperCase()],
      }
    case 'list':
      return { json: [1, true, null, {}, [1], [''], [null], [['a']]], texts: [] }
    default:
      return {
        json: [1, true, null, [], {}, '   ', 'a\u0000b', ...(setting.default === '' ? [] : [''])],
        texts: setting.check === undefined ? [] : ['a\u0000b'],
      }
  }
}

test('every setting refuses a wrong type in every source, naming itself and the source', (t) => {
  for (const name of settingNames) {
    const { json, texts } = wrongValues(settingsTable[name])
    for (const value of json) {
      for (const source of ['options', 'file'] as const) {
        const [problem, ...more] = problems(() => load(t, { [source]: nested(name, value) }))
        assert.equal(more.length, 0)
        assert.equal(problem!.setting, name, `${name} = ${JSON.stringify(value)}`)
        assert.match(problem!.source, source === 'file' ? /portcullis\.config\.json$/ : /^options$/)
        assert.ok(
          problem!.words.includes(`\`${name}\``) && problem!.words.includes(problem!.source),
          problem!.words,
        )
      }
    }
    for (const text of texts) {
      const variable = environmentName(name)
      const [problem, ...more] = problems(() => load(t, { env: { [variable]: text } }))
      assert.equal(more.length, 0)
      assert.deepEqual([problem!.setting, problem!.source], [name, variable], `${variable}=${text}`)
    }
  }
})

test('durations and sizes may be texts in every source', (t) => {
  assert.equal(load(t, { options: { session: { idle: '30 min' } } }).session.idle, 1_800)
  assert.equal(load(t, { file: { body: { maxBytes: '8 KiB' } } }).body.maxBytes, 8_192)
  assert.equal(load(t, { env: { PORTCULLIS_HSTS_MAX_AGE: '365 d' } }).hsts.maxAge, 31_536_000)
})

test('lists are split at commas, and booleans of the environment have their usual words', (t) => {
  const { secret } = load(t, { env: { PORTCULLIS_SECRET: ` ${SECRET} ,older, ` } })
  assert.deepEqual(secret, [SECRET, 'older'])
  assert.deepEqual(load(t, { options: { secret: SECRET } }).secret, [SECRET])
  for (const [text, value] of [
    ['Yes', true],
    ['on', true],
    ['1', true],
    ['TRUE', true],
    ['no', false],
    ['off', false],
    ['0', false],
  ] as const) {
    assert.equal(load(t, { env: { PORTCULLIS_HSTS_PRELOAD: text } }).hsts.preload, value)
  }
})
