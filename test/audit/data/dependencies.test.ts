// Requirements and locks: names, specifiers, exact versions, and where each stands.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deployment } from '../../../src/audit/data/deployment.ts'
import type { Module } from '../../../src/audit/python/ast.ts'
import { projectOf, textAt } from './project.ts'

const LINES: [line: string, ...expected: (string | null)[]][] = [
  ['Flask==2.0.1', 'flask', '==2.0.1', '2.0.1'],
  ['flask', 'flask', '', null],
  ['Flask_SQLAlchemy >= 2.5, < 3', 'flask-sqlalchemy', '>= 2.5, < 3', null],
  ['zope.interface===5.0', 'zope-interface', '===5.0', '5.0'],
  ['celery[redis, msgpack]==5.2.7  # queue', 'celery', '==5.2.7', '5.2.7'],
  ['pywin32==300 ; sys_platform == "win32"', 'pywin32', '==300', '300'],
  ['flask==2.*', 'flask', '==2.*', null],
  ['flask~=2.0', 'flask', '~=2.0', null],
  ['flask (==2.0.1)', 'flask', '==2.0.1', '2.0.1'],
  ['flask @ https://example.org/flask.zip', 'flask', '@ https://example.org/flask.zip', null],
  ['-e git+https://example.org/x.git@main#egg=My_Pkg', 'my-pkg', '@', null],
  ['git+https://example.org/x.git#egg=other', 'other', '@', null],
]
const NONE = [
  '',
  '# flask',
  '-r other.txt',
  '--index-url https://example.org',
  '-e .',
  './wheel.whl',
  'https://example.org/x.whl',
]

describe('a line of a requirements file', () => {
  for (const [line, name, spec, version] of LINES)
    test(line, async () => {
      const texts = { 'requirements.txt': `\n${line}\r\n` }
      const [found, ...others] = (await deployment(projectOf(texts))).requirements
      assert.deepEqual(others, [])
      assert.deepEqual([found?.name, found?.spec, found?.version], [name, spec, version])
      assert.ok(found && line.startsWith(textAt(texts, found.at)))
    })
  for (const line of NONE)
    test(`${JSON.stringify(line)} names nothing`, async () => {
      assert.deepEqual((await deployment(projectOf({ 'requirements.txt': line }))).requirements, [])
    })
})

test('hashes make a requirements file a lock, if each line has one', async () => {
  const all = 'flask==2.0.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nclick==8.0 --hash=sha256:cc\n'
  const locked = await deployment(projectOf({ 'requirements.txt': all }))
  assert.equal(locked.lock, 'requirements.txt')
  assert.deepEqual(
    locked.requirements.map(({ version, hashed }) => [version, hashed]),
    [
      ['2.0.1', true],
      ['8.0', true],
    ],
  )
  assert.equal((await deployment(projectOf({ 'requirements.txt': `${all}jinja2==3.0` }))).lock, null)
})

