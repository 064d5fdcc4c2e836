// A PDF that is a PDF from its first byte to its last, and nothing besides.
import type { FileHandle } from 'node:fs/promises'
import type { RefusedWhy } from './refused.ts'

const HEADER = '%PDF-'
/** Readers look for the header in so many bytes (PDF 1.7, annex H.3.4.1): that is how another format gets in front of it. */
export const HEADER_WITHIN = 1_024
/** And for the end mark in the last so many (H.3.4.4). */
const END_WITHIN = 1_024
const END = '%%EOF'
/** A ZIP is read from its end: the record that ends it, and a comment of 65,535 bytes at most. */
const ZIP_TAIL = 22 + 65_535
const ZIP_END = 'PK\x05\x06'
/** By which a browser that guesses would take it for a page (mimesniff.spec.whatwg.org, 7.1), or a server for a program. */
const PAGE_MARKS = ['<!doctype', '<html', '<head', '<body', '<script', '<iframe', '<svg', '<?php']

export function looksLikePdf(head: Buffer): boolean {
  return head.toString('latin1', 0, HEADER.length) === HEADER
}

/**
 * Not judged: what the PDF does in a reader. Its own scripts, forms and attachments stay in it, mostly compressed, where no
 * search finds them; it is served as a download and never shown in the site.
 */
export async function refusalOfPdf(handle: FileHandle, size: number): Promise<RefusedWhy | undefined> {
  const head = await readPart(handle, 0, HEADER_WITHIN)
  if (!/^%PDF-[12]\.\d/.test(head)) return 'damaged'
  const start = head.toLowerCase()
  if (PAGE_MARKS.some((mark) => start.includes(mark))) return 'polyglot'
  const tail = await readPart(handle, Math.max(0, size - ZIP_TAIL), ZIP_TAIL)
  if (tail.includes(ZIP_END)) return 'polyglot'
  const end = tail.lastIndexOf(END)
  if (end === -1) return 'damaged'
  const rest = tail.slice(end + END.length)
  // White space of PDF, NUL among it: some programs fill up blocks.
  if (/[^\0\t\n\f\r ]/.test(rest)) return 'polyglot'
  return rest.length > END_WITHIN ? 'damaged' : undefined
}

/** Each byte a character. */
async function readPart(handle: FileHandle, at: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.toString('latin1', 0, bytesRead)
}
