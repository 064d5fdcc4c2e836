// The server's side of the process that begins the images' processes: begun with the first image, ended when none comes.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import type { ImageJob } from './image-job.ts'
import type { FromStarter, ToStarter } from './image-starter.ts'

/** In dist/ it is JavaScript, as this file is then. */
const STARTER = join(import.meta.dirname, `image-starter${extname(import.meta.filename)}`)
/** MiB of JavaScript's own memory: it holds a few short messages. */
const STARTER_HEAP = 32
/** Milliseconds. */
const IDLE = 60_000

export interface ImageProcesses {
  /**
   * What the process of one image said until its end; an aborted one is killed.
   * @throws when it can't be begun, or its beginner was ended from outside
   */
  run(job: ImageJob, signal: AbortSignal): Promise<string>
  /** For when nothing runs any more. */
  close(): Promise<void>
}

interface Starter {
  process: ChildProcess
  waiting: Map<number, { resolve(answer: string): void; reject(error: Error): void }>
}

/** @param idle milliseconds without an image until the beginner ends; beginning it anew takes about 50 */
export function imageProcesses(idle = IDLE): ImageProcesses {
  let starter: Starter | undefined
  let last = 0
  let unused: NodeJS.Timeout | undefined

  function started(): Starter {
    starter ??= begin((ended) => {
      if (starter === ended) starter = undefined
    })
    return starter
  }

  function end(): ChildProcess | undefined {
    const ending = starter?.process
    starter = undefined
    if (ending?.connected) ending.disconnect()
    return ending
  }

  /** One that was begun after another had been killed may have work already. */
  function endUnused(): void {
    if (starter?.waiting.size === 0) end()
  }

  return {
    async run(job, signal) {
      clearTimeout(unused)
      const { process, waiting } = started()
      const id = ++last
      const tell = (message: ToStarter) => process.connected && process.send(message, () => undefined)
      const cancel = () => tell({ id, cancel: true })
      // While an image is made, the server does not end for want of work.
      hold(process, true)
      try {
        return await new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          tell({ id, job })
          signal.addEventListener('abort', cancel)
          if (signal.aborted) cancel()
        })
      } finally {
        signal.removeEventListener('abort', cancel)
        waiting.delete(id)
        if (waiting.size === 0) {
          hold(process, false)
          unused = setTimeout(endUnused, idle).unref()
        }
      }
    },

    async close() {
      clearTimeout(unused)
      const ending = end()
      if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
      ending.ref()
      await once(ending, 'exit')
    },
  }
}

/** With nothing of the server's in its environment, as the processes that it begins. */
function begin(ended: (starter: Starter) => void): Starter {
  const child = fork(STARTER, [], {
    env: {},
    execArgv: [`--max-old-space-size=${STARTER_HEAP}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const starter: Starter = { process: child, waiting: new Map() }
  child.on('message', (said: FromStarter) => {
    const work = starter.waiting.get(said.id)
    if ('answer' in said) work?.resolve(said.answer)
    else work?.reject(new Error(said.problem))
  })
  const finish = (error: Error) => {
    ended(starter)
    for (const { reject } of starter.waiting.values()) reject(error)
  }
  child.on('error', finish)
  child.once('disconnect', () => finish(new Error('the process that begins those of images has ended')))
  return starter
}

function hold(process: ChildProcess, held: boolean): void {
  if (held) {
    process.ref()
    process.channel?.ref()
  } else {
    process.unref()
    process.channel?.unref()
  }
}
