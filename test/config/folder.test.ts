// Folders to write into: judged by what the system does, for root too, and made one by one.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeFolders, whyNotWritable } from '../../src/config/folder.ts'
import { newSite } from '../cli/command.ts'
import { temporaryFolder } from './folder.ts'

const skip = process.platform === 'linux' ? false : 'there is no /proc'

test('below /proc and /sys nothing can be kept, not by root either', { skip }, () => {
  assert.match(whyNotWritable('/proc/x') ?? '', /^\/proc can't be written to \(E[A-Z]+\)$/)
  assert.match(whyNotWritable('/sys/x/y') ?? '', /^\/sys can't be written to \(E[A-Z]+\)$/)
})

test('judging leaves no trace', (t) => {
  const folder = temporaryFolder(t)
  assert.equal(whyNotWritable(folder), undefined)
  assert.equal(whyNotWritable(join(folder, 'a', 'b')), undefined)
  assert.deepEqual(readdirSync(folder), [])
})

test('missing folders are made with their mode, and one that is there stays as it is', (t) => {
  const folder = temporaryFolder(t)
  makeFolders(join(folder, 'a', 'b'), 0o700)
  mkdirSync(join(folder, 'c'), { mode: 0o755 })
  makeFolders(join(folder, 'c'), 0o700)
  assert.deepEqual(
    ['a', 'a/b', 'c'].map((name) => statSync(join(folder, name)).mode & 0o777),
    process.platform === 'win32' ? [0o666, 0o666, 0o666] : [0o700, 0o700, 0o755],
  )
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => makeFolders(join(folder, 'file'), 0o700), { code: 'EEXIST' })
  assert.throws(() => makeFolders(join(folder, 'file', 'x'), 0o700), { code: /EEXIST|ENOTDIR/ })
})

for (const mode of ['development', 'production']) {
  test(`a start in ${mode} below /proc ends in words`, { skip, timeout: 60_000 }, async (t) => {
    const env = { PORTCULLIS_DATA: '/proc/x', PORTCULLIS_MODE: mode }
    const { code, stderr } = await newSite(t).run(['serve'], { env })
    assert.equal(code, 1)
    assert.match(stderr, /\/proc/)
    assert.doesNotMatch(stderr, /^\s+at /m)
  })
}
