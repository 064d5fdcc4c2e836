// Where files are kept, in a folder or a bucket: bytes under a random name, without a word of what they are.
import type { Readable } from 'node:stream'

export interface Blobs {
  /** Takes a finished temporary file over: it is gone from its place when this resolves. @throws when the key is taken */
  put(key: string, file: string): Promise<void>
  /** `end` is inclusive, as in HTTP's ranges. @throws when the blob is absent */
  open(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** Bytes; undefined when the blob is absent. */
  size(key: string): Promise<number | undefined>
  /** No error when it is absent. */
  remove(key: string): Promise<void>
  list(): AsyncIterable<{ key: string; modifiedAt: number }>
  close(): Promise<void>
}

export function folderBlobs(_folder: string): Blobs {
  throw new Error('not written yet')
}
