// Where files are kept: bytes under a random name, without a word of what they are; here in a folder, in blobs-s3.ts in a bucket.
import { constants, realpathSync } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, open, opendir, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { makeFolders } from '../config/folder.ts'

const OWNER_ONLY_FILE = 0o600
const OWNER_ONLY_FOLDER = 0o700
/** Characters of a key that name its sub-folder: 4,096 of them keep each one small when there are millions of files. */
const SHARD_LENGTH = 2
/** Bytes in memory while a file is copied. */
const COPY_CHUNK = 65_536
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_DIRECTORY } = constants
/** Where links are not for this folder: another disk, or a file system without them. Then the bytes are copied. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

export interface Blobs {
  /**
   * Takes a finished temporary file over: it is gone from its place when this resolves, and the blob is on the disk, not in a
   * cache. A process that dies in between leaves a blob, whole or in part, that no finished row names; `list` finds it.
   * @throws BlobTaken when the key is in use, which random keys never are
   */
  put(key: string, file: string): Promise<void>
  /**
   * `end` is inclusive, as in HTTP's ranges; both lie within the blob, which the caller knows from `size`. Whoever opens reads to the end or destroys the stream.
   * @throws BlobAbsent
   */
  open(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** Bytes; undefined when the blob is absent. */
  size(key: string): Promise<number | undefined>
  /** No error when it is absent. */
  remove(key: string): Promise<void>
  /** In no order. What is put or removed meanwhile may be in it or not. */
  list(): AsyncIterable<{ key: string; modifiedAt: number }>
  close(): Promise<void>
}

export class BlobTaken extends Error {
  constructor() {
    super('a blob of this key is there already')
    this.name = 'BlobTaken'
  }
}

export class BlobAbsent extends Error {
  constructor() {
    super('there is no blob of this key')
    this.name = 'BlobAbsent'
  }
}

/** What `newToken` makes, of 128 bits or more. No dot, no slash: it names no folder above, no device and no hidden file. */
const KEY = /^[A-Za-z0-9_-]{22,64}$/

export function isBlobKey(text: string): boolean {
  return KEY.test(text)
}

/** @throws RangeError for what is no key: such a text must never become a path or an address */
export function refuseOtherKeys(key: string): void {
  if (!isBlobKey(key)) throw new RangeError('a blob’s key has 22 to 64 letters, digits, - and _')
}

/**
 * @param folder made when absent, with mode 0700; one that is there keeps its mode, its sub-folders are closed to others anyway
 * @throws when it can't be made
 */
export function folderBlobs(folder: string): Blobs {
  makeFolders(folder, OWNER_ONLY_FOLDER)
  // Whoever runs the program may have put a link in this place; from here on none is followed.
  const home = realpathSync(folder)
  const shardOf = (key: string) => join(home, key.slice(0, SHARD_LENGTH))
  const pathOf = (key: string) => join(shardOf(key), key)

  return {
    async put(key, file) {
      refuseOtherKeys(key)
      await makeShard(shardOf(key))
      await moveDurably(file, pathOf(key))
      await syncFolder(shardOf(key))
      await syncFolder(home)
      await unlink(file)
    },

    async open(key, range) {
      const blob = await openBlob(pathOf(known(key)), shardOf(key))
      if (blob === undefined) throw new BlobAbsent()
      return blob.createReadStream(range)
    },

    async size(key) {
      const blob = await openBlob(pathOf(known(key)), shardOf(key))
      if (blob === undefined) return undefined
      try {
        return (await blob.stat()).size
      } finally {
        await blob.close()
      }
    },

    async remove(key) {
      const path = pathOf(known(key))
      if (!(await isFolder(shardOf(key)))) return
      // A link is removed, not what it leads to.
      await rm(path, { force: true })
      await syncFolder(shardOf(key))
    },

    async *list() {
      for await (const shard of await opendir(home)) {
        if (!shard.isDirectory()) continue
        for await (const entry of await opendir(join(home, shard.name))) {
          const isOurs = entry.isFile() && isBlobKey(entry.name) && entry.name.startsWith(shard.name)
          if (!isOurs) continue
          const found = await lstat(join(home, shard.name, entry.name)).catch(absent)
          if (found !== undefined) yield { key: entry.name, modifiedAt: found.mtimeMs }
        }
      }
    },

    close: () => Promise.resolve(),
  }
}

function known(key: string): string {
  refuseOtherKeys(key)
  return key
}

async function makeShard(shard: string): Promise<void> {
  await mkdir(shard, { mode: OWNER_ONLY_FOLDER }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  if (!(await isFolder(shard))) throw new Error(`${shard} is no folder; somebody put something else there.`)
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(absent))?.isDirectory() ?? false
}

/**
 * A second name for the same bytes, so that a blob is either whole or absent; link(2) fails when the name is taken, as
 * O_EXCL does. The bytes are on the disk before the name is.
 */
async function moveDurably(file: string, path: string): Promise<void> {
  const source = await open(file, O_RDONLY | O_NOFOLLOW)
  try {
    if (!(await source.stat()).isFile()) throw new Error('only a regular file becomes a blob')
    await source.chmod(OWNER_ONLY_FILE)
    await source.sync()
    await link(file, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw new BlobTaken()
      if (!NO_LINK.has(error.code ?? '')) throw error
      await copyDurably(source, path)
    })
  } finally {
    await source.close()
  }
}

async function copyDurably(source: FileHandle, path: string): Promise<void> {
  const copy = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY_FILE).catch((error) => {
    throw error.code === 'EEXIST' ? new BlobTaken() : error
  })
  try {
    const chunk = Buffer.allocUnsafe(COPY_CHUNK)
    for (let at = 0; ; ) {
      const { bytesRead } = await source.read(chunk, 0, COPY_CHUNK, at)
      if (bytesRead === 0) break
      await copy.writeFile(chunk.subarray(0, bytesRead))
      at += bytesRead
    }
    await copy.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await copy.close()
  }
}

/** A name survives a power cut only when its folder was written (fsync(2)). Windows can't open folders, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, O_RDONLY | O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Undefined for what is absent, and for what is there but none of ours: a link, a folder, a pipe. */
async function openBlob(path: string, shard: string): Promise<FileHandle | undefined> {
  if (!(await isFolder(shard))) return undefined
  // Opening a pipe would wait for whoever writes into it.
  if (!((await lstat(path).catch(absent))?.isFile() ?? false)) return undefined
  return open(path, O_RDONLY | O_NOFOLLOW).catch(absent)
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined
  throw error
}
