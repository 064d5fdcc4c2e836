// What a file is, by its content alone: neither its name nor the type it was sent with is asked.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import { looksLikePdf, refusalOfPdf } from './pdf.ts'
import type { RefusedWhy } from './refused.ts'
import { refusalOfText } from './text.ts'

export type FileKind = 'image' | 'pdf' | 'text'

export type Sniffed =
  | { kind: FileKind; type: string; extension: string }
  | { kind: 'refused'; why: RefusedWhy }

/** Bytes by which a format is known. A bound for `file-type` as well, which reads as far as it is let. */
const HEAD = 4_096
const PDF = { kind: 'pdf', type: 'application/pdf', extension: 'pdf' } as const
/** To be served with `charset=utf-8`, which is what was checked. */
const TEXT = { kind: 'text', type: 'text/plain', extension: 'txt' } as const

/** The pictures that browsers show and that can be made anew; others (TIFF, BMP, HEIC, SVG) are refused. */
const IMAGES: readonly { type: string; extension: string; begins: (head: Buffer) => boolean }[] = [
  { type: 'image/jpeg', extension: 'jpg', begins: (head) => has(head, 0, '\xff\xd8\xff') },
  { type: 'image/png', extension: 'png', begins: (head) => has(head, 0, '\x89PNG\r\n\x1a\n') },
  {
    type: 'image/gif',
    extension: 'gif',
    begins: (head) => has(head, 0, 'GIF87a') || has(head, 0, 'GIF89a'),
  },
  {
    type: 'image/webp',
    extension: 'webp',
    begins: (head) => has(head, 0, 'RIFF') && has(head, 8, 'WEBP'),
  },
  {
    type: 'image/avif',
    extension: 'avif',
    begins: (head) => has(head, 4, 'ftyp') && (has(head, 8, 'avif') || has(head, 8, 'avis')),
  },
]
/** `file-type` has a name of its own for a PNG that moves. */
const SAME: Record<string, string> = { 'image/apng': 'image/png' }

/**
 * A picture is known by its first bytes only: what else may be in its file goes when it is made anew. A PDF and a text are
 * kept as they are, and so they are looked at from end to end.
 * @throws when the file can't be read
 */
export async function sniffKind(file: string): Promise<Sniffed> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    if (size === 0) return refused('empty')
    const head = await readHead(handle)
    const image = IMAGES.find(({ begins }) => begins(head))
    if (image !== undefined) return await sniffImage(head, image)
    if (looksLikePdf(head)) return orRefused(await refusalOfPdf(handle, size), PDF)
    return orRefused(await refusalOfText(handle), TEXT)
  } finally {
    await handle.close()
  }
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
  return buffer.subarray(0, bytesRead)
}

/** Two judges: our own bytes above, and a library's. */
async function sniffImage(head: Buffer, image: { type: string; extension: string }): Promise<Sniffed> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (found === undefined || (SAME[found.mime] ?? found.mime) !== image.type) return refused('damaged')
  return { kind: 'image', type: image.type, extension: image.extension }
}

function orRefused(why: RefusedWhy | undefined, kept: Sniffed): Sniffed {
  return why === undefined ? { ...kept } : refused(why)
}

function refused(why: RefusedWhy): Sniffed {
  return { kind: 'refused', why }
}

/** @param text each character a byte */
function has(head: Buffer, at: number, text: string): boolean {
  return head.toString('latin1', at, at + text.length) === text
}

/** Further names under which people know the same content. */
const EXTENSIONS: Record<string, readonly string[]> = {
  jpg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  txt: ['txt', 'text', 'log', 'md'],
}
const TYPES: Record<string, readonly string[]> = {
  'image/jpeg': ['image/jpeg', 'image/jpg', 'image/pjpeg'],
  'image/png': ['image/png', 'image/apng', 'image/x-png'],
  'text/plain': ['text/plain', 'text/markdown'],
}

/** True when an extension, without its dot, is one of the content's. */
export function extensionAgrees(extension: string, ofContent: string): boolean {
  return (EXTENSIONS[ofContent] ?? [ofContent]).includes(extension.toLowerCase())
}

/**
 * Whether the client told the truth. Nothing depends on it: where they differ the content is what counts, the declared
 * type is ignored, and the name gets the content's extension.
 */
export function declaredAgrees(
  sniffed: { type: string; extension: string },
  clientName: string,
  declaredType: string,
): boolean {
  const extension = clientName.includes('.') ? clientName.slice(clientName.lastIndexOf('.') + 1) : ''
  const type = declaredType.split(';')[0]!.trim().toLowerCase()
  return (
    extensionAgrees(extension, sniffed.extension) && (TYPES[sniffed.type] ?? [sniffed.type]).includes(type)
  )
}
