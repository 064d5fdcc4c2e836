// A file as it arrives: written to a temporary file piece by piece, measured against every limit before each is written.
import { type FileHandle, rm } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newToken } from '../crypto/token.ts'
import { type Purpose, release, reserveFile, setAside } from './quota.ts'
import type { Turns } from './turns.ts'
import type { Uploads, UploadsBackend } from './uploads.ts'

/** Bytes that are set aside at once: so many fewer transactions, and no more than this too many for a moment. */
const STEP = 2_097_152
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

type Stopped = 'too-large' | 'quota-full'

export type Receiving =
  | { kind: 'arrived'; file: Arrived }
  /** Nothing of it is left; the rest of it was not read. */
  | { kind: Stopped | 'too-many' }

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
  options: ReceiveOptions,
): Promise<Receiving> {
  const { backend, temporary } = uploads
  const { userId } = options
  const id = newToken(ID_BYTES)
  const stops = await limitsOf(backend, id, options)
  if (stops === undefined) return { kind: 'too-many' }
  let path = ''
  try {
    const made = await temporary.create()
    path = made.path
    const written = await writeDown(content, made.handle, { stops, turns: uploads.pieces })
    if (typeof written === 'number') return { kind: 'arrived', file: { id, path, bytes: written, userId } }
    await discard(uploads, { id, path })
    return { kind: written }
  } catch (error) {
    await discard(uploads, { id, path })
    throw error
  }
}

/** Why a file may not grow to so many bytes, if it may not. */
type Stops = (bytes: number) => Promise<Stopped | undefined>

/** Undefined where there is no room for one more file at all. */
async function limitsOf(
  backend: UploadsBackend,
  id: string,
  { maxBytes, purpose, userId }: ReceiveOptions,
): Promise<Stops | undefined> {
  if (userId === undefined) return async (bytes) => (bytes > maxBytes ? 'too-large' : undefined)
  const upTo = (bytes: number) => Math.min(maxBytes, Math.ceil(bytes / STEP) * STEP)
  let granted = await reserveFile(backend, { id, userId, purpose, wanted: upTo(1) })
  if (granted === undefined) return undefined
  return async (bytes) => {
    if (bytes > maxBytes) return 'too-large'
    if (bytes <= granted!) return undefined
    granted = await setAside(backend, { id, userId, needed: bytes, wanted: upTo(bytes) })
    return granted === undefined ? 'quota-full' : undefined
  }
}

/**
 * Returns how many bytes were written, or why no more were. Through a pipe, since a stream that is iterated joins all that has
 * come meanwhile: a second copy of nearly every byte, and memory that has to be collected.
 */
async function writeDown(
  content: AsyncIterable<Buffer>,
  handle: FileHandle,
  { stops, turns }: { stops: Stops; turns: Turns },
): Promise<number | Stopped> {
  let bytes = 0
  let stopped: Stopped | undefined
  const take = async (piece: Buffer) => {
    bytes += piece.length
    stopped = await stops(bytes)
    if (stopped !== undefined) throw new Error(stopped)
    await turns.take()
    try {
      await handle.writeFile(piece)
    } finally {
      turns.handOn()
    }
  }
  const file = new Writable({
    write(piece, _encoding, done) {
      take(piece).then(() => done(), done)
    },
  })
  try {
    await pipeline(content, file)
    return bytes
  } catch (error) {
    if (stopped !== undefined) return stopped
    throw error
  } finally {
    await handle.close()
  }
}

/** Removes the temporary file, and what was set aside for it. */
export async function discard(
  { backend }: Pick<Uploads, 'backend'>,
  { id, path }: Pick<Arrived, 'id' | 'path'>,
): Promise<void> {
  if (path !== '') await rm(path, { force: true })
  await release(backend, id)
}
