// GET /dev/outbox: the mails of this machine, in development only.
import type { FastifyInstance } from 'fastify'
import type { Backend } from '../backend.ts'
import { recentMail } from '../mail/queue.ts'
import { viewOf } from '../shield/view.ts'
import { outboxPage } from './outbox.page.ts'

const SHOWN = 50

/** @throws in production, where a page with everybody's mail must not exist */
export function outboxRoutes(app: FastifyInstance, { settings, store }: Backend): void {
  if (settings.mode !== 'development') throw new Error('/dev/outbox is for development only')
  app.get('/dev/outbox', async (request) => {
    const mails = await recentMail(store.db, SHOWN)
    return outboxPage(
      viewOf(request),
      mails.map((mail) => ({ ...mail, queuedAt: new Date(mail.createdAt) })),
    )
  })
}