const FILES: [path: string, text: string, requirements: string[], lock: boolean][] = [
  ['requirements/prod.txt', 'flask==2.0.1', ['flask==2.0.1 at flask==2.0.1'], false],
  ['requirements-dev.txt', 'flask==2.0.1', [], false],
  [
    'pyproject.toml',
    '[project]\nname = "x"\ndependencies = [\n  "Flask>=2",\n  "click==8.0",\n]\n[project.optional-dependencies]\nmail = ["flask-mail"]\n',
    ['flask>=2 at Flask>=2', 'click==8.0 at click==8.0', 'flask-mail at flask-mail'],
    false,
  ],
  [
    'pyproject.toml',
    '[tool.poetry.dev-dependencies]\nflask = "1"\n[tool.poetry.dependencies]\npython = "^3.9"\nflask = "2.0.1"\njinja2 = {version = "^3.0"}\nclick = "*"\nx = "==1.0"\n',
    [
      'flask==2.0.1 at flask = "2.0.1"',
      'jinja2^3.0 at jinja2 = {version = "^3.0"}',
      'click at click = "*"',
      'x==1.0 at x = "==1.0"',
    ],
    false,
  ],
  [
    'Pipfile',
    '[packages]\nflask = "==2.0.1"\n[dev-packages]\npytest = "*"\n',
    ['flask==2.0.1 at flask = "==2.0.1"'],
    false,
  ],
  [
    'setup.cfg',
    '[options]\ninstall_requires =\n    flask>=2\n    click==8.0\npackages = x\n',
    ['flask>=2 at flask>=2', 'click==8.0 at click==8.0'],
    false,
  ],
  [
    'Pipfile.lock',
    '{"default": {"flask": {"hashes": [], "version": "==2.0.1"}}, "develop": {"pytest": {"version": "==7"}}}',
    ['flask==2.0.1 at "flask":'],
    true,
  ],
  [
    'poetry.lock',
    '# by machine\n[[package]]\nname = "flask"\nversion = "2.0.1"\n[package.dependencies]\nclick = ">=8"\n\n[[package]]\nname = "click"\nversion = "8.0"\n',
    ['flask==2.0.1 at name = "flask"\nversion = "2.0.1"', 'click==8.0 at name = "click"\nversion = "8.0"'],
    true,
  ],
  [
    'uv.lock',
    'version = 1\n[[package]]\nname = "shop"\nversion = "0.1"\nsource = { virtual = "." }\n[[package]]\nname = "flask"\nversion = "2.0.1"\nsource = { registry = "https://pypi.org/simple" }\n',
    ['flask==2.0.1 at name = "flask"\nversion = "2.0.1"'],
    true,
  ],
  [
    'pdm.lock',
    '[metadata]\n[[package]]\nname = "flask"\nversion = "2.0.1"\n',
    ['flask==2.0.1 at name = "flask"\nversion = "2.0.1"'],
    true,
  ],
]

for (const [path, text, requirements, lock] of FILES)
  test(`${path}: ${requirements.length} requirements`, async () => {
    const found = await deployment(projectOf({ [path]: text }))
    assert.deepEqual(
      found.requirements.map(({ name, spec, at }) => `${name}${spec} at ${textAt({ [path]: text }, at)}`),
      requirements,
    )
    assert.equal(found.lock, lock ? path : null)
    assert.deepEqual(found.notes, [])
  })

test('setup.py is read through its tree, also where a name holds the list', async () => {
  const origin = { file: 'setup.py', text: '' }
  const span = { start: 5, end: 9, origin }
  const list = {
    kind: 'List',
    elements: [{ kind: 'Str', value: 'flask==2.0.1', bytes: false, ...span }],
    ...span,
  } as const
  const name = (id: string) => ({ kind: 'Name', id, ...span }) as const
  const keywords = [{ name: 'install_requires', value: name('needs') }]
  const call = { kind: 'Call', callee: name('setup'), args: [], keywords, ...span } as const
  const module: Module = {
    ...origin,
    name: 'setup',
    isPackage: false,
    comments: [],
    broken: false,
    body: [
      { kind: 'Assign', targets: [name('needs')], value: list, annotation: null, ...span },
      { kind: 'ExprStmt', value: call, ...span },
    ],
  }
  assert.deepEqual((await deployment(projectOf({}), [module])).requirements, [
    {
      name: 'flask',
      spec: '==2.0.1',
      version: '2.0.1',
      hashed: false,
      at: { file: 'setup.py', start: 5, end: 9 },
    },
  ])
})

for (const [path, text] of [
  ['pyproject.toml', '[project\ndependencies = ['],
  ['Pipfile', '= ='],
  ['Pipfile.lock', '{"default": '],
  ['docker-compose.yml', 'a: [b\n c: }'],
  ['app.yaml', `a: ${'['.repeat(100_000)}`],
  ['docker-compose.yml', `${'- '.repeat(100_000)}a`],
])
  test(`${path} that is broken gives a note: ${text?.slice(0, 20)}`, async () => {
    const { notes } = await deployment(projectOf({ [path as string]: text as string }))
    assert.equal(notes[0]?.file, path)
  })
