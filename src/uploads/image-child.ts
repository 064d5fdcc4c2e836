// One image made anew, in a process of its own that ends with it: decoders of foreign bytes run here and nowhere else.
import { writeSync } from 'node:fs'
import { chmod, rm, writeFile } from 'node:fs/promises'
import type { Sharp } from 'sharp'
import { digestOf } from './digest.ts'
import { CLOCK_TIMES, type ImageJob, type Reencoded } from './image-job.ts'

/** Of all that libvips can read (SVG, PDF, TIFF and more), what was sniffed as an image and nothing else. */
const LOADERS: Record<string, string> = {
  'image/jpeg': 'VipsForeignLoadJpegFile',
  'image/png': 'VipsForeignLoadPngFile',
  'image/gif': 'VipsForeignLoadNsgifFile',
  'image/webp': 'VipsForeignLoadWebpFile',
  'image/avif': 'VipsForeignLoadHeifFile',
}
/** AVIF takes seconds to write; WebP has its colours and transparency, and every browser that shows the one shows the other. */
const OUTPUTS: Record<string, { type: string; extension: string }> = {
  'image/jpeg': { type: 'image/jpeg', extension: 'jpg' },
  'image/png': { type: 'image/png', extension: 'png' },
  'image/gif': { type: 'image/gif', extension: 'gif' },
  'image/webp': { type: 'image/webp', extension: 'webp' },
  'image/avif': { type: 'image/webp', extension: 'webp' },
}

const JPEG_QUALITY = 88
const WEBP_QUALITY = 85
/** 0 to 6, from fast to small. Moving pictures are many pictures. */
const MOVING_WEBP_EFFORT = 1
/** WebP's own bound of width and height. @see https://developers.google.com/speed/webp/faq */
const MOST_WEBP_SIDE = 16_383
const GIF_EFFORT = 3
/** Milliseconds between two looks at what the image has cost. */
const LOOK_AFTER = 50

const job = JSON.parse(process.argv[2]!) as ImageJob
// When memory runs out on Linux, this process is the one to be ended, not the server (proc(5), oom_score_adj).
if (process.platform === 'linux') await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined)
// Timers are heard: libvips works on threads beside this one.
const cost = setInterval(endWhenTooDear, LOOK_AFTER, job.limits.processorSeconds).unref()
// Whoever counts the time by the clock ends it sooner, unless killed meanwhile.
setTimeout(
  () => process.kill(process.pid, 'SIGKILL'),
  2_000 * CLOCK_TIMES * job.limits.processorSeconds,
).unref()
const made = await reencodeHere(job)
clearInterval(cost)
if (!made.ok) await rm(job.to, { force: true })
process.stdout.write(JSON.stringify({ ...made, peakMemory: process.resourceUsage().maxRSS }))

/** Its processor time is its own; how long it takes by the clock, what else the machine does has a part in. */
function endWhenTooDear(processorSeconds: number): void {
  const { user, system } = process.cpuUsage()
  if (user + system < processorSeconds * 1e6) return
  const answer: Reencoded = { ok: false, why: 'took-too-long' }
  writeSync(1, JSON.stringify(answer))
  process.kill(process.pid, 'SIGKILL')
}

async function reencodeHere({ from, to, type, limits }: ImageJob): Promise<Reencoded> {
  const sharp = await import('sharp').then(
    (loaded) => loaded.default,
    () => undefined,
  )
  if (sharp === undefined) return { ok: false, why: 'images-not-possible' }
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: [LOADERS[type]!] })

  const open = (pages: number): Sharp =>
    sharp(from, {
      pages,
      limitInputPixels: limits.maxPixels,
      unlimited: false,
      failOn: 'error',
      sequentialRead: true,
    })
  // Of the header alone; nothing is decoded yet. Its own bound is off, so that the answer can say what was too much.
  const header = await sharp(from, { limitInputPixels: false, failOn: 'error' })
    .metadata()
    .catch(() => undefined)
  if (header?.width === undefined || header.height === undefined) return { ok: false, why: 'damaged' }
  const frames = header.pages ?? 1
  const height = header.pageHeight ?? header.height
  if (frames > limits.maxFrames) return { ok: false, why: 'too-many-frames' }
  const pixels = header.width * height * frames
  if (pixels > limits.maxPixels || Math.max(header.width, height) > sideOf(type)) {
    return { ok: false, why: 'too-many-pixels' }
  }

  const moves = frames > 1 && limits.square === undefined && type !== 'image/avif'
  // libvips turns no moving pictures; browsers hardly do either.
  let image = moves ? open(-1) : open(1).autoOrient()
  if (limits.square !== undefined) image = image.resize(limits.square, limits.square, { fit: 'cover' })
  const written = await encoded(image.toColourspace('srgb'), type, moves).toFile(to).catch(whyNotWritten)
  if ('why' in written) return { ok: false, why: written.why }
  await chmod(to, 0o600)
  const out = OUTPUTS[type]!
  // Of moving pictures libvips says the height of all of them, one below the other.
  const shown = moves ? Math.round(written.height / frames) : written.height
  const sha256 = await digestOf(to)
  return { ok: true, ...out, width: written.width, height: shown, bytes: written.size, sha256 }
}

/** libvips tells of both in words alone; a full disk is no fault of the image's. */
function whyNotWritten(error: Error): { why: 'storage-full' | 'damaged' } {
  return { why: /No space left|quota exceeded/i.test(error.message) ? 'storage-full' : 'damaged' }
}

function sideOf(type: string): number {
  return OUTPUTS[type]!.type === 'image/webp' ? MOST_WEBP_SIDE : Number.POSITIVE_INFINITY
}

/** Metadata is left out unless one asks for it; colours are brought to sRGB, so that no profile is needed. */
function encoded(image: Sharp, type: string, moves: boolean): Sharp {
  switch (OUTPUTS[type]!.type) {
    case 'image/jpeg':
      return image.jpeg({ quality: JPEG_QUALITY })
    case 'image/png':
      return image.png()
    case 'image/gif':
      return image.gif({ effort: GIF_EFFORT })
    default:
      return image.webp({ quality: WEBP_QUALITY, ...(moves ? { effort: MOVING_WEBP_EFFORT } : {}) })
  }
}
