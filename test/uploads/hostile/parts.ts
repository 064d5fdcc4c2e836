// Pieces of which hostile files are put together: chunks of PNG, segments of JPEG, GIF from scratch, ZIP, PDF.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'

export const SCRIPT = '<script>document.title="pwned"</script>'
export const PHP = '<?php system($_GET["c"]); __HALT_COMPILER(); ?>'
/** None of them may be left in a picture. */
export const PAYLOADS = [SCRIPT, PHP, 'PK\x03\x04', '<svg', 'pwned', '<?php', '__HALT_COMPILER', 'alert(']

export const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='pwned'"><script>alert(1)</script></svg>`
export const HTML = `<!DOCTYPE html><html><body>${SCRIPT}</body></html>`

export const bytes = (text: string) => Buffer.from(text, 'latin1')
export const join = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))

const picture = (width = 40, height = 30) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#336699',
      noise: { type: 'gaussian', mean: 128, sigma: 20 },
    },
  })
export const jpeg = (width?: number, height?: number) => picture(width, height).jpeg().toBuffer()
export const png = (width?: number, height?: number) => picture(width, height).png().toBuffer()
export const gif = (width?: number, height?: number) => picture(width, height).gif().toBuffer()
export const webp = (width?: number, height?: number) => picture(width, height).webp().toBuffer()
export const avif = () => picture(64, 48).avif({ effort: 0 }).toBuffer()

export const PNG_MAGIC = bytes('\x89PNG\r\n\x1a\n')

export function pngChunk(name: string, data: Buffer | string): Buffer {
  const body = join(bytes(name), typeof data === 'string' ? bytes(data) : data)
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length - 4)
  sum.writeUInt32BE(crc32(body))
  return join(length, body, sum)
}

export function pngHeader(width: number, height: number, depth = 8, colour = 0): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data[8] = depth
  data[9] = colour
  return pngChunk('IHDR', data)
}

export const PNG_END = pngChunk('IEND', '')

/** A whole PNG with further chunks behind its header. */
export async function pngWith(...chunks: Buffer[]): Promise<Buffer> {
  const whole = await png()
  const afterHeader = 8 + 25
  return join(whole.subarray(0, afterHeader), ...chunks, whole.subarray(afterHeader))
}

/** Grey, as large as it says, with so many bytes of zeros for pixels. */
export function greyPng(width: number, height: number, pixelBytes: number, level = 9): Buffer {
  const data = deflateSync(Buffer.alloc(pixelBytes), { level })
  return join(PNG_MAGIC, pngHeader(width, height), pngChunk('IDAT', data), PNG_END)
}

/** Two frames of one pixel each, by the APNG extension. */
export function movingPng(frames: number): Buffer {
  const counts = Buffer.alloc(8)
  counts.writeUInt32BE(frames)
  const pixel = deflateSync(Buffer.from([0, 128]))
  const control = (sequence: number) => {
    const data = Buffer.alloc(26)
    data.writeUInt32BE(sequence, 0)
    data.writeUInt32BE(1, 4)
    data.writeUInt32BE(1, 8)
    return pngChunk('fcTL', data)
  }
  const parts = [control(0), pngChunk('IDAT', pixel)]
  for (let frame = 1; frame < frames; frame++) {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(2 * frame)
    parts.push(control(2 * frame - 1), pngChunk('fdAT', join(number, pixel)))
  }
  return join(PNG_MAGIC, pngHeader(1, 1), pngChunk('acTL', counts), ...parts, PNG_END)
}

/** A segment right behind the start of image. */
export async function jpegWith(marker: number, data: string | Buffer, whole?: Buffer): Promise<Buffer> {
  const image = whole ?? (await jpeg())
  const body = typeof data === 'string' ? bytes(data) : data
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return join(image.subarray(0, 2), head, body, image.subarray(2))
}

