// What the process of one image is told, and what it says.
import type { RefusedWhy } from './refused.ts'

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
  timeoutSeconds: number
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
