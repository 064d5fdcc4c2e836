// What uploads stand on, opened once: where files are kept, who scans them, who makes images anew.
import { join } from 'node:path'
import type { AccountsBackend } from '../accounts/needs.ts'
import { whyNotWritable } from '../config/folder.ts'
import type { Settings } from '../config/settings.ts'
import { type Blobs, folderBlobs } from '../store/blobs.ts'
import { clamdScanner } from './clamd.ts'
import { createReencoder, type Reencoder } from './image.ts'
import type { Scanner } from './scan.ts'
import { type Temporary, temporaryFolder } from './temporary.ts'
import { createTurns, type Turns } from './turns.ts'

export type UploadsBackend = Pick<
  AccountsBackend,
  'settings' | 'store' | 'keys' | 'now' | 'log' | 'onActivity' | 'hasher' | 'later' | 'nudgeMail'
>

export interface Uploads {
  readonly backend: UploadsBackend
  readonly temporary: Temporary
  /** Of pieces that are written at once. */
  readonly pieces: Turns
  /** undefined: no file is scanned, by setting. */
  readonly scanner: Scanner | undefined
  readonly reencoder: Reencoder
  /** Opened with the first file. */
  blobs(): Promise<Blobs>
  close(): Promise<void>
}

/**
 * Twenty files that come at once would be looked through and written twenty pieces at a time, with every other request behind
 * them; and libuv has four threads, which passwords need as well. Whoever waits is told by TCP to send more slowly.
 */
const PIECES_AT_ONCE = 2

export interface UploadsParts {
  blobs?: Blobs
  scanner?: Scanner
}

/** @throws Error in words when a setting lacks its fellow */
export function openUploads(backend: UploadsBackend, parts: UploadsParts = {}): Uploads {
  const { uploads: settings, data } = backend.settings
  if (settings.storage === 's3') {
    if (settings.bucket === '') throw new Error('`uploads.storage` is `s3`, and `uploads.bucket` is not set')
    if ((settings.bucketKeyId === '') !== (settings.bucketKeySecret === ''))
      throw new Error('`uploads.bucketKeyId` and `uploads.bucketKeySecret` are set together, or neither is')
  }
  const folder = settings.folder === '' ? join(data, 'uploads') : settings.folder
  const whyNot = settings.folder === '' ? undefined : whyNotWritable(folder)
  if (whyNot !== undefined) throw new Error(`\`uploads.folder\`: ${whyNot}`)
  const temporary = temporaryFolder(join(folder, 'incoming'))
  const reencoder = createReencoder({ concurrency: settings.imageConcurrency, queue: settings.imageQueue })
  let opening: Promise<Blobs> | undefined
  return {
    backend,
    temporary,
    pieces: createTurns({ concurrency: PIECES_AT_ONCE, queue: Number.POSITIVE_INFINITY }),
    scanner: parts.scanner ?? scannerOf(settings),
    reencoder,
    blobs() {
      if (opening === undefined) {
        const opened = parts.blobs ? Promise.resolve(parts.blobs) : openBlobs(settings, join(folder, 'kept'))
        opening = opened
        // A bucket or disk that was away is asked again with the next file.
        opened.catch(() => {
          if (opening === opened) opening = undefined
        })
      }
      return opening
    },
    async close() {
      await reencoder.close()
      await temporary.close()
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}

async function openBlobs(settings: Settings['uploads'], folder: string): Promise<Blobs> {
  if (settings.storage === 'folder') return folderBlobs(folder)
  const { s3Blobs } = await import('../store/blobs-s3.ts')
  const { bucket, bucketRegion, bucketEndpoint, bucketPrefix, bucketKeyId, bucketKeySecret } = settings
  return s3Blobs({
    bucket,
    region: bucketRegion,
    ...(bucketEndpoint === '' ? {} : { endpoint: bucketEndpoint, pathStyle: true }),
    ...(bucketPrefix === '' ? {} : { prefix: bucketPrefix }),
    ...(bucketKeyId === ''
      ? {}
      : { credentials: { accessKeyId: bucketKeyId, secretAccessKey: bucketKeySecret } }),
  })
}

function scannerOf(settings: Settings['uploads']): Scanner | undefined {
  if (settings.scanner === 'none') return undefined
  const { clamavSocket, clamavHost, clamavPort, clamavTimeout, clamavMaxBytes } = settings
  return clamdScanner({
    ...(clamavHost === '' ? { socket: clamavSocket } : { host: clamavHost, port: clamavPort }),
    timeoutSeconds: clamavTimeout,
    maxBytes: clamavMaxBytes,
  })
}
