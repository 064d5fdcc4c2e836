// The re-encoder: what becomes of good images, and how it stands floods, hanging decoders and its own end.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { createReencoder } from '../../src/uploads/image.ts'
import * as parts from './hostile/parts.ts'

const LIMITS = { maxPixels: 25_000_000, maxFrames: 100, processorSeconds: 30 }
const folder = mkdtempSync(join(tmpdir(), 'portcullis-image-'))
const reencoder = createReencoder({ concurrency: 2, queue: 10 })
after(async () => {
  await reencoder.close()
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
function newFile(content: Buffer): string {
  const path = join(folder, `in-${files++}`)
  writeFileSync(path, content)
  return path
}
/** 24 megapixels of one colour: soon made, and slow to be made anew. */
const flat = () =>
  sharp({ create: { width: 6_000, height: 4_000, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
const newPlace = () => join(folder, `out-${files++}`)

test('each format in, a safe one out, of the same size', async () => {
  const formats = [
    [await parts.jpeg(), 'image/jpeg', 'jpg', 40, 30],
    [await parts.png(), 'image/png', 'png', 40, 30],
    [await parts.gif(), 'image/gif', 'gif', 40, 30],
    [await parts.webp(), 'image/webp', 'webp', 40, 30],
    [await parts.avif(), 'image/webp', 'webp', 64, 48],
  ] as const
  for (const [content, type, extension, width, height] of formats) {
    const to = newPlace()
    const made = await reencoder.reencode(newFile(content), to, LIMITS)
    assert.ok(made.ok, type)
    const { bytes } = made
    assert.partialDeepStrictEqual(made, { type, extension, width, height })
    assert.equal(readFileSync(to).length, bytes)
  }
})

test('moving pictures: frames, their times and their size are kept', async () => {
  const to = newPlace()
  const made = await reencoder.reencode(newFile(parts.gifOfFrames(7, [20, 10])), to, LIMITS)
  assert.partialDeepStrictEqual(made, { ok: true, width: 20, height: 10 })
  const { pages, delay } = await sharp(to, { pages: -1 }).metadata()
  assert.deepEqual([pages, delay], [7, Array.from({ length: 7 }, () => 100)])
})

test('what is seen through stays so', async () => {
  const clear = {
    create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
  } as const
  for (const content of [await sharp(clear).png().toBuffer(), await sharp(clear).webp().toBuffer()]) {
    const to = newPlace()
    assert.ok((await reencoder.reencode(newFile(content), to, LIMITS)).ok)
    assert.equal((await sharp(to).metadata()).hasAlpha, true)
  }
})

test('colours of a wide profile are brought to those of screens, not only stripped of it', async () => {
  // The reddest red of Display P3 is beyond sRGB: its numbers must have changed.
  const red = { create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 60, b: 60 } } } as const
  const tagged = await sharp(red).png().withIccProfile('p3').toBuffer()
  const before = await sharp(tagged).raw().toBuffer()
  const to = newPlace()
  assert.ok((await reencoder.reencode(newFile(tagged), to, LIMITS)).ok)
  const { icc } = await sharp(to).metadata()
  assert.equal(icc, undefined)
  const shown = await sharp(to).raw().toBuffer()
  const expected = await sharp(tagged).toColourspace('srgb').raw().toBuffer()
  assert.deepEqual([...shown.subarray(0, 3)], [...expected.subarray(0, 3)])
  assert.equal(before.length, shown.length)
})

test('a square for a picture of a person: cut, turned as it must be, and one frame of many', async () => {
  const limits = { ...LIMITS, square: 16 }
  for (const content of [await parts.jpeg(300, 40), await parts.png(4, 4), parts.gifOfFrames(9, [30, 20])]) {
    const to = newPlace()
    assert.partialDeepStrictEqual(await reencoder.reencode(newFile(content), to, limits), {
      ok: true,
      width: 16,
      height: 16,
    })
    assert.equal((await sharp(to, { pages: -1 }).metadata()).pages ?? 1, 1)
  }
})

test('V5.2.6 the bounds are exact: as many pixels and frames as allowed, and not one more', async () => {
  const image = newFile(await parts.png(40, 30))
  const moving = newFile(parts.gifOfFrames(10, [4, 5]))
  const why = async (file: string, limits: object) => {
    const made = await reencoder.reencode(file, newPlace(), { ...LIMITS, ...limits })
    return made.ok ? 'ok' : made.why
  }
  assert.equal(await why(image, { maxPixels: 1_200 }), 'ok')
  assert.equal(await why(image, { maxPixels: 1_199 }), 'too-many-pixels')
  assert.equal(await why(moving, { maxFrames: 10, maxPixels: 200 }), 'ok')
  assert.equal(await why(moving, { maxFrames: 9 }), 'too-many-frames')
  assert.equal(await why(moving, { maxPixels: 199 }), 'too-many-pixels')
})

test('what is no image is not shown to a decoder', async () => {
  for (const content of [Buffer.from(parts.SVG), parts.pdf(), Buffer.from('text')]) {
    const to = newPlace()
    assert.equal((await reencoder.reencode(newFile(content), to, LIMITS)).ok, false)
    assert.equal(existsSync(to), false)
  }
})

test('an image that takes too long is stopped, and leaves nothing behind', async () => {
  const slow = newFile(await flat())
  // Before its process has begun in earnest, and at moments when it may well be writing.
  for (const processorSeconds of [0.01, 0.15, 0.2, 0.25]) {
    const to = newPlace()
    const made = await reencoder.reencode(slow, to, { ...LIMITS, processorSeconds })
    if (made.ok && processorSeconds > 0.1) continue
    assert.deepEqual(made, { ok: false, why: 'took-too-long' })
    assert.deepEqual(
      readdirSync(folder).filter((name) => join(folder, name).startsWith(to)),
      [],
    )
  }
})

test('a flood: so many at once, so many wait, the rest is refused; each of the first gets its picture', async () => {
  const small = createReencoder({ concurrency: 1, queue: 2 })
  const image = newFile(await parts.png())
  const results = await Promise.all(
    Array.from({ length: 6 }, () => small.reencode(image, newPlace(), LIMITS)),
  )
  const told = results.map((made) => (made.ok ? 'ok' : made.why)).sort()
  assert.deepEqual(told, ['busy', 'busy', 'busy', 'ok', 'ok', 'ok'])
  assert.equal(small.waiting, 0)
  assert.ok((await small.reencode(image, newPlace(), LIMITS)).ok, 'places are free again')
  await small.close()
})

test('closing ends what is at work and refuses what waits', async () => {
  const closing = createReencoder({ concurrency: 1, queue: 5 })
  const slow = newFile(await flat())
  const [first, second] = [newPlace(), newPlace()]
  const works = [closing.reencode(slow, first, LIMITS), closing.reencode(slow, second, LIMITS)]
  while (closing.waiting === 0) await new Promise(setImmediate)
  await closing.close()
  for (const made of await Promise.all(works)) assert.deepEqual(made, { ok: false, why: 'busy' })
  assert.equal(existsSync(first) || existsSync(second), false)
  assert.deepEqual(await closing.reencode(slow, newPlace(), LIMITS), { ok: false, why: 'busy' })
})

test('without the package `sharp` the answer says so, and nothing is written', () => {
  // Beside no node_modules there is none to be found.
  const child = join(folder, 'image-child.ts')
  copyFileSync('src/uploads/image-child.ts', child)
  for (const name of ['digest.ts', 'image-job.ts']) copyFileSync(`src/uploads/${name}`, join(folder, name))
  const job = { from: newFile(Buffer.from('x')), to: newPlace(), type: 'image/png', limits: LIMITS }
  const said = execFileSync(process.execPath, [child, JSON.stringify(job)], { encoding: 'utf8' })
  assert.partialDeepStrictEqual(JSON.parse(said), { ok: false, why: 'images-not-possible' })
  assert.equal(existsSync(job.to), false)
})
