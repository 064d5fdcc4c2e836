// docs/settings.md is the page that the table makes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsPage } from '../../scripts/settings-doc.ts'
import { environmentName, settingNames } from '../../src/config/names.ts'

const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')

test('docs/settings.md is up to date; node scripts/settings-doc.ts writes it', () => {
  assert.equal(page, settingsPage())
})

test('every setting has one line, with its name in code and in the environment', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  assert.equal(rows.length, settingNames.length)
  settingNames.forEach((name, i) => {
    assert.ok(rows[i]!.startsWith(`| \`${name}\` | \`${environmentName(name)}\` | `), rows[i])
    assert.equal(rows[i]!.split(/(?<!\\)\|/).length, 8, rows[i])
  })
})
