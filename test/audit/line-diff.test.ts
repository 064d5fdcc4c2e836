// Changes between two texts: patch(1) agrees, and a pair that would take for ever is told as changed as a whole.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { changesBetween, unifiedDiff } from '../../src/audit/line-diff.ts'

/** Applies the changes by hand. */
function patched(before: readonly string[], after: readonly string[]): string[] {
  const result: string[] = []
  let at = 0
  for (const { oldFrom, oldTo, newFrom, newTo } of changesBetween(before, after)) {
    result.push(...before.slice(at, oldFrom), ...after.slice(newFrom, newTo))
    at = oldTo
  }
  return [...result, ...before.slice(at)]
}

describe('changes', () => {
  test('make the new text of the old one, whatever they are', () => {
    // A small linear congruential generator: the same texts in each run.
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return Math.floor((seed / 2147483648) * below)
    }
    for (let round = 0; round < 500; round++) {
      const text = () => Array.from({ length: random(30) }, () => 'abcdef'[random(6)] as string)
      const [before, after] = [text(), text()]
      assert.deepEqual(patched(before, after), after)
    }
  })

  test('are few where little has changed', () => {
    const before = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
    const after = before.with(10, 'new').with(900, 'new')
    assert.deepEqual(changesBetween(before, after), [
      { oldFrom: 10, oldTo: 11, newFrom: 10, newTo: 11 },
      { oldFrom: 900, oldTo: 901, newFrom: 900, newTo: 901 },
    ])
  })

  test('of two long texts that share nothing are told as one', () => {
    const before = Array.from({ length: 20_000 }, (_, i) => `old ${i}`)
    const after = Array.from({ length: 20_000 }, (_, i) => `new ${i}`)
    const start = process.cpuUsage()
    assert.equal(changesBetween(before, after).length, 1)
    assert.ok(process.cpuUsage(start).user < 5_000_000)
  })
})

describe('a unified diff', () => {
  test('is what patch(1) applies', (t) => {
    if (spawnSync('patch', ['--version']).error !== undefined) return t.skip('no patch here')
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-diff-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const before = `${Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n')}\n`
    for (const after of [
      before.replace('line 0\n', 'first\n'),
      before.replace('line 59\n', ''),
      before.replace('line 20\n', 'a\nb\nc\n').replace('line 24\n', '').replace('line 50', 'x'),
      `more\n${before}end\n`,
      before.trimEnd(),
      '',
    ]) {
      writeFileSync(join(folder, 'app.py'), before)
      const diff = unifiedDiff('app.py', before, after)
      const { status, stdout } = spawnSync('patch', ['-p1', '--batch'], {
        cwd: folder,
        input: diff,
        encoding: 'utf8',
      })
      assert.equal(status, 0, stdout + diff)
      assert.doesNotMatch(stdout, /fuzz|offset/)
      const file = join(folder, 'app.py')
      assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : '', after)
    }
  })

  test('of equal texts is nothing', () => {
    assert.equal(unifiedDiff('app.py', 'a\n', 'a\n'), '')
  })
})
