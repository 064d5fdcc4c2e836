// Images made anew from their pixels, so that nothing else of the file remains.
import type { RefusedWhy } from './refused.ts'

export interface ImageLimits {
  /** Width × height × frames. */
  maxPixels: number
  maxFrames: number
  timeoutSeconds: number
  /** Cut to a square of so many pixels a side, one frame. */
  square?: number
}

export type Reencoded =
  | { ok: true; type: string; extension: string; width: number; height: number; bytes: number }
  | { ok: false; why: RefusedWhy }

export interface Reencoder {
  /** Writes `to` anew, mode 0600; on refusal nothing is left there. */
  reencode(from: string, to: string, limits: ImageLimits): Promise<Reencoded>
  /** Images that wait for their turn now. */
  readonly waiting: number
  close(): Promise<void>
}

export function createReencoder(_options: { concurrency: number; queue: number }): Reencoder {
  throw new Error('not written yet')
}
