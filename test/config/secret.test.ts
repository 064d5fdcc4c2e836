// The secret: weak ones are told apart, and development keeps one of its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { publishedSecrets } from '../../src/config/published-secrets.ts'
import { describeSecretWeakness, secretsInForce } from '../../src/config/secret.ts'
import { newToken } from '../../src/crypto/token.ts'
import { temporaryFolder } from './folder.ts'

const GOOD = 'pq8Zk0uQm3T1x7yV-b2LrWc9EoJhGdSa'

test('random secrets are never called weak', () => {
  for (let i = 0; i < 3_000; i++) {
    const [hex, base64, base64url] = (['hex', 'base64', 'base64url'] as const).map((encoding) =>
      randomBytes(32).toString(encoding),
    )
    for (const secret of [hex!, base64!, base64url!, hex!.slice(0, 32), newToken()]) {
      assert.equal(describeSecretWeakness(secret), undefined, secret)
    }
  }
})

test('fewer than 32 bytes are too short, counted as bytes and not as characters', () => {
  assert.equal(describeSecretWeakness(GOOD), undefined)
  assert.equal(describeSecretWeakness(GOOD.slice(1)), 'has 31 bytes, and 32 are the least')
  assert.equal(describeSecretWeakness('éüößñçàêîôûäëïÿ'.slice(0, 15)), 'has 30 bytes, and 32 are the least')
  assert.match(describeSecretWeakness('')!, /has 0 bytes/)
})

test('a pattern repeated, few characters and plain counting are weak at any length', () => {
  for (const [secret, words] of [
    ['x8Kq2mZp'.repeat(4), /repeated/],
    ['x8Kq2mZpW1vT4nYs7Ju'.repeat(3).slice(0, 50), /repeated/],
    [`${'a'.repeat(63)}b`, /different characters/],
    ['ab3ba3ab33ba3a3b3b3ab3aab33b3a3b', /different characters/],
    ['bcdefghijklmnopqrstuvwxyz12345678', /alphabet/],
    ['9876543210zyxwvutsrqponmlkjihgfedcba', /alphabet/],
  ] as const) {
    assert.match(describeSecretWeakness(secret) ?? '', words, secret)
  }
})

test("defect 22: the tutorial's secrets and other published ones are refused, however they are stretched", () => {
  for (const example of [...publishedSecrets, 'A-Very-Secret-Key!', 'a_very_secret_key']) {
    const stretched = [
      example,
      example.toUpperCase(),
      `${example}`.repeat(8).slice(0, 64),
      Array(8).fill(example).join('-'),
      `${example}${example}!!`,
    ]
    for (const secret of stretched) {
      assert.equal(describeSecretWeakness(secret), 'is a published example, which anyone can try', secret)
    }
  }
  for (const secret of [
    'a-very-secret-key-2024-production!',
    'generate-a-strong-secret-key-00001',
    'secret-password-changeme-dev-test',
    'dev.test.pass.admin.foobar.letmein',
    'django-insecure-#x1',
  ]) {
    assert.equal(describeSecretWeakness(secret), 'is a published example, which anyone can try', secret)
  }
})

test('a published word inside a long random secret does no harm', () => {
  assert.equal(describeSecretWeakness(`changeme${GOOD}`), undefined)
  assert.equal(describeSecretWeakness(`dev-${GOOD}-test`), undefined)
})

test('the words never hold the secret', () => {
  for (const secret of ['changeme', 'hidden', 'hidden'.repeat(9), `hidden${'a'.repeat(40)}`]) {
    assert.ok(!/hidden|changeme/.test(describeSecretWeakness(secret)!), secret)
  }
})

test('development makes a secret in its data folder and keeps it', (t) => {
  const data = join(temporaryFolder(t), 'deep', 'data')
  const settings = { mode: 'development', secret: [], data, database: '' } as const
  const [secret, ...more] = secretsInForce(settings)
  assert.equal(more.length, 0)
  assert.match(secret!, /^[A-Za-z0-9_-]{43}$/)
  assert.deepEqual(secretsInForce(settings), [secret])
  assert.deepEqual(readdirSync(data), ['secret'])
  assert.equal(statSync(join(data, 'secret')).mode & 0o777, 0o600)
  assert.equal(statSync(data).mode & 0o777, 0o700)
  assert.equal(readFileSync(join(data, 'secret'), 'utf8'), `${secret}\n`)
})

