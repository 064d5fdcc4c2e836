// Pictures that carry something along, and pictures that are too much or not whole.
import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { RefusedWhy } from '../../../src/uploads/refused.ts'
import type { HostileFile } from './files.ts'
import * as parts from './parts.ts'

const { bytes, join, PHP, SCRIPT } = parts
const ZIPPED = () => parts.zip('evil.html', Buffer.from(SCRIPT))

/** Name and declared type follow the format, unless told otherwise. */
function kept(
  what: string,
  type: string,
  make: HostileFile['make'],
  more: {
    clientName?: string
    declared?: string
    look?: Extract<HostileFile['must'], { type: string }>['look']
  } = {},
): HostileFile {
  const { clientName = `picture.${type.slice(6)}`, declared = type, look } = more
  return { what, make, clientName, declared, must: { type, ...(look === undefined ? {} : { look }) } }
}

const noise = () =>
  sharp({
    create: {
      width: 60,
      height: 40,
      channels: 3,
      background: 'red',
      noise: { type: 'gaussian', mean: 90, sigma: 9 },
    },
  })

export const HARMLESS_IMAGES: readonly HostileFile[] = [
  kept(
    'GIF and JavaScript in one: its width opens a comment, which ends behind the picture',
    'image/gif',
    async () => {
      // 0x2f and 0x2a, the width's two bytes, are `/*`.
      const image = await parts.gif(0x2a2f, 1)
      assert.equal(image.toString('latin1', 0, 8), 'GIF89a/*')
      return join(image, '*/=1;alert("pwned")//')
    },
  ),
  kept('GIF with a script in a comment block', 'image/gif', async () => {
    const image = await parts.gif()
    const block = join(Buffer.from([0x21, 0xfe, SCRIPT.length]), SCRIPT, Buffer.from([0]))
    return join(image.subarray(0, -1), block, image.subarray(-1))
  }),
  kept('GIF with a ZIP behind it', 'image/gif', async () => join(await parts.gif(), ZIPPED())),
  kept(
    'GIF whose header tells of 65,535 × 65,535 for a frame of one pixel',
    'image/gif',
    () => parts.gifOfFrames(1, [65_535, 65_535], [1, 1]),
    { look: (_, { width, height }) => assert.deepEqual([width, height], [1, 1]) },
  ),
  kept('GIF that moves, within the limits, goes on moving', 'image/gif', () => parts.gifOfFrames(20), {
    look: (_, { pages }) => assert.equal(pages, 20),
  }),
  kept('JPEG with PHP in EXIF', 'image/jpeg', () =>
    noise()
      .jpeg()
      .withExif({ IFD0: { ImageDescription: PHP, Copyright: SCRIPT } })
      .toBuffer(),
  ),
  kept('JPEG that says where it was taken', 'image/jpeg', () =>
    noise()
      .jpeg()
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .toBuffer(),
  ),
  kept('JPEG with PHP in a comment', 'image/jpeg', () => parts.jpegWith(0xfe, PHP)),
  kept('JPEG with a script in XMP', 'image/jpeg', () =>
    parts.jpegWith(
      0xe1,
      `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">${SCRIPT}</x:xmpmeta>`,
    ),
  ),
  kept('JPEG with a page in a segment of its own kind', 'image/jpeg', () => parts.jpegWith(0xef, parts.HTML)),
  kept('JPEG with broken EXIF', 'image/jpeg', () =>
    parts.jpegWith(0xe1, `Exif\0\0MM\0*\xff\xff\xff\xff${PHP}`),
  ),
  kept('JPEG with a ZIP behind it', 'image/jpeg', async () => join(await parts.jpeg(), ZIPPED())),
  kept('JPEG with a page behind it', 'image/jpeg', async () => join(await parts.jpeg(), parts.HTML)),
  kept('JPEG with a PDF behind it', 'image/jpeg', async () => join(await parts.jpeg(), parts.pdf())),
  kept('JPEG with JavaScript that takes its head for a comment', 'image/jpeg', () =>
    parts.jpegWith(0xe0, `/*${'\0'.repeat(100)}*/=alert("pwned");/*`),
  ),
  kept(
    'JPEG that must be turned, is',
    'image/jpeg',
    () => noise().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    {
      look: (_, { width, height }) => assert.deepEqual([width, height], [40, 60]),
    },
  ),
  kept(
    'JPEG in the colours of print comes in those of screens',
    'image/jpeg',
    () => noise().toColourspace('cmyk').jpeg().toBuffer(),
    {
      look: (_, { space }) => assert.equal(space, 'srgb'),
    },
  ),
  kept('JPEG with a colour profile of its own', 'image/jpeg', () =>
    noise().jpeg().withIccProfile('p3').toBuffer(),
  ),
  kept('PNG with a ZIP behind it', 'image/png', async () => join(await parts.png(), ZIPPED())),
  kept('PNG with a page behind it', 'image/png', async () => join(await parts.png(), parts.HTML)),
  kept('PNG with PHP in a text chunk', 'image/png', () =>
    parts.pngWith(parts.pngChunk('tEXt', `Comment\0${PHP}`)),
  ),
  kept('PNG with a script in an international text chunk', 'image/png', () =>
    parts.pngWith(parts.pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${SCRIPT}`)),
  ),
  kept('PNG with PHP in a chunk that nobody knows', 'image/png', () =>
    parts.pngWith(parts.pngChunk('evIl', PHP)),
  ),
  kept('PNG whose pixels spell PHP, unpacked', 'image/png', () => {
    const row = join(Buffer.from([0]), PHP.padEnd(60, ' '))
    const rows = Buffer.concat(Array.from({ length: 20 }, () => row))
    const data = deflateSync(rows, { level: 0 })
    return join(parts.PNG_MAGIC, parts.pngHeader(60, 20), parts.pngChunk('IDAT', data), parts.PNG_END)
  }),
  kept('PNG that moves shows its first picture', 'image/png', () => parts.movingPng(10), {
    look: (_, { pages }) => assert.equal(pages, undefined),
  }),
  kept('PNG of 16 bits a colour', 'image/png', () => noise().toColourspace('rgb16').png().toBuffer(), {
    look: (_, { depth }) => assert.equal(depth, 'uchar'),
  }),
  kept('WebP with PHP in EXIF', 'image/webp', () =>
    noise()
      .webp()
      .withExif({ IFD0: { ImageDescription: PHP } })
      .toBuffer(),
  ),
  kept('WebP with a page behind it', 'image/webp', async () => join(await parts.webp(), parts.HTML)),
  kept('WebP with a chunk that nobody knows', 'image/webp', async () => {
    const image = join(await parts.webp(), 'EVIL', Buffer.from([PHP.length + 1, 0, 0, 0]), PHP, ' ')
    image.writeUInt32LE(image.length - 8, 4)
    return image
  }),
  kept('WebP that moves, within the limits, goes on moving', 'image/webp', () => parts.webpOfFrames(12), {
    look: (_, { pages }) => assert.equal(pages, 12),
  }),
  kept(
    'AVIF with a page behind it becomes WebP',
    'image/webp',
    async () => join(await parts.avif(), parts.HTML),
    {
      clientName: 'picture.avif',
      declared: 'image/avif',
    },
  ),
  kept('JPEG that says it is a page', 'image/jpeg', () => parts.jpeg(), {
    clientName: 'page.html',
    declared: 'text/html',
  }),
  kept('PNG that says it is SVG', 'image/png', () => parts.png(), {
    clientName: 'a.svg',
    declared: 'image/svg+xml',
  }),
  kept('GIF that says it is JavaScript', 'image/gif', () => parts.gif(), {
    clientName: 'a.js',
    declared: 'text/javascript',
  }),
  kept('PNG that says it is JPEG', 'image/png', () => parts.png(), {
    clientName: 'a.jpg',
    declared: 'image/jpeg',
  }),
]

function refused(
  what: string,
  why: readonly RefusedWhy[],
  clientName: string,
  make: HostileFile['make'],
): HostileFile {
  return { what, make, clientName, declared: `image/${clientName.split('.').at(-1)}`, must: { refused: why } }
}

const half = async (image: Promise<Buffer>) => (await image).subarray(0, Math.floor((await image).length / 2))

export const REFUSED_IMAGES: readonly HostileFile[] = [
  refused('PNG header of 50,000 × 50,000', ['too-many-pixels'], 'a.png', () =>
    parts.greyPng(50_000, 50_000, 100),
  ),
  refused('PNG header of 2,147,483,647 × 1', ['too-many-pixels', 'damaged'], 'a.png', () =>
    parts.greyPng(2_147_483_647, 1, 100),
  ),
  refused('PNG of 12,000 × 12,000 black pixels in 140 KB', ['too-many-pixels'], 'a.png', () =>
    parts.greyPng(12_000, 12_000, 12_001 * 12_000),
  ),
  refused('JPEG header of 65,500 × 65,500', ['too-many-pixels'], 'a.jpg', () =>
    parts.jpegOfSize(65_500, 65_500),
  ),
  refused('GIF header of 65,535 × 65,535', ['too-many-pixels'], 'a.gif', () =>
    parts.gifOfFrames(1, [65_535, 65_535]),
  ),
  refused('WebP header of 16,777,216 × 16,777,216', ['too-many-pixels', 'damaged'], 'a.webp', () =>
    parts.webpOfCanvas(16_777_216, 16_777_216),
  ),
  refused('WebP header of 16,384 × 16,384', ['too-many-pixels', 'damaged'], 'a.webp', () =>
    parts.webpOfCanvas(16_384, 16_384),
  ),
  refused('AVIF header of 50,000 × 50,000', ['too-many-pixels', 'damaged'], 'a.avif', async () => {
    const image = await parts.avif()
    const size = image.indexOf('ispe') + 8
    image.writeUInt32BE(50_000, size)
    image.writeUInt32BE(50_000, size + 4)
    return image
  }),
  refused('GIF of 5,000 frames', ['too-many-frames'], 'a.gif', () => parts.gifOfFrames(5_000)),
  refused('GIF of 90 frames on a canvas of 3,000 × 3,000', ['too-many-pixels'], 'a.gif', () =>
    parts.gifOfFrames(90, [3_000, 3_000]),
  ),
  refused('WebP of 300 frames', ['too-many-frames'], 'a.webp', () => parts.webpOfFrames(300)),
  refused('PNG cut in half', ['damaged'], 'a.png', () => half(parts.png(200, 200))),
  refused('JPEG cut in half', ['damaged'], 'a.jpg', () => half(parts.jpeg(200, 200))),
  refused('GIF cut in half', ['damaged'], 'a.gif', () => half(parts.gif(200, 200))),
  refused('WebP cut in half', ['damaged'], 'a.webp', () => half(parts.webp(200, 200))),
  refused('AVIF cut in half', ['damaged'], 'a.avif', () => half(parts.avif())),
  refused('PNG with a wrong sum in its pixels', ['damaged'], 'a.png', async () => {
    const image = await parts.png()
    image[image.indexOf('IDAT') + 20]! ^= 0xff
    return image
  }),
  refused('PNG header and nothing else', ['damaged'], 'a.png', () => parts.PNG_MAGIC),
  refused('JPEG of three bytes', ['damaged'], 'a.jpg', () => Buffer.from([0xff, 0xd8, 0xff])),
  refused('GIF of six bytes', ['damaged'], 'a.gif', () => bytes('GIF89a')),
  refused('WebP of twelve bytes', ['damaged'], 'a.webp', () => bytes('RIFF\x04\0\0\0WEBP')),
  refused('PNG header and a page', ['damaged'], 'a.png', () => join(parts.PNG_MAGIC, parts.HTML)),
  refused('JPEG header and PHP', ['damaged'], 'a.jpg', () => join(bytes('\xff\xd8\xff\xe0'), PHP)),
  refused('GIF header and SVG', ['damaged', 'too-many-pixels'], 'a.gif', () => join('GIF89a', parts.SVG)),
  refused('GIF header and JavaScript, no picture at all', ['damaged', 'too-many-pixels'], 'a.gif', () =>
    bytes('GIF89a/**/=1;alert("pwned")'),
  ),
  refused('JPEG of 24 megapixels that draws 200,000 scans', ['damaged', 'took-too-long'], 'a.jpg', () =>
    parts.jpegOfScans(200_000),
  ),
]
