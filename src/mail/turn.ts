// One worker at a time, over all processes: whoever sends has the turn, and notices when it has lost it.

const SECOND = 1000
/** Of a process that died in its turn, the others wait for the rest of this. */
const TURN = 120 * SECOND
/** What a mail needs: an attempt (smtp.ts: one minute at most), and room for clocks that differ. */
const ENOUGH = 90 * SECOND

/** What one worker at a time holds. Milliseconds since 1970. */
export interface WorkerLease {
  acquire(now: number, until: number): Promise<boolean>
  renew(now: number, until: number): Promise<boolean>
  release(): Promise<void>
}

export interface Turn {
  /** Whether there is time for one more mail; prolongs the turn where it has become short. */
  lasts(): Promise<boolean>
  /** Whether nobody else can have the turn at this moment. Asks the clock alone. */
  isOurs(): boolean
}

/** Runs `work` when no other worker has the turn, and gives the turn back afterwards, whatever happened. */
export async function inTurn(
  lease: WorkerLease,
  now: () => number,
  work: (turn: Turn) => Promise<void>,
): Promise<void> {
  // Read before the database is asked: an answer that takes long can only make a turn shorter.
  let until = now() + TURN
  if (!(await lease.acquire(now(), until))) return
  const isOurs = () => now() < until
  try {
    await work({
      isOurs,
      async lasts() {
        if (now() + ENOUGH <= until) return true
        const next = now() + TURN
        if (!(await lease.renew(now(), next))) return false
        until = next
        return isOurs()
      },
    })
  } finally {
    await lease.release()
  }
}
