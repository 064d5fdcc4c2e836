// docs/audit-rules.md says what the rules say.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { rulesPage } from '../../scripts/audit-rules-doc.ts'

test('docs/audit-rules.md is what `npm run docs` writes', () => {
  assert.equal(readFileSync(new URL('../../docs/audit-rules.md', import.meta.url), 'utf8'), rulesPage())
})
