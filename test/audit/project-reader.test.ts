// A folder as the auditor sees it: what each file is, what is left out, and what must not stop or trick it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { readBytes } from '../../src/audit/files/read.ts'
import { readProject } from '../../src/audit/project-reader.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audit-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, content: string | Buffer = 'x = 1\n'): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

function paths(options?: Parameters<typeof readProject>[1]): string[] {
  return readProject(root, options).files.map(({ path }) => path)
}

describe('kinds', () => {
  const rows: readonly (readonly [path: string, kind: string | undefined])[] = [
    ['shop/app.py', 'python'],
    ['app.wsgi', 'python'],
    ['templates/index.html', 'template'],
    ['shop/templates/mail/reset.txt', 'template'],
    ['emails/reset.jinja2', 'template'],
    ['notes.txt', undefined],
    ['static/site.js', undefined],
    ['static/page.min.html', undefined],
    ['analysis.ipynb', undefined],
    ['requirements.txt', 'requirements'],
    ['requirements/production.txt', 'requirements'],
    ['requirements-dev.in', 'requirements'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.production', 'dockerfile'],
    ['docker-compose.override.yml', 'compose'],
    ['compose.yaml', 'compose'],
    ['openapi.yaml', 'yaml'],
    ['pyproject.toml', 'toml'],
    ['poetry.lock', 'toml'],
    ['Pipfile.lock', 'json'],
    ['config.json', 'json'],
    ['Procfile', 'procfile'],
    ['.env', 'env'],
    ['.env.production', 'env'],
    ['.flaskenv', 'env'],
    ['nginx.conf', 'nginx'],
    ['deploy/nginx/site.conf', 'nginx'],
    ['supervisord.conf', 'ini'],
    ['setup.cfg', 'ini'],
    ['start.sh', 'script'],
    ['Makefile', 'script'],
  ]
  for (const [path, kind] of rows)
    test(`${path} is ${kind ?? 'not read'}`, () => {
      put(path)
      const { files, byPath } = readProject(root)
      assert.deepEqual(
        files.map((file) => [file.path, file.kind]),
        kind === undefined ? [] : [[path, kind]],
      )
      assert.equal(byPath.get(path), files[0])
    })
})

describe('what is left out', () => {
  test('tests, migrations and vendored code, and how many files of each', () => {
    for (const path of ['app.py', 'test_app.py', 'tests/conftest.py', 'tests/templates/a.html']) put(path)
    for (const path of ['migrations/versions/1.py', 'vendor/lib/a.py', 'lib/_vendor/b.py']) put(path)
    const { files, leftOut } = readProject(root)
    assert.deepEqual(
      files.map(({ path }) => path),
      ['app.py'],
    )
    assert.deepEqual(leftOut, [
      { why: 'migrations', files: 1 },
      { why: 'tests', files: 3 },
      { why: 'vendored', files: 2 },
    ])
  })

  test('what tools made or fetched, without a count', () => {
    for (const folder of [
      '.git',
      'node_modules',
      'venv',
      '.venv',
      '__pycache__',
      'build',
      'lib/site-packages',
    ])
      put(`${folder}/a.py`)
    put('my-python/pyvenv.cfg')
    put('my-python/lib/a.py')
    put('shop.egg-info/a.py')
    const { files, leftOut, notes } = readProject(root)
    assert.deepEqual([files, leftOut, notes], [[], [], []])
  })

  test('a folder called tests around the audited one changes nothing', () => {
    put('tests/project/app.py')
    const { files } = readProject(join(root, 'tests/project'))
    assert.equal(files[0]?.path, 'app.py')
  })

  test('includeTests and include bring them back, exclude is the strongest', () => {
    for (const path of ['app.py', 'tests/a.py', 'vendor/b.py', 'vendor/c.py']) put(path)
    assert.deepEqual(paths({ includeTests: true }), ['app.py', 'tests/a.py'])
    assert.deepEqual(paths({ include: ['vendor'] }), ['app.py', 'vendor/b.py', 'vendor/c.py'])
    const options = { include: ['vendor/**'], exclude: ['vendor/c.py', 'app.py'] }
    assert.deepEqual(paths(options), ['vendor/b.py'])
    assert.deepEqual(readProject(root, options).leftOut, [
      { why: 'excluded', files: 2 },
      { why: 'tests', files: 1 },
    ])
  })
})

describe('patterns', () => {
  const rows: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
    ['app.py', 'shop/app.py', true],
    ['/app.py', 'shop/app.py', false],
    ['shop', 'shop/views/a.py', true],
    ['shop/', 'my/shop/a.py', true],
    ['views/*.py', 'views/a.py', true],
    ['views/*.py', 'views/deep/a.py', false],
    ['**/generated/*.py', 'generated/a.py', true],
    ['**/generated/*.py', 'a/b/generated/c.py', true],
    ['a/**/z.py', 'a/z.py', true],
    ['a/**/z.py', 'a/b/c/z.py', true],
    ['a/**', 'a/b/c.py', true],
    ['**', 'a.py', true],
    ['?.py', 'a.py', true],
    ['?.py', 'ab.py', false],
    ['*b*d', 'abcbd', true],
    ['', 'a.py', false],
  ]
  for (const [pattern, path, matches] of rows)
    test(`${pattern || 'an empty pattern'} ${matches ? 'fits' : 'does not fit'} ${path}`, () => {
      put(path)
      assert.equal(paths({ exclude: [pattern] }).length, matches ? 0 : 1)
    })

  test('one made to be slow is not', () => {
    put(`${'a'.repeat(200)}.py`)
    const began = process.cpuUsage()
    assert.equal(paths({ exclude: [`${'*a'.repeat(80)}*b`, `${'**/'.repeat(400)}x`] }).length, 1)
    assert.ok(process.cpuUsage(began).user < 2e6)
  })
})

