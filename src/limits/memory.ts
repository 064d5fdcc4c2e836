// Counters in this process's memory: bounded, and never older than the process.
import { hash } from 'node:crypto'
import type { Counters, HitOutcome, Limit, Strategy } from './counters.ts'
import type { State } from './counting.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { expiryOf, findSlot, latestExpiry, type Slot, storedStates } from './slots.ts'
import { decide } from './strategies.ts'

// A moving window may keep many times under one key; together they may take this many numbers for each key allowed.
const NUMBERS_PER_KEY = 64
// A longer key is kept as its hash: keys may hold what a visitor typed.
const LONGEST_KEY = 128
const NOTHING: readonly Slot[] = []

export interface MemoryCounters extends Counters {
  hit(key: string, limits: readonly Limit[], strategy: Strategy, now: number, cost?: number): HitOutcome
  reset(key: string): void
  /** How many keys are held now. */
  readonly size: number
}

/** One key, in the order of use (`older`, `newer`) and in the queue of expiry (`due`, `place`). */
interface Entry {
  readonly key: string
  slots: readonly Slot[]
  /** From here on the entry says nothing that a new one would not say. */
  expiresAt: number
  /** Never later than `expiresAt`; brought up to it only when it comes first. */
  due: number
  place: number
  older: Entry | undefined
  newer: Entry | undefined
}

/**
 * Counts at most `maxKeys` keys. When a further one comes, expired keys are forgotten first, then the one not hit for
 * the longest time.
 * @throws RangeError when `maxKeys` is not a positive integer.
 */
export function memoryCounters(maxKeys: number): MemoryCounters {
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1)
    throw new RangeError(`maxKeys is a positive integer, not ${maxKeys}`)
  const mostNumbers = maxKeys * NUMBERS_PER_KEY
  const entries = new Map<string, Entry>()
  const queue = new ExpiryQueue<Entry>()
  let oldest: Entry | undefined
  let newest: Entry | undefined
  let numbers = 0

  function hit(key: string, limits: readonly Limit[], strategy: Strategy, now: number, cost = 1): HitOutcome {
    const id = idOf(key)
    const entry = entries.get(id)
    const { states, hit } = decide(
      storedStates(entry?.slots ?? NOTHING, limits, strategy),
      limits,
      strategy,
      now,
      cost,
    )
    if (entry === undefined) {
      enter(
        id,
        limits.map((limit, at) => ({ limit, strategy, state: states[at]! })),
      )
    } else {
      for (let at = 0; at < limits.length; at++) keep(entry, limits[at]!, strategy, states[at]!, now)
      useAgain(entry)
    }
    makeRoom(now)
    return hit
  }

  function enter(key: string, slots: readonly Slot[]): void {
    const expiresAt = latestExpiry(slots)
    const entry: Entry = {
      key,
      slots,
      expiresAt,
      due: expiresAt,
      place: 0,
      older: undefined,
      newer: undefined,
    }
    numbers += sizeOf(slots)
    entries.set(key, entry)
    queue.add(entry)
    append(entry)
  }

  function keep(entry: Entry, limit: Limit, strategy: Strategy, state: State, now: number): void {
    const slot = findSlot(entry.slots, limit, strategy)
    numbers += state.length - (slot?.state.length ?? 0)
    if (slot !== undefined) {
      slot.state = state
      return
    }
    // Limits no longer in use leave when others come, so that one key can't gather ever more of them.
    const alive = entry.slots.filter((other) => expiryOf(other) > now)
    numbers -= sizeOf(entry.slots) - sizeOf(alive)
    entry.slots = [...alive, { limit, strategy, state }]
  }

  function useAgain(entry: Entry): void {
    entry.expiresAt = latestExpiry(entry.slots)
    if (entry !== newest) {
      unlink(entry)
      append(entry)
    }
    if (entry.expiresAt < entry.due) {
      entry.due = entry.expiresAt
      queue.moved(entry)
    }
  }

  function makeRoom(now: number): void {
    while ((entries.size > maxKeys || numbers > mostNumbers) && entries.size > 1)
      forget(firstExpired(now) ?? oldest!)
  }

  function firstExpired(now: number): Entry | undefined {
    for (let first = queue.first(); first !== undefined && first.due <= now; first = queue.first()) {
      if (first.expiresAt <= now) return first
      first.due = first.expiresAt
      queue.moved(first)
    }
    return undefined
  }

  function forget(entry: Entry): void {
    numbers -= sizeOf(entry.slots)
    entries.delete(entry.key)
    queue.remove(entry)
    unlink(entry)
  }

  function append(entry: Entry): void {
    entry.older = newest
    entry.newer = undefined
    if (newest === undefined) oldest = entry
    else newest.newer = entry
    newest = entry
  }

  function unlink(entry: Entry): void {
    if (entry.older === undefined) oldest = entry.newer
    else entry.older.newer = entry.newer
    if (entry.newer === undefined) newest = entry.older
    else entry.newer.older = entry.older
  }

  return {
    hit,
    reset(key) {
      const entry = entries.get(idOf(key))
      if (entry !== undefined) forget(entry)
    },
    get size() {
      return entries.size
    },
  }
}

function idOf(key: string): string {
  return key.length <= LONGEST_KEY ? key : hash('sha256', key, 'base64url')
}

function sizeOf(slots: readonly Slot[]): number {
  let numbers = 0
  for (const slot of slots) numbers += slot.state.length
  return numbers
}
