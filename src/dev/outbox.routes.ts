// GET /dev/outbox: the mails of this machine, in development only.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { isLoopback } from '../config/origin.ts'
import { recentMail } from '../mail/queue.ts'
import { Refusal } from '../shield/refusal.ts'
import { viewOf } from '../shield/view.ts'
import { outboxPage } from './outbox.page.ts'

const SHOWN = 50

/** @throws in production, where a page with everybody's mail must not exist */
export function outboxRoutes(app: FastifyInstance, { settings, store }: Backend): void {
  if (settings.mode !== 'development') throw new Error('/dev/outbox is for development only')
  const host = new URL(settings.origin).host
  app.get('/dev/outbox', async (request) => {
    // A site whose name is made to lead to this machine (DNS rebinding) has another Host than the person at it.
    if (request.headers.host !== host && !isLoopback(`http://${request.headers.host}`))
      throw new Refusal('not-found')
    const mails = await recentMail(store.db, SHOWN)
    return outboxPage(
      viewOf(request),
      mails.map((mail) => ({ ...mail, queuedAt: new Date(mail.createdAt) })),
    )
  })
}
