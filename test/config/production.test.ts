// What production refuses: each reason alone, and all of them at once.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadSettings } from '../../src/config/load.ts'
import { productionRefusals } from '../../src/config/production.ts'
import type { SettingsInput } from '../../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'

const SECRET = 'pq8Zk0uQm3T1x7yV-b2LrWc9EoJhGdSa'
const OLD = 'tY5nCf6XiKe4Ru0P_vBzMlAqHw3sDj1O'
/** The account without rights on Debian and most others. */
const NOBODY = 65_534
const SOUND = { mode: 'production', secret: [SECRET], origin: 'https://accounts.example.com' } as const

function refusals(t: TestContext, options: SettingsInput) {
  return productionRefusals(loadSettings({ options, env: {}, cwd: temporaryFolder(t) }))
}

const codes = (findings: readonly { code: string }[]) => findings.map((finding) => finding.code)

test('sound settings are refused nothing', (t) => {
  assert.deepEqual(refusals(t, SOUND), [])
  assert.deepEqual(refusals(t, { ...SOUND, secret: [SECRET, OLD] }), [])
})

test('all reasons are listed at once, each with its setting', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), '')
  const found = refusals(t, { mode: 'production', data: join(folder, 'file', 'data') })
  assert.deepEqual(
    found.map(({ code, setting }) => [code, setting]),
    [
      ['secret-missing', 'secret'],
      ['origin-missing', 'origin'],
      ['data-unwritable', 'data'],
    ],
  )
  for (const { setting, words } of found) assert.ok(words.includes(setting) || words.includes('file'), words)
  assert.match(found[2]!.words, /\/file is no folder$/)
})

test('a short, repeated or published secret is refused, with the reason and without the secret', (t) => {
  for (const [secret, reason] of [
    ['hidden-and-short', /has 16 bytes, and 32 are the least/],
    ['hiddenhiddenhiddenhiddenhiddenhidden', /one pattern repeated/],
    ['a-very-secret-key', /published example/],
    ['generate-a-strong-secret-key', /published example/],
    ['a-string-secret-at-least-256-bits-long', /published example/],
  ] as const) {
    const [finding, ...more] = refusals(t, { ...SOUND, secret: [secret] })
    assert.equal(more.length, 0)
    assert.equal(finding!.code, 'secret-weak')
    assert.match(finding!.words, reason)
    assert.match(finding!.words, /`portcullis secret` prints a good one/)
    assert.ok(!finding!.words.includes(secret))
  }
})

test('every secret of several is judged, since old ones still open', (t) => {
  const found = refusals(t, { ...SOUND, secret: [SECRET, 'changeme', 'short'] })
  assert.deepEqual(codes(found), ['secret-weak', 'secret-weak'])
  assert.match(found[0]!.words, /^number 2 of `secret` is a published example/)
  assert.match(found[1]!.words, /^number 3 of `secret` has 5 bytes/)
})

test('an http origin is refused, on this machine too', (t) => {
  for (const origin of ['http://accounts.example.com', 'http://localhost:3000']) {
    const [finding, ...more] = refusals(t, { ...SOUND, origin })
    assert.equal(more.length, 0)
    assert.equal(finding!.code, 'origin-http')
    assert.ok(finding!.words.includes(origin))
  }
})

test('an http origin for files is refused, an https one is not', (t) => {
  const at = (origin: string) => codes(refusals(t, { ...SOUND, uploads: { origin } }))
  assert.deepEqual(at('http://files.example.com'), ['files-origin-http'])
  assert.deepEqual(at('https://files.example.com'), [])
})

test('development is told what production would refuse', (t) => {
  assert.deepEqual(codes(refusals(t, {})), ['secret-missing', 'origin-http'])
})

test('a data folder counts only when SQLite keeps its file there', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), '')
  const data = join(folder, 'file')
  assert.deepEqual(codes(refusals(t, { ...SOUND, data })), ['data-unwritable'])
  assert.deepEqual(refusals(t, { ...SOUND, data, database: 'postgres://u:p@db.example.com/n' }), [])
  assert.deepEqual(refusals(t, { ...SOUND, data, database: 'sqlite::memory:' }), [])
  assert.deepEqual(refusals(t, { ...SOUND, data, database: `sqlite:${folder}/a.db` }), [])
  const [finding] = refusals(t, { ...SOUND, database: `sqlite:${data}/a.db` })
  assert.deepEqual([finding!.code, finding!.setting], ['data-unwritable', 'database'])
})

test('a missing folder is judged by its parent and not made', (t) => {
  const folder = temporaryFolder(t)
  assert.deepEqual(refusals(t, { ...SOUND, data: join(folder, 'a', 'b', 'c') }), [])
  assert.deepEqual(readdirSync(folder), [])
})

test('a folder without the right to write is refused', (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'data'))
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'data'), 0o555)
  const code = `
    import { loadSettings } from './src/config/load.ts'
    import { productionRefusals } from './src/config/production.ts'
    const options = JSON.parse(process.argv[1])
    process.stdout.write(JSON.stringify(productionRefusals(loadSettings({ options, env: {}, cwd: '/nonexistent' }))))`
  const options = JSON.stringify({ ...SOUND, data: join(folder, 'data') })
  // Modes don't bind root, so a test run by root asks as somebody else.
  const other = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const cwd = new URL('../../', import.meta.url)
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code, options], {
    cwd,
    encoding: 'utf8',
    ...other,
  })
  if (child.status !== 0 && process.getuid?.() === 0)
    return t.skip('left out: nobody but root can read this checkout')
  const [finding, ...more] = JSON.parse(child.stdout)
  assert.equal(more.length, 0)
  assert.equal(finding.code, 'data-unwritable')
  assert.match(finding.words, /data can't be written to \(EACCES\)$/)
})
