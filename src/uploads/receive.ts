// A file as it arrives: written to a temporary file chunk by chunk, measured against every limit before each is written.
import { rm } from 'node:fs/promises'
import { newToken } from '../crypto/token.ts'
import { type Purpose, release, reserveFile, setAside } from './quota.ts'
import type { Uploads } from './uploads.ts'

/** Bytes that are set aside at once: so many fewer transactions, and no more than this too many for a moment. */
const STEP = 1_048_576
/** 128 bits. */
const ID_BYTES = 16

/** A file that has come whole, and stands in a temporary file. */
export interface Arrived {
  id: string
  path: string
  bytes: number
  /** Whose quota it counts against already. */
  userId: string | undefined
}

export type Receiving =
  | { kind: 'arrived'; file: Arrived }
  /** Nothing of it is left; the rest of it was not read. */
  | { kind: 'too-large' | 'quota-full' | 'too-many' }

export interface ReceiveOptions {
  maxBytes: number
  purpose: Purpose
  /** Whose quota it counts against while it arrives; undefined: nobody's. */
  userId?: string | undefined
}

/** Nothing is left where the content ends early with an error: that is thrown on. */
export async function receiveFile(
  uploads: Uploads,
  content: AsyncIterable<Buffer>,
  { maxBytes, purpose, userId }: ReceiveOptions,
): Promise<Receiving> {
  const { backend } = uploads
  const id = newToken(ID_BYTES)
  if (userId !== undefined && !(await reserveFile(backend, { id, userId, purpose })))
    return { kind: 'too-many' }
  let path = ''
  try {
    const made = await uploads.temporary.create()
    path = made.path
    let bytes = 0
    let granted = userId === undefined ? maxBytes : 0
    try {
      for await (const chunk of content) {
        bytes += chunk.length
        if (bytes > maxBytes) return await nothing(uploads, { id, path, kind: 'too-large' })
        if (userId !== undefined && bytes > granted) {
          const wanted = Math.min(maxBytes, Math.ceil(bytes / STEP) * STEP)
          const more = await setAside(backend, { id, userId, needed: bytes, wanted })
          if (more === undefined) return await nothing(uploads, { id, path, kind: 'quota-full' })
          granted = more
        }
        await made.handle.writeFile(chunk)
      }
    } finally {
      await made.handle.close()
    }
    return { kind: 'arrived', file: { id, path, bytes, userId } }
  } catch (error) {
    await discard(uploads, { id, path })
    throw error
  }
}

async function nothing<Kind extends string>(
  uploads: Uploads,
  { kind, ...file }: { id: string; path: string; kind: Kind },
): Promise<{ kind: Kind }> {
  await discard(uploads, file)
  return { kind }
}

/** Removes the temporary file, and what was set aside for it. */
export async function discard(
  { backend }: Pick<Uploads, 'backend'>,
  { id, path }: Pick<Arrived, 'id' | 'path'>,
): Promise<void> {
  if (path !== '') await rm(path, { force: true })
  await release(backend, id)
}
