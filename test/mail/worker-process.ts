// One round of a mail worker in a process of its own, which a test may kill.
import { deliverDueMail } from '../../src/mail/delivery.ts'
import { smtpSender } from '../../src/mail/smtp.ts'
import { sqlLease } from '../../src/store/lease.ts'
import { openStore } from '../../src/store/open.ts'

/** Given as JSON in the first argument. */
export interface WorkerProcessOptions {
  database: string
  url: string
  /** What its clock says, for as long as it lives. */
  now: number
  /** Stands still for ever once the server has taken the mail to this address, before that is noted. */
  standsStillAfter?: string
}

const { database, url, now, standsStillAfter }: WorkerProcessOptions = JSON.parse(process.argv[2] ?? '')
const store = await openStore(database, { data: '.' })
const send = smtpSender({ url, from: '', siteName: 'Tower', origin: 'https://tower.test' })
const silent = () => undefined
process.once('disconnect', () => process.exit())
await deliverDueMail({
  store,
  lease: sqlLease(store, 'mail'),
  async send(mail, signal) {
    const delivery = await send(mail, signal)
    if (mail.to === standsStillAfter && delivery.kind === 'sent') {
      process.send?.('taken')
      await new Promise(silent)
    }
    return delivery
  },
  now: () => now,
  maxAttempts: 10,
  log: { info: silent, warn: silent, error: silent },
})
await store.close()
process.disconnect?.()
