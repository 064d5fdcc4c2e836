// Hostile files, each with what must become of it: refused for a reason, or kept and harmless.
import assert from 'node:assert/strict'
import sharp, { type Metadata } from 'sharp'
import type { RefusedWhy } from '../../../src/uploads/refused.ts'
import { HARMLESS_DOCUMENTS, REFUSED_DOCUMENTS } from './documents.ts'
import { HARMLESS_IMAGES, REFUSED_IMAGES } from './images.ts'
import { NAMES } from './names.ts'
import { PAYLOADS } from './parts.ts'

export interface HostileFile {
  what: string
  make: () => Buffer | Promise<Buffer>
  /** The name and the type that the client sends. */
  clientName: string
  declared: string
  /** The reader of forms takes no such part, so that over HTTP nothing arrives. */
  noForm?: true
  must:
    | { refused: readonly RefusedWhy[] }
    | {
        /** Of what is served. */
        type: string
        /** Kept byte for byte, or made anew. */
        unchanged?: true
        name?: string
        look?: (served: Buffer, metadata: Metadata) => void
      }
}

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...HARMLESS_IMAGES,
  ...REFUSED_IMAGES,
  ...REFUSED_DOCUMENTS,
  ...HARMLESS_DOCUMENTS,
  ...NAMES,
]

const FIRST_FRAMES = { pages: -1 }

/** What holds for every picture made anew: it is whole, ends where its format ends, and has nothing beside its pixels. */
export async function assertHarmlessImage(served: Buffer, type: string, file: HostileFile): Promise<void> {
  const metadata = await sharp(served, FIRST_FRAMES).metadata()
  assert.equal(`image/${metadata.format}`, type)
  for (const extra of ['exif', 'xmp', 'iptc', 'icc', 'comments', 'tifftagPhotoshop'] as const) {
    assert.equal(metadata[extra], undefined, extra)
  }
  assert.equal(metadata.orientation, undefined)
  const text = served.toString('latin1')
  for (const payload of PAYLOADS) assert.ok(!text.includes(payload), payload)
  assertEnds(served, type)
  await sharp(served, { ...FIRST_FRAMES, failOn: 'warning' }).stats()
  if (!('refused' in file.must)) file.must.look?.(served, metadata)
}

function assertEnds(served: Buffer, type: string): void {
  const tail = served.toString('latin1', served.length - 12)
  if (type === 'image/jpeg') assert.ok(tail.endsWith('\xff\xd9'))
  if (type === 'image/gif') assert.ok(tail.endsWith(';'))
  if (type === 'image/png') assert.equal(tail, '\0\0\0\0IEND\xaeB`\x82')
  if (type === 'image/webp') assert.equal(served.readUInt32LE(4), served.length - 8)
}
