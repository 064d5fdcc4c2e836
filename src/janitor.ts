// Removes what no clock would accept any more: sessions, throttle entries, counters, tokens, accounts; keeps keys in rotation.
import { pruneActivity } from './accounts/activity/prune.ts'
import { forgetLeavers } from './accounts/profile/forget.ts'
import { sweepThrottle } from './accounts/throttle.ts'
import { mailDueRemovals } from './accounts/two-factor/removal.ts'
import { resealAuthenticators } from './accounts/two-factor/reseal.ts'
import { keepKeys } from './api/key-upkeep.ts'
import { sweepApi } from './api/sweep.ts'
import type { Backend } from './backend.ts'
import { scanWaiting, sweepUploads } from './uploads/sweep.ts'
import type { Uploads } from './uploads/uploads.ts'

/** Milliseconds between two rounds. Nothing depends on it: expired rows are refused when they are read. */
const EVERY = 10 * 60_000
/** Files that wait for a scanner are asked about more often: somebody waits for them. */
const SCAN_EVERY = 30_000

export interface Janitor {
  stop(): void
}

/** Its timer keeps no process alive; a round that fails is logged and the next one tries again. */
export function startJanitor(backend: Backend, uploads?: Uploads): Janitor {
  const failed = (error: unknown) => backend.log.error({ err: error }, 'sweeping failed')
  const timers = [setInterval(() => void sweep(backend, uploads).catch(failed), EVERY).unref()]
  if (uploads !== undefined) {
    // What a killed process left goes at the start.
    sweepUploads(uploads).catch(failed)
    timers.push(setInterval(() => void scanWaiting(uploads).catch(failed), SCAN_EVERY).unref())
  }
  return {
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

export async function sweep(backend: Backend, uploads?: Uploads): Promise<void> {
  const { store, sessions, sqlCounters, settings, now } = backend
  const { idle, absolute } = settings.session
  await sessions.sweep(now() - idle * 1000, now() - absolute * 1000)
  await sweepThrottle(store.db, settings.throttle, now())
  await store.db.deleteFrom('tokens').where('expires_at', '<=', now()).execute()
  await store.db.deleteFrom('remembered_devices').where('expires_at', '<=', now()).execute()
  await sqlCounters?.sweep(now())
  // Mails are counted in the same table, wherever the limits are.
  await store.db.deleteFrom('counters').where('expires_at', '<=', now()).execute()
  await pruneActivity(backend)
  await forgetLeavers(backend)
  await resealAuthenticators(backend)
  await mailDueRemovals(backend)
  await sweepApi(backend)
  await keepKeys(backend)
  if (uploads !== undefined) await sweepUploads(uploads)
}