describe('encodings', () => {
  const rows: readonly (readonly [
    title: string,
    bytes: Buffer,
    text: string,
    altered: boolean,
    note: boolean,
  ])[] = [
    ['UTF-8', Buffer.from('é = 1'), 'é = 1', false, false],
    ['a byte order mark', Buffer.from('\ufeffé = 1'), 'é = 1', true, false],
    ['UTF-16 with its mark', Buffer.from('\ufeffé = 1', 'utf16le'), '\ufeffé = 1'.slice(1), true, false],
    [
      'a coding line',
      Buffer.from('# -*- coding: latin-1 -*-\né', 'latin1'),
      '# -*- coding: latin-1 -*-\né',
      true,
      false,
    ],
    [
      'one on the second line',
      Buffer.from('#!/x\n# vim: set fileencoding=cp1252 :\n\x80', 'latin1'),
      '#!/x\n# vim: set fileencoding=cp1252 :\n€',
      true,
      false,
    ],
    ['one that nobody knows', Buffer.from('# coding: rot13\né'), '# coding: rot13\né', true, true],
    ['invalid UTF-8', Buffer.from('a = "\xe9"', 'latin1'), 'a = "\ufffd"', true, true],
  ]
  for (const [title, bytes, text, altered, noted] of rows)
    test(title, () => {
      put('app.py', bytes)
      const { files, notes } = readProject(root)
      assert.equal(files[0]?.text, text)
      assert.equal(files[0]?.altered === true, altered)
      assert.equal(notes.length === 1, noted)
    })

  test('a NUL: no text', () => {
    put('app.py', 'a = 1\0')
    const { files, notes, leftOut } = readProject(root)
    assert.deepEqual(files, [])
    assert.deepEqual(notes, [{ file: 'app.py', what: 'it is no text' }])
    assert.deepEqual(leftOut, [{ why: 'not text', files: 1 }])
  })
})

