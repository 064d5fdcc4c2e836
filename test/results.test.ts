// The reporter beside the readable one: run for real, in a folder of its own.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readResults } from '../scripts/asvs/evidence.ts'

const REPORTER = fileURLToPath(new URL('results.ts', import.meta.url))

const HELPER = `import { test } from 'node:test'
export const onBoth = (name, body) => ['a', 'b'].forEach((kind) => test(name + ' on ' + kind, body))
`

const TESTS = `import { describe, test } from 'node:test'
import { onBoth } from '../helper.mjs'
onBoth('from a helper', () => {})
describe('outer', () => {
  describe('inner', () => {
    test('deep', () => {})
    test('bad', () => { throw new Error('bad') })
  })
  test('holds others', async (t) => {
    await t.test('held', () => {})
    await t.test('held by none', { skip: 'a reason' }, () => {})
  })
  test('last of outer', () => {})
})
test.skip('left out', () => {})
test.todo('to come')
test('says skip itself', (t) => t.skip(''))
test('first at top', () => {})
`

interface Run {
  folder: string
  code: number
  stdout: string
}

/** Runs `node --test` as `npm test` does, with the spec reporter and ours on standard output. */
async function run(t: TestContext, files: Record<string, string>): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-results-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'test'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const toStdout = '--test-reporter-destination=stdout'
  const reporters = ['--test-reporter=spec', toStdout, `--test-reporter=${REPORTER}`, toStdout]
  // A test that runs tests: without this variable the inner run would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--test', '--test-concurrency=2', ...reporters, 'test/**/*.test.mjs'],
      { cwd: folder, env },
      (error, stdout) => resolve({ folder, code: Number(error?.code ?? 0), stdout }),
    )
  })
}

const fileOf = (folder: string) => join(folder, '.test-results', 'last.jsonl')

test('each leaf has its line, with file, suites and outcome', async (t) => {
  const { folder } = await run(t, {
    'helper.mjs': HELPER,
    'test/one.test.mjs': TESTS,
    'test/two.test.mjs': "import { test } from 'node:test'\ntest('alone', () => {})\n",
  })
  const results = readResults(readFileSync(fileOf(folder), 'utf8'))
  assert.deepEqual(
    results.map(({ file, inside, name, status }) => `${file}: ${[...inside, name].join(' › ')}: ${status}`),
    [
      'test/one.test.mjs: from a helper on a: pass',
      'test/one.test.mjs: from a helper on b: pass',
      'test/one.test.mjs: outer › inner › deep: pass',
      'test/one.test.mjs: outer › inner › bad: fail',
      'test/one.test.mjs: outer › holds others › held: pass',
      'test/one.test.mjs: outer › holds others › held by none: skip',
      'test/one.test.mjs: outer › last of outer: pass',
      'test/one.test.mjs: left out: skip',
      'test/one.test.mjs: to come: skip',
      'test/one.test.mjs: says skip itself: skip',
      'test/one.test.mjs: first at top: pass',
      'test/two.test.mjs: alone: pass',
    ],
  )
})

test('it prints nothing and changes no exit code', async (t) => {
  const good = await run(t, { 'test/a.test.mjs': "import { test } from 'node:test'\ntest('a', () => {})\n" })
  assert.equal(good.code, 0)
  assert.match(good.stdout, /^✔ a \([^\n]*\nℹ tests 1\n(?:ℹ [a-z_]+ [\d.]+\n)+$/)
  const bad = await run(t, { 'test/a.test.mjs': "throw new Error('does not load')\n" })
  assert.equal(bad.code, 1)
  const [only] = readResults(readFileSync(fileOf(bad.folder), 'utf8'))
  assert.equal(only?.status, 'fail')
})

test('a run that is cut short leaves no half a file', async (t) => {
  const { folder } = await run(t, {
    'test/a.test.mjs':
      "import { test } from 'node:test'\ntest('a', () => process.kill(process.ppid, 'SIGKILL'))\n",
  })
  assert.equal(existsSync(fileOf(folder)), false)
})
