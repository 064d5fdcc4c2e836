// One at a time, first come first served, and nobody waits for ever.
import { StoreBusy } from '../busy.ts'

interface Waiting {
  enter: () => void
  refuse: (reason: Error) => void
  timer: NodeJS.Timeout
}

export class Mutex {
  readonly #patience: number
  readonly #queue = new Set<Waiting>()
  #taken = false
  #closed: Error | undefined

  /** @param patience milliseconds after which `acquire` gives up with StoreBusy */
  constructor(patience: number) {
    this.#patience = patience
  }

  async acquire(): Promise<void> {
    if (this.#closed) throw this.#closed
    if (!this.#taken) {
      this.#taken = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        enter: resolve,
        refuse: reject,
        timer: setTimeout(() => {
          this.#queue.delete(waiting)
          reject(
            new StoreBusy(
              `The database was taken by other transactions for longer than ${this.#patience} ms.`,
            ),
          )
        }, this.#patience),
      }
      this.#queue.add(waiting)
    })
  }

  release(): void {
    const [next] = this.#queue
    if (!next) {
      this.#taken = false
      return
    }
    this.#queue.delete(next)
    clearTimeout(next.timer)
    next.enter()
  }

  /** Turns away who waits and who comes later. */
  close(reason: Error): void {
    this.#closed = reason
    for (const waiting of this.#queue) {
      clearTimeout(waiting.timer)
      waiting.refuse(reason)
    }
    this.#queue.clear()
  }
}
