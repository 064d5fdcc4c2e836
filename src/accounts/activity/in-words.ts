// One happening as a person reads it: what, when, where from, and by whom.
import { deviceInWords } from '../sessions/device-in-words.ts'
import type { ActivityEvent } from './event.ts'
import { isNotable, kindInWords } from './kinds.ts'

/** As the activity page takes it. A row that somebody has changed by hand may hold anything, and is shown all the same. */
export function eventInWords({ kind, at, actor, address, userAgent, detail }: ActivityEvent) {
  // Where an administrator sits is for their own activity, which has the same act, and not for the account they acted on.
  const isHidden = actor.startsWith('admin:')
  return {
    what: kindInWords(kind),
    facts: Object.entries(detail).filter(([, value]) => ['string', 'number'].includes(typeof value)),
    notable: isNotable(kind),
    at: new Date(Number.isFinite(new Date(at).getTime()) ? at : 0),
    address: isHidden ? '' : address,
    device: isHidden || userAgent === '' ? '' : deviceInWords(userAgent),
    by: actorInWords(actor),
  }
}

/** '' for the owner. */
function actorInWords(actor: string): string {
  if (actor === 'owner') return ''
  if (actor === 'operator') return 'by the operator of the site'
  if (actor === 'system') return 'by the site itself'
  return actor.startsWith('admin:') ? 'by an administrator' : 'by somebody unknown'
}
