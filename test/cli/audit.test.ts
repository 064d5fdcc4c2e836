// `portcullis audit` as a person or a pipeline runs it: exit codes, formats, files, fixes, and nothing loaded that it doesn't need.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { newSite } from './command.ts'

const BAD = `from flask import Flask

app = Flask(__name__)
app.config['SECRET_KEY'] = 'kT9wQ2mVx7Lp4RzB8nYc'

if __name__ == '__main__':
    app.run(debug=True)
`
/** Rules that a test is about; others may come and go. */
const ONLY = ['--rule', 'FL101', '--rule', 'FL1101']

/** `shop/app.py` with a secret in line 4 and debug mode in line 7, and further files. */
function newShop(t: TestContext, files: Readonly<Record<string, string>> = {}) {
  const site = newSite(t)
  for (const [path, text] of Object.entries({ 'shop/app.py': BAD, ...files })) {
    const file = join(site.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return {
    ...site,
    read: (path: string) => readFileSync(join(site.folder, path), 'utf8'),
    audit: (...args: string[]) => site.run(['audit', ...args]),
  }
}

describe('portcullis audit', () => {
  test('tells what is found, by point, on standard output, and ends with 1', async (t) => {
    const { code, stdout, stderr } = await newShop(t).audit('shop', ...ONLY)
    assert.equal(code, 1)
    assert.equal(stderr, '')
    assert.match(stdout, /^ 1\. Use a strong, unique SECRET_KEY {2}FAIL$/m)
    assert.match(stdout, /shop\/app\.py:4:\d+\n/)
    assert.match(stdout, /^2 findings: 2 high/m)
    assert.doesNotMatch(stdout, /\u001b/)
  })

  test('of the working directory, without a path; of one file', async (t) => {
    const shop = newShop(t)
    assert.match((await shop.audit(...ONLY)).stdout, /shop\/app\.py:4:/)
    assert.match((await shop.audit('shop/app.py', ...ONLY)).stdout, /app\.py:4:/)
  })

  test('with nothing found ends with 0', async (t) => {
    const { code, stdout } = await newShop(t, { 'shop/app.py': 'x = 1\n' }).audit('shop')
    assert.equal(code, 0)
    assert.match(stdout, /^Nothing found/m)
  })

  test('with nothing to read ends with 3', async (t) => {
    const shop = newShop(t, { 'empty/notes.txt': 'x' })
    for (const path of ['empty', 'nowhere']) {
      const { code, stdout, stderr } = await shop.audit(path)
      assert.equal(code, 3, path)
      assert.equal(stdout, '')
      assert.match(stderr, /^portcullis: .+\n$/)
    }
  })

  test('used wrongly ends with 2 and says what was meant', async (t) => {
    const shop = newShop(t, {
      'wrong/pyproject.toml': '[tool.portcullis-audit]\nexlude = []\n',
      'wrong/app.py': BAD,
      'endless/pyproject.toml': '[tool.portcullis-audit]\nbaseline = "/dev/zero"\n',
      'endless/app.py': BAD,
      'shown/pyproject.toml': '[tool.portcullis-audit]\n"\\u001b[2J\\n::error::" = 1\n',
      'shown/app.py': BAD,
    })
    const rows: [string[], RegExp][] = [
      [['shop', '--format', 'xml'], /--format/],
      [['shop', '--rule', 'FL1O1'], /no rule `FL1O1` \(did you mean `FL101`\?\)/],
      [['--explain', 'nothing'], /no rule/],
      [['shop', '--dry-run'], /`--dry-run` needs `--fix`/],
      [['shop', '--baseline', 'nowhere.json'], /can't be read/],
      [['shop', '--diff', 'HEAD'], /in no git repository/],
      [['https://shop.example'], /running site/],
      [['shop', '--output', 'nowhere/report'], /nowhere\/report can't be written \(ENOENT\)/],
      [['shop', '--write-baseline', 'shop'], /shop can't be written \(EISDIR\)/],
      [['endless'], /baseline \/dev\/zero can't be read/],
      [['shown'], /^portcullis: .*no setting `\uFFFD\[2J\uFFFD::error::`.*\n$/],
      [['wrong'], /no setting `exlude` \(did you mean `exclude`\?\)/],
    ]
    for (const [args, words] of rows) {
      const { code, stdout, stderr } = await shop.audit(...args)
      assert.equal(code, 2, args.join(' '))
      assert.equal(stdout, '')
      assert.match(stderr, words)
    }
    assert.equal((await shop.audit('wrong', '--no-config', ...ONLY)).code, 1)
  })

  test('--fail-on decides the exit code, and not what is told', async (t) => {
    const shop = newShop(t)
    for (const [failOn, code] of [
      ['critical', 0],
      ['none', 0],
      ['high', 1],
      ['low', 1],
    ] as const) {
      const outcome = await shop.audit('shop', ...ONLY, '--fail-on', failOn)
      assert.equal(outcome.code, code, failOn)
      assert.match(outcome.stdout, /2 findings/)
    }
  })

  test('settings come from pyproject.toml, and arguments are stronger', async (t) => {
    const settings = '[tool.portcullis-audit]\nrules = ["FL101"]\nfail-on = "none"\n'
    const shop = newShop(t, { 'shop/pyproject.toml': settings })
    const { code, stdout } = await shop.audit('shop')
    assert.equal(code, 0)
    assert.match(stdout, /^1 finding:/m)
    assert.equal((await shop.audit('shop', '--fail-on', 'low')).code, 1)
    assert.match((await shop.audit('shop', '--rule', 'FL1101')).stdout, /FL1101/)
  })
})

describe('formats', () => {
  test('are written where --output says, and to standard output without it', async (t) => {
    const shop = newShop(t)
    for (const [format, content] of [
      ['json', /"version": 1/],
      ['sarif', /"columnKind": "utf16CodeUnits"/],
      ['github', /^::error file=shop\/app\.py,line=4,/m],
      ['markdown', /^# Portcullis audit$/m],
      ['html', /^<!DOCTYPE html>/],
      ['pretty', /^2 findings/m],
    ] as const) {
      const there = await shop.audit('shop', ...ONLY, '--format', format, '--output', 'report.txt')
      assert.equal(there.code, 1)
      assert.equal(there.stdout, '')
      assert.match(there.stderr, /report\.txt/)
      assert.match(shop.read('report.txt'), content)
      const here = await shop.audit('shop', ...ONLY, '--format', format)
      assert.equal(here.stdout, shop.read('report.txt'), format)
    }
  })

  test('--explain shows a page, --list-rules all rules', async (t) => {
    const shop = newShop(t)
    const page = await shop.audit('--explain', 'fl101')
    assert.equal(page.code, 0)
    assert.match(page.stdout, /^FL101: Secret key in the source\nSeverity high/)
    assert.match(page.stdout, /^How to fix$/m)
    assert.match((await shop.audit('--list-rules')).stdout, /^FL101 +high +high +Secret key in the source$/m)
    const list = JSON.parse((await shop.audit('--list-rules', '--format', 'json')).stdout)
    assert.ok(list.some(({ id }: { id: string }) => id === 'FL1101'))
  })
})

describe('only what is new', () => {
  test('a baseline knows what was there, where it has moved too', async (t) => {
    const shop = newShop(t)
    const written = await shop.audit('shop', ...ONLY, '--write-baseline', 'known.json')
    assert.equal(written.code, 0)
    assert.match(written.stderr, /2 findings are known/)
    const args = ['shop', ...ONLY, '--baseline', 'known.json']
    writeFileSync(join(shop.folder, 'shop/app.py'), `import os\n\n\n${BAD}`)
    const known = await shop.audit(...args)
    assert.equal(known.code, 0)
    assert.match(known.stdout, /Nothing found; 2 in the baseline/)
    // Known is not cured.
    assert.match(known.stdout, /^ 1\. .*FAIL$/m)
    writeFileSync(join(shop.folder, 'shop/other.py'), BAD.replace('kT9wQ2', 'pZ3xV8'))
    assert.equal((await shop.audit(...args)).code, 1)
  })

  test('--diff counts what has changed since a commit', async (t) => {
    const shop = newShop(t)
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=Zoe', '-c', 'user.email=zoe@example.org', ...words], {
        cwd: shop.folder,
      })
    git('init', '--quiet')
    git('add', 'shop')
    git('commit', '--quiet', '-m', 'first')
    assert.equal((await shop.audit('shop', ...ONLY, '--diff', 'HEAD')).code, 0)
    writeFileSync(join(shop.folder, 'shop/app.py'), BAD.replace('kT9wQ2', 'pZ3xV8'))
    const { code, stdout } = await shop.audit('shop', ...ONLY, '--diff', 'HEAD')
    assert.equal(code, 1)
    assert.match(stdout, /1 finding: 1 high; 1 in lines that have not changed/)
  })
})

describe('--fix', () => {
  test('changes what it can, tells it, and reports on what is left', async (t) => {
    const shop = newShop(t)
    const { code, stdout, stderr } = await shop.audit('shop', ...ONLY, '--fix')
    assert.equal(code, 1)
    assert.equal(stderr, 'changed app.py: Switch debug mode off (FL1101)\n')
    assert.match(stdout, /^1 finding:/m)
    assert.equal(shop.read('shop/app.py'), BAD.replace('debug=True', 'debug=False'))
  })

  test('--dry-run shows a diff and changes nothing', async (t) => {
    const shop = newShop(t)
    const before = statSync(join(shop.folder, 'shop/app.py')).mtimeMs
    const { stdout } = await shop.audit('shop', ...ONLY, '--fix', '--dry-run')
    assert.match(stdout, /^--- a\/app\.py\n\+\+\+ b\/app\.py\n@@/)
    assert.match(stdout, /^- {4}app\.run\(debug=True\)\n\+ {4}app\.run\(debug=False\)$/m)
    assert.equal(shop.read('shop/app.py'), BAD)
    assert.equal(statSync(join(shop.folder, 'shop/app.py')).mtimeMs, before)
  })
})

test('the command loads neither a server nor a database', async (t) => {
  const { stderr } = await newShop(t).run(['audit', 'shop'], { env: { NODE_DEBUG: 'esm' } })
  assert.match(stderr, /src\/audit\/audit\.ts/)
  assert.doesNotMatch(
    stderr,
    /url: 'file:[^']*(node_modules\/(fastify|kysely|zod|nodemailer)|src\/(accounts|store|app))/,
  )
})
