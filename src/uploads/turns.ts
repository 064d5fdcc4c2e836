// Turns: so many at once, so many wait, first come first served.

export interface Turns {
  /** False: as many wait as may, or they are closed. Whoever got true gives it back by `handOn`. */
  take(): Promise<boolean>
  handOn(): void
  readonly waiting: number
  /** Those that wait get false. */
  close(): void
}

export function createTurns({ concurrency, queue }: { concurrency: number; queue: number }): Turns {
  const waiting: ((may: boolean) => void)[] = []
  let running = 0
  let closed = false
  return {
    async take() {
      if (closed) return false
      if (running < concurrency) {
        running += 1
        return true
      }
      if (waiting.length >= queue) return false
      return new Promise((resolve) => waiting.push(resolve))
    },
    handOn() {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next(true)
    },
    get waiting() {
      return waiting.length
    },
    close() {
      closed = true
      for (const refuse of waiting.splice(0)) refuse(false)
    },
  }
}
