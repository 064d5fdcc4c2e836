// Rate limit counters in the database: shared by all processes, and alive after a restart.
import type { Kysely } from 'kysely'
import { hashToken } from '../crypto/token.ts'
import type { Counters, HitOutcome, Limit, Strategy } from '../limits/counters.ts'
import { findSlot, latestExpiry, type Slot, storedStates } from '../limits/slots.ts'
import { decide } from '../limits/strategies.ts'
import { readSlots, writeSlots } from './counter-row.ts'
import type { Store } from './open.ts'
import { placeholder } from './prepared.ts'
import type { Database } from './schema.ts'

// Rows a sweep deletes at once, so that it never holds SQLite's only writer for long.
const SWEEP_BATCH = 1_000

export interface SqlCounters extends Counters {
  hit(
    key: string,
    limits: readonly Limit[],
    strategy: Strategy,
    now: number,
    cost?: number,
  ): Promise<HitOutcome>
  reset(key: string): Promise<void>
  /** Deletes the rows that had expired at `now` (ms) and tells how many. */
  sweep(now: number): Promise<number>
}

/** One row a key. Throws what the store throws when the database can't be reached or stays taken. */
export function sqlCounters(store: Store): SqlCounters {
  const read = store.prepared<{ state: string }>((db) =>
    db.selectFrom('counters').select('state').where('id', '=', placeholder<string>()),
  )

  return {
    async hit(key, limits, strategy, now, cost = 1) {
      const id = idOf(key)
      const [row] = await read([id])
      return (
        refusal(row?.state, limits, strategy, now, cost) ??
        store.transaction((tx) => hitRow(tx, store.kind, id, limits, strategy, now, cost))
      )
    },

    async reset(key) {
      await store.db.deleteFrom('counters').where('id', '=', idOf(key)).execute()
    },

    async sweep(now) {
      let swept = 0
      for (let batch = SWEEP_BATCH; batch === SWEEP_BATCH; swept += batch)
        batch = await sweepBatch(store, now)
      return swept
    },
  }
}

/** Keys may be long and hold addresses or names; other counts share the table, so this one's ids are told apart. */
function idOf(key: string): string {
  return hashToken(`limit\n${key}`)
}

/** A flood of refused requests writes nothing and waits for nobody: what is committed already refuses them. */
function refusal(
  row: string | undefined,
  limits: readonly Limit[],
  strategy: Strategy,
  now: number,
  cost: number,
): HitOutcome | undefined {
  const stored = storedStates(readSlots(row), limits, strategy)
  const { states, hit } = decide(stored, limits, strategy, now, cost)
  const unchanged = states.every((state, at) => state === stored[at])
  return !hit.allowed && unchanged ? hit : undefined
}

async function hitRow(
  tx: Kysely<Database>,
  kind: Store['kind'],
  id: string,
  limits: readonly Limit[],
  strategy: Strategy,
  now: number,
  cost: number,
): Promise<HitOutcome> {
  const slots = readSlots(await lockRow(tx, kind, id, now))
  const { states, hit } = decide(storedStates(slots, limits, strategy), limits, strategy, now, cost)
  for (const [at, limit] of limits.entries()) keep(slots, limit, strategy, states[at]!)
  await tx
    .updateTable('counters')
    .set({ state: writeSlots(slots, now), expires_at: Math.ceil(latestExpiry(slots)) })
    .where('id', '=', id)
    .execute()
  return hit
}

/**
 * The row's state, with the row ours until the end of the transaction. On SQLite the transaction is the lock.
 * A row that a sweep takes away in between is made again.
 */
async function lockRow(tx: Kysely<Database>, kind: Store['kind'], id: string, now: number): Promise<string> {
  const select = tx.selectFrom('counters').select('state').where('id', '=', id)
  const locking = kind === 'postgres' ? select.forUpdate() : select
  for (;;) {
    const row = await locking.executeTakeFirst()
    if (row !== undefined) return row.state
    await tx
      .insertInto('counters')
      .values({ id, state: '', expires_at: Math.ceil(now) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }
}

function keep(slots: Slot[], limit: Limit, strategy: Strategy, state: Slot['state']): void {
  const slot = findSlot(slots, limit, strategy)
  if (slot === undefined) slots.push({ limit, strategy, state })
  else slot.state = state
}

/** Two processes that sweep at once pass over each other's rows, and over rows being hit. */
async function sweepBatch(store: Store, now: number): Promise<number> {
  const result = await store.db
    .deleteFrom('counters')
    .where('id', 'in', (db) => {
      const expired = db.selectFrom('counters').select('id').where('expires_at', '<=', now).limit(SWEEP_BATCH)
      return store.kind === 'postgres' ? expired.forUpdate().skipLocked() : expired
    })
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
