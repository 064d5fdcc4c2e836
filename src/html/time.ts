// A moment in a page: in UTC for everybody, in the reader's own zone where site.js runs.
import { type Html, html } from './html.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `<time>` with the exact instant for machines and "24 November 2025 at 02:22 UTC" for people. */
export function time(instant: Date): Html {
  return html`<time datetime="${instant.toISOString()}" data-own-zone>${inWords(instant)} UTC</time>`
}

/** By hand: Intl costs several times as much, and a page shows many moments. */
function inWords(instant: Date): string {
  const [hour, minute] = [instant.getUTCHours(), instant.getUTCMinutes()].map((n) =>
    String(n).padStart(2, '0'),
  )
  return `${instant.getUTCDate()} ${MONTHS[instant.getUTCMonth()]} ${instant.getUTCFullYear()} at ${hour}:${minute}`
}
