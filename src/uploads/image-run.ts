// One image's process: begun, heard and ended; by the starter of such processes alone.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ImageJob } from './image-job.ts'

/** In dist/ it is JavaScript, as this file is then. */
const CHILD = join(import.meta.dirname, `image-child${extname(import.meta.filename)}`)
/** MiB of JavaScript's own memory; what images take lies outside of it and is bounded by their pixels. */
const CHILD_HEAP = 64

/** What the process said until its end; an aborted one is killed, whatever it does then. @throws when it can't be begun */
export async function runImage(job: ImageJob, signal: AbortSignal): Promise<string> {
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
  goesAfterOthers(child.pid)
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  const ended = new Promise<void>((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [answer] = await Promise.all([text(child.stdout), ended])
  return answer
}

/**
 * From its first moment: half of a small image's time is that of starting the process. Threads begun later follow on Linux.
 * Not the lowest: of two busy cores that gets a hundredth, and a picture of 0.12 s took 9.4; with this one it takes 1.3.
 */
function goesAfterOthers(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system has no such thing: the image is made all the same.
  }
}
