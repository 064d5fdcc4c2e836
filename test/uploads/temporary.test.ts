// The folder in which files arrive: made for this process alone, and swept of what killed ones left.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { temporaryFolder } from '../../src/uploads/temporary.ts'

const DAY = 86_400_000

function newParent(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-incoming-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'incoming')
}

test('V5.3.2 files are of mode 0600 in a folder of mode 0700, made with the first and under random names', async () => {
  const parent = newParent()
  const temporary = temporaryFolder(parent)
  assert.equal(existsSync(parent), false)
  const { path, handle } = await temporary.create()
  await handle.close()
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700)
  assert.notEqual(await temporary.place(), await temporary.place())
  await temporary.close()
  assert.deepEqual(readdirSync(parent), [])
})

test('what a killed process left goes; what a living one or another machine has stays, that for a day', async () => {
  const parent = newParent()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  after(() => child.kill('SIGKILL'))
  const machine = hostname().replace(/[^\w.-]/g, '_')
  const random = 'A'.repeat(22)
  const folder = (name: string) => {
    mkdirSync(join(parent, name), { recursive: true })
    writeFileSync(join(parent, name, 'file'), 'left')
    return join(parent, name)
  }
  const living = folder(`${machine}~${child.pid}~${random}`)
  const earlier = folder(`${machine}~${process.pid}~${random}`)
  const elsewhere = folder(`elsewhere~1~${random}`)
  const foreign = folder('somebody-else')
  const mine = temporaryFolder(parent)
  const other = temporaryFolder(parent)
  const { path, handle } = await other.create()
  await handle.close()

  assert.equal(await mine.sweep(Date.now()), 1)
  assert.deepEqual([living, earlier, elsewhere, foreign, path].map(existsSync), [
    true,
    false,
    true,
    true,
    true,
  ])
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(await mine.sweep(Date.now()), 1)
  assert.equal(existsSync(living), false)
  const past = new Date(Date.now() - 2 * DAY)
  for (const one of [elsewhere, foreign]) utimesSync(one, past, past)
  assert.equal(await mine.sweep(Date.now()), 1)
  assert.deepEqual([elsewhere, foreign, path].map(existsSync), [false, true, true])
})

test('a link that is put where its folder would be is not followed by the sweep', async () => {
  const parent = newParent()
  const target = join(parent, '..', 'precious')
  mkdirSync(target)
  writeFileSync(join(target, 'file'), 'stays')
  mkdirSync(parent)
  symlinkSync(target, join(parent, `${hostname().replace(/[^\w.-]/g, '_')}~999999999~${'A'.repeat(22)}`))
  assert.equal(await temporaryFolder(parent).sweep(Date.now()), 1)
  assert.equal(existsSync(join(target, 'file')), true)
})
