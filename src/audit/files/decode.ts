// Bytes to text: UTF-8 as a rule, else as a byte order mark or Python's coding line (PEP 263) says.
import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'

export interface Decoded {
  readonly text: string
  /** The text written as UTF-8 would not be these bytes again. */
  readonly altered: boolean
  /** What could not be understood of it; undefined: nothing. */
  readonly problem: string | undefined
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])
/** PEP 263 looks at the first two lines; a longer line is none that says so. */
const CODING_LINES = 2
const CODING_UNITS = 400
const CODING_NAME = /^[:=][ \t]*([A-Za-z0-9._-]+)/

/** Python's names of encodings that browsers, whose list Node has, call otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  'utf-8-sig': 'utf-8',
  'latin-1': 'latin1',
  'iso8859-1': 'latin1',
  'iso8859-15': 'iso-8859-15',
  l1: 'latin1',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
}

/** Undefined: no text. `python`: a coding line counts. */
export function decode(bytes: Buffer, python: boolean): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes)
  if (bytes.includes(0)) return undefined
  if (bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK))
    return { ...decodeUtf8(bytes.subarray(UTF8_MARK.length)), altered: true }
  const coding = python ? codingOf(bytes) : undefined
  return coding === undefined || coding === 'utf-8' || coding === 'utf8'
    ? decodeUtf8(bytes)
    : decodeAs(coding, bytes)
}

function decodeUtf8(bytes: Buffer): Decoded {
  const valid = isUtf8(bytes)
  const problem = valid ? undefined : 'it is no valid UTF-8; what could not be read of it was replaced'
  return { text: bytes.toString('utf8'), altered: !valid, problem }
}

function decodeAs(label: string, bytes: Buffer): Decoded {
  let decoder: TextDecoder
  try {
    decoder = new TextDecoder(label)
  } catch {
    return { ...decodeUtf8(bytes), altered: true, problem: 'its encoding is not known; it was read as UTF-8' }
  }
  const text = decoder.decode(bytes)
  const problem = text.includes('\ufffd') ? 'what could not be read of it was replaced' : undefined
  return { text, altered: true, problem }
}

function codingOf(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, CODING_UNITS)
  for (const line of head.split('\n', CODING_LINES)) {
    const at = line.trimStart().startsWith('#') ? line.indexOf('coding') : -1
    const found = at === -1 ? undefined : CODING_NAME.exec(line.slice(at + 'coding'.length))?.[1]
    if (found === undefined) continue
    const name = found.toLowerCase().replaceAll('_', '-')
    return NAMES[name] ?? (name.startsWith('cp125') ? name.replace('cp', 'windows-') : name)
  }
  return undefined
}
