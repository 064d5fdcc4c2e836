// Loading: three sources in their order of force, merged by name over the defaults.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deriveOrigin, loadSettings } from '../../src/config/load.ts'
import { settingNames } from '../../src/config/names.ts'
import { settingsTable } from '../../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'
import { load, problems, valueAt } from './loading.ts'

test('without any source every setting has its default', (t) => {
  const settings = load(t, {})
  for (const name of settingNames) {
    if (name === 'origin' || name === 'data') continue
    assert.deepEqual(valueAt(settings, name), settingsTable[name].default, name)
  }
  assert.equal(settings.origin, 'http://localhost:3000')
  assert.match(settings.data, /^\/.*\/data$/)
})

test('the environment is stronger than the file, and the file than the options', (t) => {
  const options = { siteName: 'options', port: 1001, password: { minLength: 9, maxLength: 101 } }
  const file = { siteName: 'file', port: 1002, password: { minLength: 10 } }
  const settings = load(t, { options, file, env: { PORTCULLIS_SITE_NAME: 'environment' } })
  assert.equal(settings.siteName, 'environment')
  assert.equal(settings.port, 1002)
  assert.equal(settings.password.minLength, 10)
  assert.equal(settings.password.maxLength, 101)
  assert.equal(settings.password.queue, 64)
})

test('a group set in one source keeps its other members from weaker ones', (t) => {
  const settings = load(t, {
    file: { session: { idle: 600 } },
    env: { PORTCULLIS_SESSION_MAX_PER_ACCOUNT: '3' },
  })
  assert.deepEqual(
    { ...settings.session },
    {
      idle: 600,
      absolute: 2_592_000,
      maxPerAccount: 3,
      bound: false,
      boundFor: 600,
    },
  )
})

test('a wrong value in a weak source is told even when a stronger one covers it', (t) => {
  const [problem] = problems(() => load(t, { options: { port: 'x' }, env: { PORTCULLIS_PORT: '4000' } }))
  assert.equal(problem!.source, 'options')
})

test('broken JSON that holds a secret does not show it', (t) => {
  const [problem] = problems(() => load(t, { file: '{ "secret": "HiddenHiddenHidden" oops }' }))
  assert.ok(!problem!.words.includes('Hidden'), problem!.words)
})

test('PORTCULLIS_CONFIG names another file, which must exist; a file named in code comes before it', (t) => {
  const cwd = temporaryFolder(t)
  writeFileSync(join(cwd, 'portcullis.config.json'), '{ "port": 1 }')
  writeFileSync(join(cwd, 'other.json'), '{ "port": 2 }')
  writeFileSync(join(cwd, 'third.json'), '{ "port": 3 }')
  assert.equal(loadSettings({ cwd, env: {} }).port, 1)
  assert.equal(loadSettings({ cwd, env: { PORTCULLIS_CONFIG: 'other.json' } }).port, 2)
  assert.equal(
    loadSettings({ cwd, env: { PORTCULLIS_CONFIG: 'other.json' }, file: join(cwd, 'third.json') }).port,
    3,
  )
  assert.equal(loadSettings({ cwd, env: { PORTCULLIS_CONFIG: '' } }).port, 1)
  for (const missing of [{ env: { PORTCULLIS_CONFIG: 'none.json' } }, { env: {}, file: 'none.json' }]) {
    assert.match(problems(() => loadSettings({ cwd, ...missing }))[0]!.words, /none\.json does not exist$/)
  }
})

test('NODE_ENV=production makes production the default, and mode itself is stronger', (t) => {
  assert.equal(load(t, { env: { NODE_ENV: 'production' } }).mode, 'production')
  assert.equal(load(t, { env: { NODE_ENV: 'test' } }).mode, 'development')
  assert.equal(
    load(t, { env: { NODE_ENV: 'production' }, options: { mode: 'development' } }).mode,
    'development',
  )
})

test('the origin is derived in development only, from the port', (t) => {
  assert.equal(load(t, { options: { port: 8080 } }).origin, 'http://localhost:8080')
  assert.equal(load(t, { options: { port: 80 } }).origin, 'http://localhost')
  assert.equal(load(t, { options: { mode: 'production' } }).origin, '')
  assert.equal(
    load(t, { options: { origin: 'https://BÜCHER.example:443' } }).origin,
    'https://xn--bcher-kva.example',
  )
  assert.equal(deriveOrigin({ mode: 'development', origin: '', port: 0 }, 4567), 'http://localhost:4567')
})

test('a relative data folder is seen from the working directory', (t) => {
  const cwd = temporaryFolder(t)
  assert.equal(loadSettings({ cwd, env: {}, options: { data: 'kept/here' } }).data, join(cwd, 'kept/here'))
  assert.equal(loadSettings({ cwd, env: {}, options: { data: '/srv/kept' } }).data, '/srv/kept')
})

test('loaded settings can not be changed', (t) => {
  const settings = load(t, { options: { trustProxy: ['127.0.0.1'] } }) as unknown as Record<
    string,
    Record<string, unknown>
  >
  for (const change of [
    () => Object.assign(settings, { port: 1 }),
    () => Object.assign(settings['session']!, { idle: 1 }),
    () => (settings['trustProxy'] as unknown as string[]).push('0.0.0.0/0'),
    () => (settings['username']!['reserved'] as string[]).push('x'),
  ]) {
    assert.throws(change, TypeError)
  }
})

test('importing the settings reads nothing from the environment', () => {
  const code = `
    const refuse = (key) => { if (/^(PORTCULLIS_|NODE_ENV$)/.test(key)) throw new Error('read at import: ' + key) }
    const env = { ...process.env }
    process.env = new Proxy(env, {
      get: (_, key) => { refuse(key); return env[key] },
      getOwnPropertyDescriptor: (_, key) => { refuse(key); return Object.getOwnPropertyDescriptor(env, key) },
    })
    await import('./src/config/load.ts'); await import('./src/config/production.ts'); await import('./src/config/advice.ts')
    process.stdout.write('imported')`
  const root = new URL('../../', import.meta.url)
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  })
  assert.equal(child.stdout, 'imported', child.stderr)
})

test('a list of the options is copied: neither frozen nor followed', (t) => {
  const trustProxy = ['127.0.0.1']
  const settings = load(t, { options: { trustProxy } })
  trustProxy.push('0.0.0.0/0')
  assert.deepEqual(settings.trustProxy, ['127.0.0.1'])
})
