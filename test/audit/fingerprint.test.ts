// A finding is the same finding when code around it moves, and another one where another thing is found.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fingerprints } from '../../src/audit/fingerprint.ts'
import { type Files, madeFinding, madeSources, placeIn } from './made.ts'

function printsOf(text: string, places = 1, rule = 'FL501'): string[] {
  const files: Files = { 'app.py': text }
  const findings = Array.from({ length: places }, (_, i) =>
    madeFinding(placeIn(files, 'app.py', 'sink', i + 1), { rule }),
  )
  return [...fingerprints(findings, madeSources(files)).values()]
}

const [ORIGINAL] = printsOf('def f():\n    sink(x)\n')

describe('a fingerprint', () => {
  test('stays when lines are added above, and when the code is indented or commented', () => {
    for (const text of [
      'import os\n\n\ndef f():\n    sink(x)\n',
      'def f():\n        sink(x)\n',
      'def f():\n    sink(x)  # audit: ignore[FL501] why\n',
      'def f():\n    a = 1\n    sink(x)\n',
    ])
      assert.deepEqual(printsOf(text), [ORIGINAL], text)
  })

  test('is another in another function, on another line, and of another rule', () => {
    for (const text of ['def g():\n    sink(x)\n', 'sink(x)\n', 'class A:\n    def f():\n        sink(x)\n'])
      assert.notDeepEqual(printsOf(text), [ORIGINAL], text)
    assert.notDeepEqual(printsOf('def f():\n    sink(y)\n'), [ORIGINAL])
    assert.notDeepEqual(printsOf('def f():\n    sink(x)\n', 1, 'FL101'), [ORIGINAL])
  })

  test('counts equal lines', () => {
    const [first, second] = printsOf('def f():\n    sink(x)\n    sink(x)\n', 2)
    assert.equal(first, ORIGINAL)
    assert.equal(second, ORIGINAL?.replace(':1', ':2'))
  })

  test('holds neither a line number nor a path', () => {
    assert.match(ORIGINAL ?? '', /^[0-9a-f]{20}:1$/)
  })
})
