// Images made anew from their pixels, so that nothing else of the file remains; each in a process of its own.
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CLOCK_TIMES, type ImageJob, type ImageLimits, type Reencoded } from './image-job.ts'
import { type ImageProcesses, imageProcesses } from './image-processes.ts'
import { sniffKind } from './sniff.ts'
import { createTurns } from './turns.ts'

export interface Reencoder {
  /**
   * Writes `to` anew, mode 0600; on refusal nothing is left there. A JPEG, PNG, GIF or WebP stays what it is, an AVIF becomes a
   * WebP. Pictures that move go on moving, within the limits, or are refused; none is shortened.
   */
  reencode(from: string, to: string, limits: ImageLimits): Promise<Reencoded>
  /** Images that wait for their turn now. */
  readonly waiting: number
  /** Ends those at work; those that wait are refused as busy. */
  close(): Promise<void>
}

/** Characters; an answer has a hundred or so. */
const MOST_ANSWER = 1_000

/**
 * Decoders are written in C and C++ and read what strangers send. In a process of their own a crash costs one image, not the
 * server; they find no keys in its memory and no secrets in its environment, and nothing of one person's image stays for the
 * next. It is not a sandbox: that process may still read and write what its user may. Measured on two slow cores: 0.25 s for its
 * start, loading and end; 95 MiB of memory for a small JPEG, 170 for one of 12 megapixels, 350 for such a WebP.
 * @param options.concurrency images at work at once, each with a process
 * @param options.queue images that may wait beyond those; more are refused as `busy`
 */
export function createReencoder(options: { concurrency: number; queue: number }): Reencoder {
  const turns = createTurns(options)
  const atWork = new Map<AbortController, Promise<unknown>>()
  const processes = imageProcesses()

  return {
    async reencode(from, to, limits) {
      const sniffed = await sniffKind(from)
      if (sniffed.kind === 'refused') return { ok: false, why: sniffed.why }
      if (sniffed.kind !== 'image') return { ok: false, why: 'unknown-type' }
      if (!(await turns.take())) return { ok: false, why: 'busy' }
      const cancel = new AbortController()
      const job = { from: resolve(from), to: resolve(to), type: sniffed.type, limits }
      const work = reencodeInChild(processes, job, cancel.signal)
      atWork.set(cancel, work)
      try {
        return await work
      } finally {
        atWork.delete(cancel)
        turns.handOn()
      }
    },

    get waiting() {
      return turns.waiting
    },

    async close() {
      turns.close()
      for (const cancel of atWork.keys()) cancel.abort()
      await Promise.allSettled(atWork.values())
      await processes.close()
    },
  }
}

/** Killed when its time is over, whatever it does then: no decoder is asked to be so kind as to stop. */
async function reencodeInChild(
  processes: ImageProcesses,
  job: ImageJob,
  signal: AbortSignal,
): Promise<Reencoded> {
  const late = AbortSignal.timeout(1_000 * CLOCK_TIMES * job.limits.processorSeconds)
  let made: Reencoded | undefined
  try {
    made = readAnswer(await processes.run(job, AbortSignal.any([signal, late])))
  } finally {
    // Killed, crashed or ended by itself: what it had begun is not an image.
    if (!made?.ok) await rm(job.to, { force: true })
  }
  if (made !== undefined) return made
  if (late.aborted) return { ok: false, why: 'took-too-long' }
  return { ok: false, why: signal.aborted ? 'busy' : 'damaged' }
}

function readAnswer(answer: string): Reencoded | undefined {
  if (answer === '' || answer.length > MOST_ANSWER) return undefined
  try {
    return JSON.parse(answer) as Reencoded
  } catch {
    return undefined
  }
}
