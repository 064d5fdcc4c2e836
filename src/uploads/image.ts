// Images made anew from their pixels, so that nothing else of the file remains; each in a process of its own.
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { RefusedWhy } from './refused.ts'
import { sniffKind } from './sniff.ts'

export interface ImageLimits {
  /** Width × height × frames, read from the header before anything is decoded. */
  maxPixels: number
  maxFrames: number
  timeoutSeconds: number
  /** Cut to a square of so many pixels a side, one frame. */
  square?: number
}

export type Reencoded = (
  | { ok: true; type: string; extension: string; width: number; height: number; bytes: number }
  | { ok: false; why: RefusedWhy }
) & {
  /** KiB that its process took at most; absent when it was killed or never began. */
  peakMemory?: number
}

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

/** What the process is told. */
export interface ImageJob {
  from: string
  to: string
  type: string
  limits: ImageLimits
}

/** In dist/ it is JavaScript, as this file is then. */
const CHILD = join(import.meta.dirname, `image-child${extname(import.meta.filename)}`)
/** MiB of JavaScript's own memory; what images take lies outside of it and is bounded by their pixels. */
const CHILD_HEAP = 64
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
  const waiting: ((may: boolean) => void)[] = []
  const atWork = new Map<AbortController, Promise<unknown>>()
  let running = 0
  let closed = false

  async function turn(): Promise<boolean> {
    if (closed) return false
    if (running < options.concurrency) {
      running += 1
      return true
    }
    if (waiting.length >= options.queue) return false
    return new Promise((resolve) => waiting.push(resolve))
  }

  function handOn(): void {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next(true)
  }

  return {
    async reencode(from, to, limits) {
      const sniffed = await sniffKind(from)
      if (sniffed.kind === 'refused') return { ok: false, why: sniffed.why }
      if (sniffed.kind !== 'image') return { ok: false, why: 'unknown-type' }
      if (!(await turn())) return { ok: false, why: 'busy' }
      const cancel = new AbortController()
      const job = { from: resolve(from), to: resolve(to), type: sniffed.type, limits }
      const work = reencodeInChild(job, cancel.signal)
      atWork.set(cancel, work)
      try {
        return await work
      } finally {
        atWork.delete(cancel)
        handOn()
      }
    },

    get waiting() {
      return waiting.length
    },

    async close() {
      closed = true
      for (const refuse of waiting.splice(0)) refuse(false)
      for (const cancel of atWork.keys()) cancel.abort()
      await Promise.allSettled(atWork.values())
    },
  }
}

/** Killed when its time is over, whatever it does then: no decoder is asked to be so kind as to stop. */
async function reencodeInChild(job: ImageJob, signal: AbortSignal): Promise<Reencoded> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${CHILD_HEAP}`,
      '--disable-warning=ExperimentalWarning',
      CHILD,
      JSON.stringify(job),
    ],
    { env: {}, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true },
  )
  goesLast(child.pid)
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, job.limits.timeoutSeconds * 1_000)
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  const ended = new Promise<void>((resolve, reject) => child.once('close', resolve).once('error', reject))
  try {
    const [answer] = await Promise.all([text(child.stdout), ended])
    const made = readAnswer(answer)
    if (made !== undefined) return made
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
  }
  // Killed or crashed: what it had begun is not an image.
  await rm(job.to, { force: true })
  if (late) return { ok: false, why: 'took-too-long' }
  return { ok: false, why: signal.aborted ? 'busy' : 'damaged' }
}

/** From its first moment: half of a small image's time is that of starting the process. Threads begun later follow on Linux. */
function goesLast(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already, or the system has no such thing: the image is made all the same.
  }
}

function readAnswer(answer: string): Reencoded | undefined {
  if (answer === '' || answer.length > MOST_ANSWER) return undefined
  try {
    return JSON.parse(answer) as Reencoded
  } catch {
    return undefined
  }
}
