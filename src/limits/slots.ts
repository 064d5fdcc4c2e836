// What is kept under one key: a slot for each limit and strategy it was hit with.
import type { Limit, Strategy } from './counters.ts'
import type { Quota, State } from './counting.ts'
import { STRATEGIES } from './strategies.ts'

export interface Slot {
  readonly limit: Quota
  readonly strategy: Strategy
  state: State
}

/** The slot of a limit; one written anew elsewhere with the same numbers is the same limit. */
export function findSlot(slots: readonly Slot[], limit: Quota, strategy: Strategy): Slot | undefined {
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at]!
    if (slot.strategy !== strategy) continue
    if (slot.limit === limit) return slot
    if (slot.limit.amount === limit.amount && slot.limit.seconds === limit.seconds) return slot
  }
  return undefined
}

/** The kept state of each limit, in the order of `limits`: what `decide` asks for. */
export function storedStates(
  slots: readonly Slot[],
  limits: readonly Limit[],
  strategy: Strategy,
): (State | undefined)[] {
  const states = new Array<State | undefined>(limits.length)
  for (let at = 0; at < limits.length; at++) states[at] = findSlot(slots, limits[at]!, strategy)?.state
  return states
}

/** The moment in ms from which all slots together say no more than none would. */
export function latestExpiry(slots: readonly Slot[]): number {
  let latest = 0
  for (let at = 0; at < slots.length; at++) latest = Math.max(latest, expiryOf(slots[at]!))
  return latest
}

export function expiryOf(slot: Slot): number {
  return STRATEGIES[slot.strategy].expiresAt(slot.state, slot.limit)
}
