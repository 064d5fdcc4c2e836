// The baseline knows what was there, one for one, wherever it has moved.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { knownOf, readBaseline, writeBaseline } from '../../src/audit/baseline.ts'
import type { Finding } from '../../src/audit/finding.ts'
import { madeFinding } from './made.ts'

/** `file:fingerprint` → findings, and which of them are known by the baseline. */
function known(baseline: readonly string[], now: readonly string[]): string[] {
  const entries = baseline.map(made)
  const text = writeBaseline(entries)
  const findings = now.map(made)
  const prints = new Map<Finding, string>(findings.map((finding) => [finding, finding.fingerprint]))
  const of = knownOf(findings, prints, readBaseline(text, 'baseline.json'))
  return now.filter((_, index) => of.has(findings[index] as Finding))
}

function made(text: string) {
  const [file = '', fingerprint = ''] = text.split(' ')
  return { ...madeFinding({ file, start: 0, end: 1 }), fingerprint }
}

describe('a baseline', () => {
  test('knows what it holds, and nothing else', () => {
    assert.deepEqual(known(['a.py aa:1'], ['a.py aa:1', 'a.py bb:1']), ['a.py aa:1'])
    assert.deepEqual(known([], ['a.py aa:1']), [])
  })

  test('knows a finding that has moved to another file', () => {
    assert.deepEqual(known(['a.py aa:1'], ['b.py aa:1']), ['b.py aa:1'])
  })

  test('knows as many equal ones as there were', () => {
    assert.deepEqual(known(['a.py aa:1'], ['a.py aa:1', 'a.py aa:2']), ['a.py aa:1'])
    assert.deepEqual(known(['b.py aa:1'], ['a.py aa:1', 'b.py aa:1']), ['b.py aa:1'])
    assert.deepEqual(known(['a.py aa:1', 'a.py aa:2'], ['a.py aa:1', 'a.py aa:2']).length, 2)
  })

  test('is sorted, an entry a line', () => {
    const text = writeBaseline([made('b.py aa:1'), made('a.py aa:1')])
    assert.equal(text.split('\n').filter((line) => line.includes('fingerprint')).length, 2)
    assert.ok(text.indexOf('a.py') < text.indexOf('b.py'))
    assert.equal(text, writeBaseline([made('a.py aa:1'), made('b.py aa:1')]))
  })

  test('that is none is told in words', () => {
    for (const text of ['', '[]', 'null', '{"version":2,"findings":[]}', '{"version":1,"findings":[{}]}'])
      assert.throws(() => readBaseline(text, 'known.json'), {
        name: 'UsageError',
        message: /baseline known\.json/,
      })
  })
})
