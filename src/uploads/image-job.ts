// What the process of one image is told, and what it says.
import type { RefusedWhy } from './refused.ts'

/** A busy machine has the processor for others first. */
export const CLOCK_TIMES = 3

export interface ImageJob {
  from: string
  to: string
  type: string
  limits: ImageLimits
}

export interface ImageLimits {
  /** Width × height × frames, read from the header before anything is decoded. */
  maxPixels: number
  maxFrames: number
  /** Of all threads of its process; by the clock it may take `CLOCK_TIMES` as long. */
  processorSeconds: number
  /** Cut to a square of so many pixels a side, one frame. */
  square?: number
}

export type Reencoded = (
  | {
      ok: true
      type: string
      extension: string
      width: number
      height: number
      bytes: number
      /** Base64url. */
      sha256: string
    }
  | { ok: false; why: RefusedWhy }
) & {
  /** KiB that its process took at most; absent when it was killed or never began. */
  peakMemory?: number
}
