// Which files are templates, and what they are called.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Names } from '../../../src/audit/python/names-api.ts'
import { templateFolders, templateName, templatesOf } from '../../../src/audit/templates/names.ts'
import { projectOf } from '../data/project.ts'

const ROWS: [path: string, name: string | null, ...folders: string[]][] = [
  ['templates/index.html', 'index.html'],
  ['shop/templates/shop/cart.html', 'shop/cart.html'],
  ['shop/auth/templates/auth/login.html.j2', 'auth/login.html.j2'],
  ['scaffold/templates/app/templates/a.htm', 'a.htm'],
  ['templates/mail/welcome.txt', 'mail/welcome.txt'],
  ['templates/feed.xml', 'feed.xml'],
  ['templates/app.js', 'app.js'],
  ['templates/logo.png', null],
  ['templates/__init__.py', null],
  ['templates', null],
  ['static/index.html', null],
  ['index.html', null],
  ['pages/index.html', 'index.html', 'pages'],
  ['pages/a/index.html', 'index.html', 'pages', 'pages/a'],
  ['index.html', 'index.html', ''],
  ['pagesx/index.html', null, 'pages'],
]

for (const [path, name, ...folders] of ROWS)
  test(`${path} → ${name}${folders.length > 0 ? ` (template_folder: ${folders.join(', ')})` : ''}`, () =>
    assert.equal(templateName(path, folders), name))

test('the templates of a project are those files of it', () => {
  const found = templatesOf(projectOf({ 'app.py': '', 'templates/a.html': '', 'static/b.html': '' }))
  assert.deepEqual(
    found.map(({ file, name }) => [file.path, name]),
    [['templates/a.html', 'a.html']],
  )
})

test('template_folder= names a folder beside its module, and none outside', () => {
  const given = (file: string, folder: string) => ({
    call: { keywords: [{ name: 'template_folder', value: folder }] },
    module: { file },
  })
  const sites: Record<string, unknown[]> = {
    'flask.Flask': [given('app.py', 'pages'), given('app.py', '../out'), given('app.py', '/etc')],
    'flask.Blueprint': [given('shop/auth/views.py', '../html/'), given('shop/admin.py', '.')],
  }
  const names = { callsOf: (name: string) => sites[name] ?? [], literal: (value: unknown) => value }
  assert.deepEqual(templateFolders(names as unknown as Names), ['pages', 'shop', 'shop/html'])
})
