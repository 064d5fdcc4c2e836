// Why a file was not kept, in words for whoever sent it.
import type { RefusedWhy } from './refused.ts'

type Why = RefusedWhy | 'kind-not-taken'

const WORDS: Readonly<Record<Why, string>> = {
  empty: 'The file is empty.',
  'kind-not-taken': 'Files of this kind are not taken here.',
  'unknown-type': 'What is in the file is none of the kinds that are taken here, whatever its name says.',
  markup: 'Files that hold markup or scripts, such as SVG and HTML, are not taken.',
  'not-text': 'This looks like text, and holds characters that no text has, or is not in UTF-8.',
  polyglot: 'The file is of two kinds at once.',
  damaged: 'The file is damaged, or ends too early.',
  'too-many-pixels': 'The picture has too many pixels.',
  'too-many-frames': 'The animation has too many frames.',
  'took-too-long': 'Reading the picture took too long.',
  'storage-full': 'The server’s disk is full.',
  'images-not-possible': 'This site can’t read pictures.',
  busy: 'Too many pictures wait at the moment. Please try again in a minute.',
}

export function refusedInWords(why: Why): string {
  return WORDS[why]
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** 1536 → "1.5 KiB". */
export function sizeInWords(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const rounded = unit === 0 || size >= 100 ? Math.round(size) : Math.round(size * 10) / 10
  return unit === 0 && bytes === 1 ? '1 byte' : `${rounded} ${UNITS[unit]}`
}

/** As the page and its form say what is taken. */
export const KINDS_IN_WORDS: Readonly<Record<string, string>> = {
  image: 'pictures',
  pdf: 'PDF documents',
  text: 'plain text',
}
