// A disk that is really full: whoever uploads is told so, nothing is left, and what fits is taken again.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { filesBelow, idsOn, openUploadsHouse, rows, upload } from './house.ts'

/** A disk of this many KiB in memory; undefined where this user may make none. */
function smallDisk(kilobytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  after(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}

const folder = smallDisk(512)
const noDisk = folder === undefined && 'a small disk can be mounted by root alone'

test('V16.5.3 a full disk: 507 in words, nothing left, and room again afterwards', {
  skip: noDisk,
}, async () => {
  const house = await openUploadsHouse({ uploads: { folder: folder! } })
  const alice = await house.member()
  const left = () => filesBelow(join(folder!, 'incoming'))

  await upload(alice, [{ file: 'long.txt', content: 'x'.repeat(700_000) }])
  assert.equal(alice.status, 507)
  assert.match(alice.body, /disk is full/)
  assert.deepEqual(left(), [])
  assert.deepEqual(await rows(house.store), [])

  // As it comes there is room for it, and not for what is made of it.
  const noise = { gaussian: { type: 'gaussian', mean: 128, sigma: 60 } } as const
  const picture = await sharp({
    create: { width: 900, height: 600, channels: 3, background: 'red', noise: noise.gaussian },
  })
    .jpeg({ quality: 80 })
    .toBuffer()
  assert.ok(picture.length > 262_144 && picture.length < 524_288, String(picture.length))
  await upload(alice, [{ file: 'picture.jpg', content: picture }])
  assert.equal(alice.status, 507)
  assert.match(alice.body, /disk is full/)
  assert.deepEqual(left(), [])
  assert.deepEqual(await rows(house.store), [])

  await upload(alice, [{ file: 'note.txt', content: 'short' }])
  assert.equal(idsOn(alice).length, 1)
  assert.ok(readdirSync(join(folder!, 'kept')).length > 0)
})
