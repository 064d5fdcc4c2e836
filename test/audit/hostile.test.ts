// Whatever lies in the folder: a note at most, never a crash, never for ever, and nothing of it is run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { auditProject } from '../../src/audit/audit.ts'

/** Seconds of CPU time; a machine under load gives less of it, but takes no more. */
const PATIENCE = 30

const APP = `from flask import Flask\napp = Flask(__name__)\napp.config['SECRET_KEY'] = 'a-very-secret-key'\n`

function newFolder(t: TestContext, files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-hostile-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries({ 'app.py': APP, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** The audit goes on past all that: the secret in app.py is found. */
async function survives(folder: string) {
  const before = process.cpuUsage()
  const result = await auditProject(folder, { minConfidence: 'low' })
  const { user, system } = process.cpuUsage(before)
  assert.ok((user + system) / 1e6 < PATIENCE, `${(user + system) / 1e6} s`)
  assert.ok(result.findings.some(({ rule, at }) => rule === 'FL101' && at.file === 'app.py'))
  assert.deepEqual(
    result.notes.filter(({ what }) => what.includes('stopped')),
    [],
  )
  return result
}

const many = (text: string, bytes: number) => text.repeat(Math.ceil(bytes / text.length))
const HOSTILE: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>> = {
  'brackets in brackets': { 'deep.py': many('(', 900_000), 'deeper.py': many('[', 5_000_000) },
  'blocks in blocks': {
    'deep.py': Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}if x:\n`).join(''),
  },
  'operators without end': {
    'long.py': `x = ${many('a + ', 800_000)}a\n`,
    'dots.py': `x = a${many('.b', 800_000)}\n`,
  },
  'calls of calls': { 'calls.py': `x = ${many('f(', 300_000)}1${many(')', 150_000)}\n` },
  'modules that import each other': {
    'a.py': 'from b import *\nfrom c import x\ny = x\n',
    'b.py': 'from c import *\nfrom a import y\nx = y\n',
    'c.py': 'from a import *\nfrom b import x\nx = x\n',
  },
  'functions that call each other': {
    'a.py':
      'def f(x):\n    return g(x)\ndef g(x):\n    return h(f(x))\ndef h(x):\n    return h(x) + g(x)\nclass A(A):\n    pass\n',
  },
  'decorators that call the next one': {
    'decorators.py': `from flask import Flask\napp = Flask(__name__)\ndef d0(f):\n    return f\n${Array.from({ length: 3000 }, (_, i) => `def d${i + 1}(f):\n    return d${i}(f)\n`).join('')}@app.route('/')\n@d3000\ndef v():\n    return ''\n`,
  },
  'lines that the grammar looks past again and again': {
    'comments.py': many('#\n', 50_000),
    'continued.py': many('\\\n', 50_000),
  },
  'no Python at all': {
    'bytes.py': Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 73) % 256)),
    'empty.py': '',
  },
  'other encodings': {
    'latin.py': Buffer.concat([
      Buffer.from('# -*- coding: latin-1 -*-\nx = "'),
      Buffer.from([0xe9, 0x22, 0x0a]),
    ]),
    'wide.py': Buffer.from('x = 1\n', 'utf16le'),
    'bom.py': '\uFEFFx = 1\n',
    'lone.py': Buffer.from([0x78, 0x3d, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x0a]),
  },
  'templates without an end': {
    'templates/a.html': many('<div {% if x %}class="{{ ', 400_000),
    'templates/b.html': many('{{ ', 900_000),
    'templates/c.html': `<script>${many('`${', 300_000)}`,
    'templates/d.html': '{% include "d.html" %}{% extends "e.html" %}',
    'templates/e.html': '{% extends "d.html" %}{% import "e.html" as e %}',
  },
  'data that is none': {
    'docker-compose.yml': `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]`).join('\n')}\n`,
    'pyproject.toml': '[[[[',
    'poetry.lock': '= = =',
    'Pipfile.lock': many('[', 200_000),
    Dockerfile: many('ENV A=\\\n', 200_000),
    'nginx.conf': many('server { ', 200_000),
    'requirements.txt': '-r requirements.txt\n-r ../../../../etc/passwd\n',
  },
  'names that mean something elsewhere': {
    '__proto__.py': 'x = 1\n',
    'constructor/__init__.py': 'from __proto__ import hasOwnProperty as toString\n',
    'a\u001b[2J\n.py': 'x = 1\n',
    'templates/__proto__.html': '{{ __proto__.constructor }}',
  },
}

describe('a hostile folder', () => {
  for (const [name, files] of Object.entries(HOSTILE)) {
    test(name, async (t) => {
      await survives(newFolder(t, files))
    })
  }

  test('links in circles, links out, pipes, and files that can’t be read', async (t) => {
    const outside = newFolder(t, { 'secret.py': "SECRET_KEY = 'outside'\n" })
    const folder = newFolder(t, { 'sub/a.py': 'x = 1\n' })
    symlinkSync(folder, join(folder, 'sub', 'loop'))
    symlinkSync('self.py', join(folder, 'self.py'))
    symlinkSync(outside, join(folder, 'out'))
    symlinkSync(join(outside, 'secret.py'), join(folder, 'out.py'))
    symlinkSync('nowhere.py', join(folder, 'gone.py'))
    execFileSync('mkfifo', [join(folder, 'pipe.py')])
    const { sourceOf } = await survives(folder)
    for (const file of ['out/secret.py', 'out.py', 'sub/loop/app.py']) assert.equal(sourceOf(file), undefined)
  })

  test('has nothing of it run or imported', async (t) => {
    const folder = newFolder(t)
    const trace = join(folder, 'trace')
    const touch = `open(${JSON.stringify(trace)}, 'w')`
    for (const file of [
      'setup.py',
      'conftest.py',
      'sitecustomize.py',
      'gunicorn.conf.py',
      'config.py',
      'manage.py',
    ])
      writeFileSync(join(folder, file), `${touch}\nx = __import__('os').system('touch ${trace}')\n`)
    writeFileSync(join(folder, 'Dockerfile'), `FROM python\nRUN touch ${trace}\n`)
    await survives(folder)
    assert.equal(existsSync(trace), false)
  })
})