test('a secret from the settings comes first, and then nothing is written', (t) => {
  const data = join(temporaryFolder(t), 'data')
  assert.deepEqual(secretsInForce({ mode: 'development', secret: [GOOD, 'old'], data, database: '' }), [
    GOOD,
    'old',
  ])
  assert.equal(statSync(data, { throwIfNoEntry: false }), undefined)
})

test('a database in memory has a secret of its own life, and writes nothing', (t) => {
  const settings = {
    mode: 'development',
    secret: [],
    data: join(temporaryFolder(t), 'data'),
    database: 'sqlite::memory:',
  } as const
  assert.notDeepEqual(secretsInForce(settings), secretsInForce(settings))
  assert.equal(statSync(settings.data, { throwIfNoEntry: false }), undefined)
})

test('production makes none', (t) => {
  const data = join(temporaryFolder(t), 'data')
  assert.throws(
    () => secretsInForce({ mode: 'production', secret: [], data, database: '' }),
    /production needs `secret`/,
  )
  assert.equal(statSync(data, { throwIfNoEntry: false }), undefined)
})

test('processes that start at once agree on one secret', async (t) => {
  const data = join(temporaryFolder(t), 'data')
  const code = `
    import { secretsInForce } from './src/config/secret.ts'
    process.stdin.once('data', () => {
      process.stdout.write(secretsInForce({ mode: 'development', secret: [], data: process.argv[1], database: '' })[0])
      process.exit()
    })
    process.stdout.write('ready ')`
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', code, data], {
      cwd: new URL('../../', import.meta.url),
    }),
  )
  const outputs = children.map(() => '')
  const ended = children.map((child) => new Promise((resolve) => child.once('close', resolve)))
  await Promise.all(
    children.map(
      (child, i) =>
        new Promise((resolve) => {
          child.stdout.on('data', (chunk) => {
            outputs[i] += chunk
            resolve(undefined)
          })
        }),
    ),
  )
  for (const child of children) child.stdin.write('go\n')
  await Promise.all(ended)
  assert.equal(new Set(outputs).size, 1, outputs.join('\n'))
  assert.match(outputs[0]!, /^ready [A-Za-z0-9_-]{43}$/)
  assert.deepEqual(readdirSync(data), ['secret'])
})

test('V13.3.2 a secret that others can read is refused', (t) => {
  const data = temporaryFolder(t)
  const settings = { mode: 'development', secret: [], data, database: '' } as const
  secretsInForce(settings)
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(join(data, 'secret'), mode)
    assert.throws(() => secretsInForce(settings), /can be read by others \(mode 6\d\d\); run: chmod 600/)
  }
  chmodSync(join(data, 'secret'), 0o400)
  secretsInForce(settings)
})

test('an empty or weak file is refused, and what it holds stays out of the message', (t) => {
  const data = temporaryFolder(t)
  for (const content of ['', '\n', 'hidden\n', 'changeme']) {
    writeFileSync(join(data, 'secret'), content, { mode: 0o600 })
    assert.throws(
      () => secretsInForce({ mode: 'development', secret: [], data, database: '' }),
      ({ message }: Error) =>
        /remove the file to get a new one$/.test(message) && !/hidden|changeme/.test(message),
    )
  }
})

test('a folder that can not be used is told with what to do', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), '')
  mkdirSync(join(folder, 'data', 'secret'), { recursive: true })
  for (const data of [join(folder, 'file'), join(folder, 'file', 'data'), join(folder, 'data')]) {
    assert.throws(
      () => secretsInForce({ mode: 'development', secret: [], data, database: '' }),
      /no secret can be kept in .* \(E[A-Z]+\); set `data` or `secret`/,
    )
  }
})