describe('a hostile folder', () => {
  test('links are not followed; those that lead out, round in circles or nowhere are told', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    writeFileSync(join(outside, 'secret.py'), 'key = 1')
    put('shop/app.py')
    symlinkSync(outside, join(root, 'out'))
    symlinkSync(join(outside, 'secret.py'), join(root, 'stolen.py'))
    symlinkSync('..', join(root, 'shop/up'))
    symlinkSync('round.py', join(root, 'round.py'))
    symlinkSync('nowhere.py', join(root, 'lost.py'))
    const { files, notes } = readProject(root)
    assert.deepEqual(
      files.map(({ path }) => path),
      ['shop/app.py'],
    )
    assert.deepEqual(
      notes.map(({ file, what }) => `${file}: ${what}`),
      [
        'lost.py: a link that leads nowhere (ENOENT)',
        'out: a link that leads out of the folder; it was not followed',
        'round.py: a link that leads nowhere (ELOOP)',
        'stolen.py: a link that leads out of the folder; it was not followed',
      ],
    )
    rmSync(outside, { recursive: true })
  })

  test('a pipe in the place of a file is told and not waited for', () => {
    execFileSync('mkfifo', [join(root, 'app.py')])
    assert.deepEqual(readProject(root).notes, [{ file: 'app.py', what: 'it is no regular file' }])
    assert.deepEqual(readProject(join(root, 'app.py')).notes, [
      { file: 'app.py', what: 'it is no regular file' },
    ])
  })

  test('a file that is too large is told and not read', () => {
    truncateSync(put('app.py'), 50_000_000)
    const { notes, leftOut } = readProject(root)
    assert.match(notes[0]?.what ?? '', /larger than/)
    assert.deepEqual(leftOut, [{ why: 'too large', files: 1 }])
  })

  test('a file without a size of its own is read no further than the limit', () => {
    assert.deepEqual(readProject('/dev/zero').notes, [{ file: 'zero', what: 'it is no regular file' }])
    assert.equal(readProject('/proc/self/status').files[0]?.text.startsWith('Name:'), true)
  })

  test('a file that vanishes before it is opened is told', () => {
    assert.deepEqual(readBytes(join(root, 'app.py'), 100, false), {
      because: 'it could not be read (ENOENT)',
    })
  })

  test('a file that is swapped for a link before it is opened is told', () => {
    symlinkSync('/etc/passwd', join(root, 'app.py'))
    assert.deepEqual(readBytes(join(root, 'app.py'), 100_000, false), {
      because: 'it could not be read (ELOOP)',
    })
  })

  test('what may not be read, or is not there, is told', {
    skip: process.getuid?.() === 0 && 'root may read all',
  }, () => {
    chmodSync(put('app.py'), 0)
    assert.match(readProject(root).notes[0]?.what ?? '', /EACCES/)
  })

  test('a folder that is not there', () => {
    const { files, notes } = readProject(join(root, 'nothing'))
    assert.equal(files.length, 0)
    assert.match(notes[0]?.what ?? '', /ENOENT/)
  })
})

describe('a single file', () => {
  test('is the project, whatever it is called and wherever it stands', () => {
    put('tests/test_app.py', 'a')
    put('tests/run', 'b')
    put('tests/other.py')
    const project = readProject(join(root, 'tests/test_app.py'))
    assert.equal(project.root, join(root, 'tests'))
    assert.deepEqual(project.files, [{ path: 'test_app.py', kind: 'python', text: 'a' }])
    assert.deepEqual(readProject(join(root, 'tests/run')).files, [{ path: 'run', kind: 'python', text: 'b' }])
  })
})

test('files come sorted by path', () => {
  for (const path of ['b/a.py', 'a.py', 'b.py', 'B/z.py', 'a/b.py']) put(path)
  assert.deepEqual(paths(), ['B/z.py', 'a.py', 'a/b.py', 'b.py', 'b/a.py'])
})

test('a `.env` is told to be ignored where a `.gitignore` between it and the audited folder says so last', () => {
  put('.gitignore', '# local\n.env*\n!.env.shared\n/shop/secret/.env\n')
  put('shop/.gitignore', '!.env.team\n')
  for (const path of ['.env', '.env.shared', 'shop/.env', 'shop/.env.team', 'shop/secret/.env']) put(path)
  const { files } = readProject(root)
  assert.deepEqual(
    files.filter(({ kind, ignored }) => kind === 'env' && ignored).map(({ path }) => path),
    ['.env', 'shop/.env', 'shop/secret/.env'],
  )
})
