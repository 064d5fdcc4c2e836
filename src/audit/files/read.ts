// Opens one regular file and reads what is in it, up to a limit. A pipe or a device never makes it wait.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

export type Unread = 'too large' | { readonly because: string }

/** O_NONBLOCK: whoever puts a FIFO in the file's place would else keep us waiting for a writer. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** `follow`: the file may be a link. */
export function readBytes(path: string, limit: number, follow: boolean): Buffer | Unread {
  let file: number | undefined
  try {
    file = openSync(path, FLAGS | (follow ? 0 : (constants.O_NOFOLLOW ?? 0)))
    const stat = fstatSync(file)
    if (!stat.isFile()) return { because: 'it is no regular file' }
    if (stat.size > limit) return 'too large'
    return readUpTo(file, Math.max(stat.size, 1), limit)
  } catch (error) {
    return { because: `it could not be read (${codeOf(error)})` }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Files grow while they are read, and those of /proc have no size. */
function readUpTo(file: number, expected: number, limit: number): Buffer | Unread {
  let bytes = Buffer.allocUnsafe(expected + 1)
  let length = 0
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null)
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length > limit) return 'too large'
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(bytes.length * 2, limit + 1))
  }
}

/** ENOENT, EACCES, ELOOP, … */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
