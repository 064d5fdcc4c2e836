// What a file is, by its content alone: neither its name nor the type it was sent with is asked.
import type { RefusedWhy } from './refused.ts'

export type FileKind = 'image' | 'pdf' | 'text'

export type Sniffed =
  | { kind: FileKind; type: string; extension: string }
  | { kind: 'refused'; why: RefusedWhy }

export async function sniffKind(_file: string): Promise<Sniffed> {
  throw new Error('not written yet')
}
