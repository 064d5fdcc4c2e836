// What a value is safe for, as bits, so that it can be joined in one step.
import type { Clean } from '../facts.ts'

const PURPOSES = ['html', 'sql', 'path', 'url', 'shell', 'code', 'header', 'regex', 'identifier'] as const

/** Safe for everything: such a value is no taint any more. */
export const ALL = (1 << PURPOSES.length) - 1
/** A path without `..` and links in it (realpath, resolve, abspath): comparing its beginning then means something. */
export const RESOLVED = 1 << PURPOSES.length

/** Surely a string: no dict or list from JSON. */
export const TEXT = RESOLVED << 1

export function bitOf(purpose: Clean): number {
  return purpose === 'all' ? ALL : 1 << PURPOSES.indexOf(purpose)
}

export function bitsOf(...purposes: readonly Clean[]): number {
  return purposes.reduce((bits, purpose) => bits | bitOf(purpose), 0)
}

export function purposesOf(bits: number): ReadonlySet<Clean> {
  return new Set(PURPOSES.filter((_, at) => (bits & (1 << at)) !== 0))
}
