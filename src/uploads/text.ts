// Plain text: UTF-8 from end to end, without control characters, and not the beginning of something that runs.
import type { FileHandle } from 'node:fs/promises'
import { HEADER_WITHIN } from './pdf.ts'
import type { RefusedWhy } from './refused.ts'

/** Bytes at a time. */
const CHUNK = 65_536
/** Tab, line feed, form feed, carriage return and NEL are text; ESC is not, which steers terminals. */
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]/
/** What stands before the first character that is seen: white space, byte order marks, whatever has no width. */
const UNSEEN = /^[\s\x85\p{Default_Ignorable_Code_Point}]+/u
/** `<` and a letter, `!`, `?`, `/` or `%`: a tag, a comment, a doctype, XML, PHP, a server page. `<3` and `<-` are words. */
const MARKUP = /^<[A-Za-z!?/%]/
/** PostScript, RTF, a script for a shell, a web archive: text that a program runs or unpacks. */
const PROGRAMS = ['%!', '{\\rtf', '#!', 'mime-version:']
/** Characters of the longest of these. */
const START_LENGTH = 16

/**
 * Text in which markup comes later is text: it is served as text/plain with nosniff, which no browser takes for a page.
 * What begins as markup is refused, since other programs go by the first characters.
 */
export async function refusalOfText(handle: FileHandle): Promise<RefusedWhy | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const chunk = Buffer.alloc(CHUNK)
  // The first characters that are seen, however much stands before them.
  let start = ''
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, at)
    const text = decode(decoder, chunk.subarray(0, bytesRead), bytesRead > 0)
    if (text === undefined || CONTROL.test(text)) return at === 0 ? firstChunk(chunk) : 'not-text'
    if (at === 0 && chunk.toString('latin1', 0, HEADER_WITHIN).includes('%PDF-')) return 'polyglot'
    if (start.length < START_LENGTH) start = (start + text).replace(UNSEEN, '').slice(0, START_LENGTH)
    if (bytesRead === 0) break
    at += bytesRead
  }
  if (MARKUP.test(start)) return 'markup'
  const lower = start.toLowerCase()
  return PROGRAMS.some((program) => lower.startsWith(program)) ? 'unknown-type' : undefined
}

/** Undefined when it is no UTF-8. */
function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, more: boolean): string | undefined {
  try {
    return decoder.decode(bytes, { stream: more })
  } catch {
    return undefined
  }
}

/** Words for whoever sent it: text in another encoding, another format behind which a PDF hides, or some format at all. */
function firstChunk(chunk: Buffer): RefusedWhy {
  if (chunk.toString('latin1', 0, HEADER_WITHIN).includes('%PDF-')) return 'polyglot'
  const mark = chunk.toString('latin1', 0, 2)
  return mark === '\xff\xfe' || mark === '\xfe\xff' ? 'not-text' : 'unknown-type'
}
