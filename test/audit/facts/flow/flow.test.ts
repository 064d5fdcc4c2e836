// From request to sink: each snippet says by itself where foreign data arrives, and it arrives nowhere else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { expectedIn, flowOf, foundIn } from './flow-of.ts'
import { IN_A_VIEW, MODULES } from './flow-table.ts'

function compare(files: Readonly<Record<string, string>>): void {
  assert.deepEqual(foundIn(flowOf(files), files), expectedIn(files))
}

describe('in a view', () => {
  for (const [title, body] of IN_A_VIEW) {
    const lines = body.split('\n').map((line) => `    ${line}\n`)
    test(title, () => compare({ 'app.py': `@app.route('/x/<name>')\ndef view(name):\n${lines.join('')}` }))
  }
})

describe('in a module', () => {
  for (const [title, text] of MODULES) test(title, () => compare({ 'app.py': `${text}\n` }))
})
