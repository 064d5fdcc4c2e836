// The settings file: strict JSON, read so that nothing in it is silently lost.
import { readFileSync } from 'node:fs'

export type FileReading = { content: unknown } | { wrong: string }

/** Reads a settings file; undefined when there is none. Its text, which may hold secrets, is never part of `wrong`. */
export function readSettingsFile(path: string): FileReading | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : { wrong: `can't be read (${code})` }
  }
  return parseSettings(bytes)
}

/** RFC 8259 leaves a byte order mark and repeated names to each parser; here both are errors. */
export function parseSettings(bytes: Buffer): FileReading {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { wrong: 'is not UTF-8 text; save it as UTF-8' }
  }
  if (text.startsWith('\ufeff'))
    return { wrong: 'begins with a byte order mark; save it as UTF-8 without one' }
  if (text.trim() === '') return { wrong: 'is empty; write `{}`, or remove the file' }
  try {
    const content: unknown = JSON.parse(text)
    const twice = repeatedName(text)
    return twice === undefined
      ? { content }
      : { wrong: `holds the name \`${twice}\` twice; keep one of them` }
  } catch (error) {
    return {
      wrong: `is not JSON${place(text, error)}; JSON has no comments and no comma after the last entry`,
    }
  }
}

/** V8 tells the place in its message, beside a piece of the text that may be a secret. Only the place is taken over. */
function place(text: string, error: unknown): string {
  const [, position] = /at position (\d+)/.exec(String(error)) ?? []
  if (position === undefined) return ''
  const before = text.slice(0, Number(position)).split('\n')
  return ` (line ${before.length}, column ${before.at(-1)!.length + 1})`
}

/**
 * The first name that one object holds twice. The text is known to be JSON, so strings and brackets tell enough.
 * The closing quote is there; that it needn't be keeps the time in proportion to the text.
 */
function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*"?)(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (string === undefined) open.pop()
    else if (colon !== undefined) {
      const name: string = JSON.parse(string)
      const names = open.at(-1)!
      if (names.has(name)) return name
      names.add(name)
    }
  }
  return undefined
}
