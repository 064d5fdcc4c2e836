// The processes of images: who begins them, how they end, and what is left when one of them, or the server, is killed.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { createReencoder } from '../../src/uploads/image.ts'
import { imageProcesses } from '../../src/uploads/image-processes.ts'
import { until } from '../until.ts'

const LIMITS = { maxPixels: 25_000_000, maxFrames: 1, processorSeconds: 30 }
const REENCODES = fileURLToPath(new URL('./reencodes.ts', import.meta.url))
const notLinux =
  process.platform === 'linux' ? false : 'which process began which is read from /proc, as on Linux'
const folder = mkdtempSync(join(tmpdir(), 'portcullis-processes-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let places = 0
const newPlace = () => join(folder, `out-${places++}`)
const from = join(folder, 'image')
/** 24 megapixels of one colour: soon made, and slow to be made anew. */
writeFileSync(
  from,
  await sharp({ create: { width: 6_000, height: 4_000, channels: 3, background: 'red' } })
    .png()
    .toBuffer(),
)

interface Running {
  pid: number
  parent: number
  command: string
}

function processes(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // The state follows the name, which is in brackets: a dead process that nobody has asked for yet is a Z.
        const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
      } catch {
        return []
      }
    })
}

const startersOf = (parent: number) =>
  processes().filter((one) => one.parent === parent && one.command.includes('image-starter'))
const childrenFor = (to: string) => processes().filter(({ command }) => command.includes(JSON.stringify(to)))

test('the server begins one process, which begins one for each image', {
  skip: notLinux,
}, async () => {
  const reencoder = createReencoder({ concurrency: 2, queue: 0 })
  assert.deepEqual(startersOf(process.pid), [], 'none before the first image')
  const [first, second] = [newPlace(), newPlace()]
  const works = [first, second].map((to) => reencoder.reencode(from, to, LIMITS))
  assert.ok(await until(() => [first, second].every((to) => childrenFor(to).length === 1)), 'both begin')
  const [starter, ...others] = startersOf(process.pid)
  assert.deepEqual(others, [])
  for (const to of [first, second]) assert.equal(childrenFor(to)[0]!.parent, starter!.pid)
  const environment = readFileSync(`/proc/${starter!.pid}/environ`, 'utf8').split('\0').filter(Boolean)
  assert.deepEqual(
    environment.map((line) => line.split('=')[0]!.replace(/^NODE_CHANNEL_.*/, 'channel')),
    ['channel', 'channel'],
  )
  for (const made of await Promise.all(works)) assert.ok(made.ok)
  await reencoder.close()
  assert.deepEqual(startersOf(process.pid), [])
})

test('what counts is what an image costs: a machine that has no time for it refuses none, but for one that never comes', {
  skip: notLinux,
}, async () => {
  const reencoder = createReencoder({ concurrency: 1, queue: 0 })
  /** Stopped as soon as it is there: by the clock it takes as long as one likes, and costs nothing meanwhile. */
  async function stopped(image: string, processorSeconds: number) {
    const to = newPlace()
    const began = performance.now()
    const work = reencoder.reencode(image, to, { ...LIMITS, processorSeconds })
    assert.ok(await until(() => childrenFor(to).length === 1), 'it begins')
    process.kill(childrenFor(to)[0]!.pid, 'SIGSTOP')
    return { to, work, began }
  }
  const small = join(folder, 'small')
  writeFileSync(small, await sharp(from).resize(60, 40).png().toBuffer())

  const late = await stopped(small, 4)
  await until(() => performance.now() - late.began > 4_100)
  for (const { pid } of childrenFor(late.to)) process.kill(pid, 'SIGCONT')
  assert.deepEqual(
    { ...(await late.work), ...{ sha256: '', bytes: 0, peakMemory: 0 } },
    {
      ...{ ok: true, type: 'image/png', extension: 'png', width: 60, height: 40 },
      ...{ sha256: '', bytes: 0, peakMemory: 0 },
    },
  )

  const never = await stopped(small, 1)
  assert.deepEqual(await never.work, { ok: false, why: 'took-too-long' })
  assert.equal(existsSync(never.to), false)

  const dear = newPlace()
  const noise = join(folder, 'noise')
  const raw = { width: 3_000, height: 2_000, channels: 3 } as const
  writeFileSync(noise, await sharp(randomBytes(18_000_000), { raw }).png({ compressionLevel: 1 }).toBuffer())
  const made = await reencoder.reencode(noise, dear, { ...LIMITS, processorSeconds: 0.3 })
  assert.deepEqual(made, { ok: false, why: 'took-too-long' })
  assert.equal(existsSync(dear), false)
  await reencoder.close()
})

test('its beginner is killed: the image fails and leaves nothing, the next one is made', {
  skip: notLinux,
}, async () => {
  const reencoder = createReencoder({ concurrency: 1, queue: 0 })
  const to = newPlace()
  const work = reencoder.reencode(from, to, LIMITS)
  assert.ok(await until(() => childrenFor(to).length === 1), 'it begins')
  const orphans = childrenFor(to)
  const failed = assert.rejects(work, /has ended/)
  process.kill(startersOf(process.pid)[0]!.pid, 'SIGKILL')
  await failed
  assert.equal(existsSync(to), false)
  for (const { pid } of orphans) process.kill(pid, 'SIGKILL')
  assert.ok((await reencoder.reencode(from, newPlace(), LIMITS)).ok)
  await reencoder.close()
})

test('the server is killed: no process of an image goes on', { skip: notLinux }, async () => {
  const to = newPlace()
  const server = spawn(process.execPath, ['--conditions=portcullis-source', REENCODES, from, to], {
    stdio: 'ignore',
  })
  assert.ok(
    await until(() => childrenFor(to).some(({ command }) => command.includes('image-child'))),
    'it begins',
  )
  const [starter] = startersOf(server.pid!)
  const [child] = childrenFor(to).filter(({ command }) => command.includes('image-child'))
  // As one that hangs: by itself it would never end.
  process.kill(child!.pid, 'SIGSTOP')
  server.kill('SIGKILL')
  await once(server, 'exit')
  const gone = () =>
    !processes().some(({ pid }) => pid === starter!.pid) &&
    !childrenFor(to).some(({ command }) => command.includes('image-child'))
  try {
    assert.ok(await until(gone), 'both end')
  } finally {
    for (const { pid } of [starter!, ...childrenFor(to)])
      if (processes().some((one) => one.pid === pid)) process.kill(pid, 'SIGKILL')
  }
})

test('a program that closes nothing ends when its image is made', async () => {
  const program = spawn(process.execPath, ['--conditions=portcullis-source', REENCODES, from, newPlace()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  program.stdout.on('data', (bytes) => {
    said += String(bytes)
  })
  assert.deepEqual(await once(program, 'close'), [0, null])
  assert.equal(JSON.parse(said).ok, true)
})

test('without images for a while the beginner ends, and is begun anew', { skip: notLinux }, async () => {
  const images = imageProcesses(1)
  const job = () => ({ from, to: newPlace(), type: 'image/png', limits: LIMITS })
  const never = new AbortController().signal
  assert.match(await images.run(job(), never), /"ok":true/)
  assert.ok(await until(() => startersOf(process.pid).length === 0), 'it ends')
  assert.match(await images.run(job(), never), /"ok":true/)
  await images.close()
})
