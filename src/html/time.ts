// A moment in a page: in UTC for everybody, in the reader's own zone where site.js runs.
import { type Html, html } from './html.ts'

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** `<time>` with the exact instant for machines and "24 November 2025 at 02:22 UTC" for people. */
export function time(instant: Date): Html {
  return html`<time datetime="${instant.toISOString()}" data-own-zone>${FORMAT.format(instant)} UTC</time>`
}
