// Settings in pyproject.toml: found by themselves, within the repository, and refused when they are not as they should be.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { findSettings } from '../../src/audit/settings.ts'

const KNOWN = ['FL101', 'FL103', 'FL1101']
const HEAD = '[tool.portcullis-audit]\n'

function newFolder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-settings-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const read = (t: TestContext, text: string) =>
  findSettings(newFolder(t, { 'pyproject.toml': HEAD + text }), KNOWN)

describe('settings of an audit', () => {
  test('all of them', async (t) => {
    const folder = newFolder(t, {
      'pyproject.toml': `[project]\nname = "shop"\n${HEAD}exclude = ["legacy/**"]\ninclude = "tests/app.py"
rules = ["FL101", "FL103"]\nignore = ["FL1101"]\nfail-on = "high"\nmin-confidence = "low"\nbaseline = "known.json"
include-tests = true\n[tool.portcullis-audit.severity]\nFL103 = "high"\n`,
    })
    assert.deepEqual(await findSettings(folder, KNOWN), {
      from: join(folder, 'pyproject.toml'),
      rules: ['FL101', 'FL103'],
      ignore: ['FL1101'],
      include: ['tests/app.py'],
      exclude: ['legacy/**'],
      severity: { FL103: 'high' },
      failOn: 'high',
      minConfidence: 'low',
      baseline: join(folder, 'known.json'),
      includeTests: true,
    })
  })

  test('of the folder above, in the same repository, with globs seen from there', async (t) => {
    const files = {
      'pyproject.toml': `${HEAD}exclude = ["shop/old/**", "*.tmp"]`,
      'shop/app.py': '',
      '.git/HEAD': '',
    }
    const folder = newFolder(t, files)
    assert.deepEqual((await findSettings(join(folder, 'shop'), KNOWN))?.exclude, ['old/**', '*.tmp'])
    assert.equal((await findSettings(join(folder, 'shop', 'app.py'), KNOWN))?.exclude?.length, 2)
  })

  test('not of a folder above the repository, or where there is none', async (t) => {
    const inside = newFolder(t, { 'pyproject.toml': HEAD, 'shop/.git/HEAD': '', 'shop/app.py': '' })
    assert.equal(await findSettings(join(inside, 'shop'), KNOWN), null)
    const without = newFolder(t, { 'pyproject.toml': HEAD, 'shop/app.py': '' })
    assert.equal(await findSettings(join(without, 'shop'), KNOWN), null)
  })

  test('none, where the file says nothing of it', async (t) => {
    assert.equal(await findSettings(newFolder(t, { 'pyproject.toml': '[tool.black]\n' }), KNOWN), null)
    assert.equal(await findSettings(newFolder(t, {}), KNOWN), null)
  })

  const WRONG: [text: string, words: RegExp][] = [
    ['exlude = []', /no setting `exlude` \(did you mean `exclude`\?\)/],
    ['rules = ["FL11"]', /no rule `FL11` \(did you mean `FL101`\?\)/],
    ['ignore = ["FL9"]', /`ignore`: there is no rule/],
    ['fail-on = "hihg"', /`fail-on` is one of critical, high, medium, low, none/],
    ['min-confidence = "sure"', /`min-confidence` is one of/],
    ['exclude = 3', /`exclude` is a list of texts/],
    ['include-tests = "yes"', /`include-tests` is true or false/],
    ['baseline = ["x"]', /`baseline` is a text/],
    ['severity = "high"', /`severity` is a table/],
    ['severity = { FL103 = "bad" }', /`FL103` is one of/],
    ['severity = { FL999 = "high" }', /no rule `FL999`/],
    ['severity = ', /can't be read/],
  ]
  for (const [text, words] of WRONG) {
    test(`refuse ${text}`, async (t) => {
      await assert.rejects(read(t, text), { name: 'UsageError', message: words })
    })
  }
})
