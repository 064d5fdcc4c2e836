// Markers in test material are read as they are meant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedOf } from './markers.ts'

test('a marker names the rules that report at its line, or at the next one', () => {
  const text = [
    'a = 1  # expect: FL501, FL610',
    '{{ x }} {# expect: FL614 #}',
    '# expect-next: FL101',
    'b = 2',
    '# expect nothing here: FL1',
    'c = 3  # we expect: FL1',
  ].join('\n')
  assert.deepEqual(expectedOf('app.py', text), [
    'app.py:1 FL501',
    'app.py:1 FL610',
    'app.py:2 FL614',
    'app.py:4 FL101',
  ])
})
