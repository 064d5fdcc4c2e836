// Advice: each piece appears where it applies and is silent where it doesn't.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { adviceFor } from '../../src/config/advice.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'

const NOW = Date.parse('2030-01-01T00:00:00Z')
const CAREFUL: SettingsInput = {
  mode: 'production',
  origin: 'https://accounts.example.com',
  trustProxy: ['127.0.0.1'],
  data: '/nonexistent/data',
  password: { minLength: 15 },
  mail: { smtp: 'smtps://mail.example.com' },
  securityTxt: { contact: 'mailto:security@example.com', expires: '2030-06-30T00:00:00Z' },
}

const codes = (options: SettingsInput) =>
  adviceFor(loadSettings({ options, env: {}, cwd: '/nonexistent' }), NOW).map((finding) => finding.code)

test('careful settings get no advice', () => {
  assert.deepEqual(codes(CAREFUL), [])
})

test('each piece of advice appears where it applies, alone', () => {
  const cases: [SettingsInput, string[]][] = [
    [{ mail: { smtp: '' } }, ['mail-missing']],
    [{ trustProxy: [] }, ['proxy-unnamed']],
    [{ trustProxy: ['0.0.0.0/0'] }, ['proxy-wide']],
    [{ trustProxy: ['10.0.0.0/8', '::/0'] }, ['proxy-wide']],
    [{ origin: 'http://localhost:3000' }, ['proxy-needless']],
    [{ host: '0.0.0.0', trustProxy: ['1'] }, ['port-open']],
    [{ host: '0.0.0.0', origin: 'http://localhost:3000', trustProxy: [] }, ['host-open']],
    [{ host: '::', trustProxy: [] }, ['proxy-unnamed', 'host-open']],
    [{ host: '0.0.0.0' }, []],
    [{ host: '::1', trustProxy: ['1'] }, []],
    [{ host: 'localhost', trustProxy: ['1'] }, []],
    [{ limits: { enabled: false } }, ['limits-off']],
    [{ database: 'postgres://u:long-and-own@db.example.com/n' }, ['limits-apart']],
    [{ database: 'postgres://u:long-and-own@db.example.com/n', limits: { store: 'sql' } }, []],
    [{ database: 'sqlite::memory:' }, ['database-memory']],
    [{ password: { minLength: 14 } }, ['password-short']],
    [{ password: { minLength: 15, memory: 19_455 } }, ['hash-cheap']],
    [{ password: { minLength: 15, memory: 47_104, iterations: 1 } }, []],
    [{ password: { minLength: 15, memory: 47_103, iterations: 1 } }, ['hash-cheap']],
    [{ password: { minLength: 15, memory: 7_168, iterations: 9 } }, []],
    [{ password: { minLength: 15, memory: 7_168, iterations: 4 } }, ['hash-cheap']],
    [{ session: { absolute: '31 d' } }, ['session-long']],
    [{ hsts: { maxAge: '364 d' } }, ['hsts-short']],
    [{ securityTxt: { contact: '' } }, ['security-txt-missing']],
    [{ securityTxt: { contact: 'mailto:a@b', expires: '2029-12-31T23:59:59Z' } }, ['security-txt-expires']],
    [{ securityTxt: { contact: 'mailto:a@b', expires: '2031-01-02T00:00:00Z' } }, ['security-txt-expires']],
    [{ securityTxt: { contact: 'mailto:a@b' } }, []],
  ]
  for (const [change, expected] of cases) {
    assert.deepEqual(codes({ ...CAREFUL, ...change }), expected, JSON.stringify(change))
  }
})

test('a default password of a database on another machine is noticed', () => {
  const remote = (userInfo: string, host = 'db.example.com') =>
    codes({ ...CAREFUL, limits: { store: 'sql' }, database: `postgres://${userInfo}${host}/n` })
  for (const userInfo of [
    '',
    'u@',
    'u:@',
    'root:root@',
    'app:app@',
    'u:postgres@',
    'u:Changeme@',
    'u:secret@',
  ]) {
    assert.deepEqual(remote(userInfo), ['database-password'], userInfo)
  }
  assert.deepEqual(remote('u:%zz@'), [])
  assert.deepEqual(remote('u:Kq2mZpW1vT4nYs7Ju@'), [])
  assert.deepEqual(remote('postgres:postgres@', 'localhost'), [])
  assert.deepEqual(remote('postgres:postgres@', '[::1]'), [])
})

test('a data folder that others can look into is noticed', (t) => {
  const data = join(temporaryFolder(t), 'data')
  mkdirSync(data)
  for (const mode of [0o755, 0o750, 0o701]) {
    chmodSync(data, mode)
    assert.deepEqual(codes({ ...CAREFUL, data }), ['data-open'])
  }
  chmodSync(data, 0o700)
  assert.deepEqual(codes({ ...CAREFUL, data }), [])
})

test('a piece of advice names its setting and is a sentence for people', () => {
  for (const { setting, words } of adviceFor(loadSettings({ env: {}, cwd: '/nonexistent' }), NOW)) {
    assert.match(setting, /^[a-z]+(\.[a-zA-Z]+)?$/i)
    assert.ok(words.length > 20)
  }
})