/** A JPEG whose frame header says another size. */
export async function jpegOfSize(width: number, height: number): Promise<Buffer> {
  const image = await jpeg()
  const frame = image.indexOf(Buffer.from([0xff, 0xc0]))
  image.writeUInt16BE(height, frame + 5)
  image.writeUInt16BE(width, frame + 7)
  return image
}

/** A progressive JPEG of one colour that draws its last scan, of 42 bytes, again and again: each walks over all 24 megapixels. */
export async function jpegOfScans(scans: number): Promise<Buffer> {
  const flat = sharp({ create: { width: 4_900, height: 4_900, channels: 3, background: '#808080' } })
  const image = await flat.jpeg({ progressive: true }).toBuffer()
  const [last, end] = [image.lastIndexOf(Buffer.from([0xff, 0xda])), image.length - 2]
  const scan = image.subarray(last, end)
  return join(image.subarray(0, end), Buffer.alloc(scan.length * scans, scan), image.subarray(end))
}

/** A GIF of so many frames; they have pixels for one pixel each, whatever size they tell. */
export function gifOfFrames(frames: number, canvas = [1, 1], size = canvas): Buffer {
  const screen = Buffer.alloc(7)
  screen.writeUInt16LE(canvas[0]!, 0)
  screen.writeUInt16LE(canvas[1]!, 2)
  screen[4] = 0x80
  const palette = Buffer.from([0, 0, 0, 255, 255, 255])
  const loop = join(Buffer.from([0x21, 0xff, 11]), 'NETSCAPE2.0', Buffer.from([3, 1, 0, 0, 0]))
  const frame = (index: number) =>
    join(
      Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]),
      Buffer.from([0x2c, 0, 0, 0, 0]),
      Buffer.from(Uint16Array.from(size).buffer),
      Buffer.from([0]),
      Buffer.from([2, 2, index % 2 === 0 ? 0x44 : 0x4c, 1, 0]),
    )
  return join(
    'GIF89a',
    screen,
    palette,
    loop,
    ...Array.from({ length: frames }, (_, index) => frame(index)),
    Buffer.from([0x3b]),
  )
}

/** A WebP that moves: frames of two by two pixels. */
export function webpOfFrames(frames: number): Promise<Buffer> {
  const raw = Buffer.alloc(2 * 2 * 3 * frames)
  for (let at = 0; at < raw.length; at++) raw[at] = (at * 37) % 256
  const shape = { width: 2, height: 2 * frames, channels: 3, pageHeight: 2 } as const
  return sharp(raw, { raw: shape }).webp({ effort: 0, loop: 0 }).toBuffer()
}

/** The canvas that a WebP's extended header tells of. */
export function webpOfCanvas(width: number, height: number): Buffer {
  const header = Buffer.alloc(10)
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
  const chunk = join('VP8X', Buffer.from([10, 0, 0, 0]), header)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(4 + chunk.length)
  return join('RIFF', size, 'WEBP', chunk)
}

/** One entry, deflated; the comment stands at its very end. */
export function zip(name: string, content: Buffer, comment = ''): Buffer {
  const packed = deflateRawSync(content, { level: 9 })
  const fields = Buffer.alloc(22)
  fields.writeUInt16LE(8, 0) // method
  fields.writeUInt32LE(crc32(content), 6)
  fields.writeUInt32LE(packed.length, 10)
  fields.writeUInt32LE(content.length, 14)
  fields.writeUInt16LE(name.length, 18)
  const local = join(bytes('PK\x03\x04\x14\0\0\0'), fields, name, packed)
  const central = join(bytes('PK\x01\x02\x14\0\x14\0\0\0'), fields, Buffer.alloc(14), name)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  end.writeUInt16LE(comment.length, 16)
  return join(local, central, bytes('PK\x05\x06'), end, comment)
}

/** Whole, of one empty page; `catalog` goes into its root. */
export function pdf(catalog = ''): Buffer {
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
  ]
  let body = '%PDF-1.7\n%âãÏÓ\n'
  const offsets = objects.map((object, index) => {
    const at = bytes(body).length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = bytes(body).length
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return bytes(
    `${body}xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  )
}
