// Work that no answer waits for: one piece after another, bounded in number, and finished before the store closes.
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'

/** Pieces that may wait. Each came from a request that its limits let through. */
const MAX_WAITING = 1_000

export interface Later {
  add(work: () => Promise<unknown>): void
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>
}

export function startLater(log: {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}): Later {
  const waiting: (() => Promise<unknown>)[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    for (;;) {
      await otherRequestsFirst()
      const work = waiting.shift()
      if (work === undefined) return
      try {
        await work()
      } catch (error) {
        log.error({ err: error }, 'work after an answer failed')
      }
    }
  }

  return {
    add(work) {
      if (waiting.length >= MAX_WAITING) {
        log.warn({ waiting: waiting.length }, 'too much work waits; a piece of it was dropped')
        return
      }
      waiting.push(work)
      running ??= run().finally(() => {
        running = undefined
      })
    },
    async settled() {
      while (running !== undefined) await running
    },
  }
}
