// Reads limits as people write them: "5 per minute", "200/day; 50/hour", "1 per 2 hours".
import type { Limit } from './counters.ts'

// Months have 30 days and years 360, as in the Python library `limits`, whose grammar this is.
const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  month: 2_592_000,
  year: 31_104_000,
}
const UNITS = Object.keys(SECONDS)
// A longer window is a slip of the pen, and its end would leave the range of exact milliseconds.
const LONGEST_WINDOW = 100 * 31_104_000
const SHOWN_CHARACTERS = 60

const SEPARATOR = /[,;|]/
const AMOUNT = /^([0-9]+)\s*(.*)$/s
const PER = /^(?:\/|per)\s*(.*)$/is
const PERIOD = /^([0-9]*)\s*([a-z]+)(.*)$/is
const EXAMPLE = 'such as "5 per minute" or "200 per day; 50 per hour"'
const SHORT_FOR: Readonly<Record<string, string>> = {
  secs: 'second',
  mins: 'minute',
  hr: 'hour',
  hrs: 'hour',
  week: '7 days',
  weeks: '7 days',
  yr: 'year',
  yrs: 'year',
}

/** A limit nobody can read. The message names the place and what is meant. */
export class LimitSyntaxError extends Error {
  override readonly name = 'LimitSyntaxError'
}

/**
 * Reads one or several limits, separated by `;`, `,` or `|`.
 * @throws LimitSyntaxError naming what is wrong and what is meant.
 */
export function compileLimits(text: string): readonly Limit[] {
  if (typeof text !== 'string') throw new LimitSyntaxError(`a limit is a text ${EXAMPLE}, not ${shown(text)}`)
  if (text.trim() === '')
    throw new LimitSyntaxError(`a limit is empty: write an amount and a period, ${EXAMPLE}`)
  const parts = text.split(SEPARATOR)
  return Object.freeze(parts.map((part, index) => readLimit(part.trim(), index, parts.length, text)))
}

function readLimit(part: string, index: number, parts: number, text: string): Limit {
  const wrong = (reason: string) => {
    const place = parts === 1 ? '' : `, part ${index + 1} of ${parts}`
    return new LimitSyntaxError(`limit ${shown(text)}${place}: ${reason}`)
  }
  if (part === '') throw wrong('there is nothing here; take the spare separator away')

  const [, digits, afterAmount] = AMOUNT.exec(part) ?? []
  if (digits === undefined || afterAmount === undefined) throw wrong(missingAmount(part))
  const [, period] = PER.exec(afterAmount) ?? []
  if (period === undefined) throw wrong(missingPer(digits, afterAmount))
  const [, multiplesText = '', unitText, rest] = PERIOD.exec(period) ?? []
  if (unitText === undefined || rest === undefined) throw wrong(missingUnit(period))

  const granularity = unitOf(unitText)
  if (granularity === undefined) throw wrong(unknownUnit(unitText))
  if (rest.trim() !== '') throw wrong(leftOver(rest.trim()))

  const amount = Number(digits)
  // "per 0 minutes" means "per minute" in the grammar we follow.
  const multiples = Number(multiplesText) || 1
  const seconds = multiples * SECONDS[granularity]!
  if (!Number.isFinite(amount)) throw wrong('the amount is too large to count')
  if (!(seconds <= LONGEST_WINDOW)) throw wrong('the period is longer than 100 years')
  return Object.freeze({ amount, multiples, granularity, seconds })
}

function unitOf(text: string): string | undefined {
  const unit = text.toLowerCase().replace(/s$/, '')
  return UNITS.includes(unit) ? unit : undefined
}

function missingAmount(part: string): string {
  if (/^[-+.]/.test(part)) return `the amount is a whole number of 0 or more, without a sign, ${EXAMPLE}`
  if (/^\p{Nd}/u.test(part)) return 'the amount is written with the digits 0 to 9'
  return `it begins with an amount, a whole number, ${EXAMPLE}`
}

function missingPer(digits: string, after: string): string {
  if (after === '')
    return `${shown(digits)} lacks its period; write "${shorten(digits)} per minute" if that is meant`
  if (/^[._]/.test(after)) return 'the amount is a whole number without a point'
  const unit = unitOf(after)
  if (unit !== undefined) return `a "per" or "/" is missing; write "${shorten(digits)} per ${unit}"`
  return `after the amount comes "per" or "/", not ${shown(after)}`
}

function missingUnit(period: string): string {
  const given = period === '' ? 'nothing' : shown(period)
  return `after "per" comes a period (${listed()}), not ${given}`
}

function unknownUnit(text: string): string {
  const given = text.toLowerCase()
  const near =
    SHORT_FOR[given] ?? UNITS.filter((unit) => unit.startsWith(given) || given.startsWith(unit)).join(' or ')
  const meant = near === '' ? '' : ` (did you mean ${near}?)`
  return `${shown(text)} is not a unit${meant}; the units are ${listed()}`
}

function leftOver(rest: string): string {
  const hint = /^(?:and\b|&|\+)|[0-9]/i.test(rest) ? '; several limits are separated by ";"' : ''
  return `${shown(rest)} is left over${hint}`
}

function listed(): string {
  return `${UNITS.slice(0, -1).join(', ')} or ${UNITS.at(-1)}`
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(shorten(value))
    : `a ${value === null ? 'null' : typeof value}`
}

function shorten(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`
}
