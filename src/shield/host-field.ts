// The Host field: one, as RFC 9112 3.2 asks. Without it or with two, those in front and we may mean different sites.
import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** Node keeps the first of two and says nothing, and answers none at all without the safe headers. @throws Refusal `bad-request` */
export function refuseWrongHost({ httpVersion, rawHeaders }: IncomingMessage): void {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  // HTTP/1.0 knows no Host; HTTP/2 has `:authority`.
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) throw new Refusal('bad-request')
}
