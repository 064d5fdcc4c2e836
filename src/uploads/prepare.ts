// From bytes that somebody sent to a file that may be kept: what it is by content, a scan, and images made anew.
import { stat } from 'node:fs/promises'
import { cleanClientName } from './client-name.ts'
import { digestOf } from './digest.ts'
import type { RefusedWhy } from './refused.ts'
import { type FileKind, sniffKind } from './sniff.ts'
import type { Uploads } from './uploads.ts'

/** A file that may be kept, in a temporary place. */
export interface Prepared {
  path: string
  name: string
  kind: FileKind
  type: string
  extension: string
  bytes: number
  /** Base64url. */
  sha256: string
  width: number | null
  height: number | null
  /** Whether a scanner has still to look at it: until then nobody is given it. */
  waits: boolean
}

export type Preparing =
  | { kind: 'prepared'; file: Prepared }
  | { kind: 'refused'; why: RefusedWhy | 'kind-not-taken' }
  | { kind: 'infected'; name: string }
  | { kind: 'scanner-down' }

export interface PrepareOptions {
  /** Kinds that are taken here, among those of the settings. */
  kinds?: readonly string[] | undefined
  /** Pixels a side: the image is cut to a square. */
  square?: number
  /** Whether what can't be scanned now may wait, where the settings say so. */
  mayWait?: boolean
}

/** The file at `from` is left where it is; a file of `prepared` is the caller's to keep or remove. */
export async function prepareFile(
  uploads: Uploads,
  { from, clientName }: { from: string; clientName: string },
  { kinds, square, mayWait = true }: PrepareOptions = {},
): Promise<Preparing> {
  const { settings } = uploads.backend
  const taken = settings.uploads.kinds.filter((kind) => kinds === undefined || kinds.includes(kind))
  const { size } = await stat(from)
  if (size === 0) return { kind: 'refused', why: 'empty' }
  const sniffed = await sniffKind(from)
  if (sniffed.kind === 'refused') return sniffed
  if (!taken.includes(sniffed.kind)) return { kind: 'refused', why: 'kind-not-taken' }
  const scan = (await uploads.scanner?.scan(from)) ?? 'clean'
  if (typeof scan === 'object') return { kind: 'infected', name: scan.infected }
  const waits = scan === 'unavailable'
  if (waits && !(mayWait && settings.uploads.whenScannerIsDown === 'wait')) return { kind: 'scanner-down' }
  if (sniffed.kind !== 'image') {
    const name = cleanClientName(clientName, sniffed.extension)
    const measures = { width: null, height: null, sha256: await digestOf(from) }
    return { kind: 'prepared', file: { path: from, name, ...sniffed, bytes: size, ...measures, waits } }
  }
  return makeAnew(uploads, { from, clientName, waits, square })
}

async function makeAnew(
  { backend, temporary, reencoder }: Uploads,
  options: { from: string; clientName: string; waits: boolean; square: number | undefined },
): Promise<Preparing> {
  const { from, clientName, waits, square } = options
  const { maxPixels, maxFrames, imageTimeout: processorSeconds } = backend.settings.uploads
  const path = await temporary.place()
  const limits = { maxPixels, maxFrames, processorSeconds, ...(square === undefined ? {} : { square }) }
  const made = await reencoder.reencode(from, path, limits)
  if (!made.ok) return { kind: 'refused', why: made.why }
  const { type, extension, width, height, bytes, sha256 } = made
  const name = cleanClientName(clientName, extension)
  const file = { path, name, kind: 'image', type, extension, bytes, sha256, width, height, waits } as const
  return { kind: 'prepared', file }
}
