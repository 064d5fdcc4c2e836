// GET /activity: what happened to one's account.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../../backend.ts'
import { requireUser, signedInUser } from '../../shield/guards.ts'
import { viewOf } from '../../shield/view.ts'
import { activityPage } from './activity.page.ts'
import { listActivity } from './activity.ts'
import { eventInWords } from './in-words.ts'

/** Rows on a page. */
const PAGE = 50
/** Whole numbers that a row can have; anything else in the address is ignored. */
const SEQ = /^[1-9]\d{0,14}$/

export function activityRoutes(app: FastifyInstance, { store }: Backend): void {
  app.get('/activity', { preHandler: requireUser }, async (request) => {
    const before = readSeq((request.query as { before?: unknown }).before)
    // One more than is shown: it tells whether there are older ones.
    const events = await listActivity(store.db, signedInUser(request).id, { before, limit: PAGE + 1 })
    const rows = events.slice(0, PAGE)
    const older = events.length > PAGE ? `/activity?before=${rows.at(-1)!.seq}` : undefined
    return activityPage(viewOf(request), {
      rows: rows.map(eventInWords),
      older,
      newest: before === undefined,
    })
  })
}

/** The number of a row, as a link names it; undefined for anything else. */
export function readSeq(given: unknown): number | undefined {
  return typeof given === 'string' && SEQ.test(given) ? Number(given) : undefined
}
