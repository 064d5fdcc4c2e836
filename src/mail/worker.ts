// The worker: looks at the outbox when told to and every few seconds, and outlives whatever goes wrong.
import { type DeliveryOptions, deliverDueMail } from './delivery.ts'
import { sweepOutbox } from './queue.ts'
import { inTurn } from './turn.ts'

const SECOND = 1000
const SWEEP_EVERY = 3600 * SECOND

export interface MailWorkerOptions extends DeliveryOptions {
  /** Seconds between looks at the outbox: setting `mail.pollInterval`. */
  pollInterval: number
}

export interface MailWorker {
  /** Look now: call it after the transaction that queued a mail. Returns at once. */
  nudge(): void
  /**
   * Takes no further mail and waits for the one in flight; cuts it off after `grace` milliseconds. It is then
   * tried again, with the same Message-ID. Nothing is asked of the store afterwards.
   */
  stop(grace?: number): Promise<void>
}

/** Starts sending in the background. Its timer keeps no process alive. */
export function startMailWorker(options: MailWorkerOptions): MailWorker {
  const cut = new AbortController()
  const stop = { stopped: () => stopped, signal: cut.signal }
  let stopped = false
  let nudged = false
  let sweepAt = 0
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    nudged = true
    running ??= work().finally(() => {
      running = undefined
      if (stopped) return
      if (nudged) look()
      else timer = setTimeout(look, options.pollInterval * SECOND).unref()
    })
  }

  async function work(): Promise<void> {
    clearTimeout(timer)
    nudged = false
    try {
      await deliverDueMail(options, stop)
      await sweepWhenDue()
    } catch (error) {
      options.log.error({ err: error }, 'the outbox could not be read or written')
    }
  }

  async function sweepWhenDue(): Promise<void> {
    const { store, lease, now } = options
    if (stopped || now() < sweepAt) return
    sweepAt = now() + SWEEP_EVERY
    // Two that sweep at once could wait for each other's rows.
    await inTurn(lease, now, () => sweepOutbox(store.db, now(), stop.stopped))
  }

  look()
  return {
    nudge: () => {
      if (!stopped) look()
    },
    stop: async (grace) => {
      stopped = true
      clearTimeout(timer)
      const late = grace === undefined ? undefined : setTimeout(() => cut.abort(), grace)
      await running
      clearTimeout(late)
    },
  }
}
