// The state of a counters row as JSON. What can't be read counts as nothing kept, and is written anew by the next hit.
import type { State } from '../limits/counting.ts'
import { expiryOf, type Slot } from '../limits/slots.ts'
import { STRATEGIES } from '../limits/strategies.ts'

export function readSlots(text: string | undefined): Slot[] {
  if (text === undefined || text === '') return []
  const value = parsed(text)
  return Array.isArray(value) ? value.filter(isSlot) : []
}

/** Leaves out what has expired, so that a row can't grow with limits no longer in use. */
export function writeSlots(slots: readonly Slot[], now: number): string {
  const kept = slots.filter((slot) => expiryOf(slot) > now)
  return JSON.stringify(
    kept.map(({ strategy, limit: { amount, seconds }, state }) => ({
      strategy,
      limit: { amount, seconds },
      state,
    })),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isSlot(value: unknown): value is Slot {
  if (typeof value !== 'object' || value === null) return false
  const { strategy, limit, state } = value as Partial<Slot>
  return (
    typeof strategy === 'string' &&
    Object.hasOwn(STRATEGIES, strategy) &&
    Number.isFinite(limit?.amount) &&
    Number.isFinite(limit?.seconds) &&
    isState(state) &&
    STRATEGIES[strategy].fits(state)
  )
}

function isState(value: unknown): value is State {
  return Array.isArray(value) && value.every((number) => Number.isFinite(number))
}
