// Workers of two processes on one database, SQLite and Postgres: one sends at a time, and whoever lost its turn stops.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { type DeliveryOptions, deliverDueMail, type Send } from '../../src/mail/delivery.ts'
import { queueMail, recentMail } from '../../src/mail/queue.ts'
import { startMailWorker } from '../../src/mail/worker.ts'
import { sqlLease } from '../../src/store/lease.ts'
import type { Store } from '../../src/store/open.ts'
import type { Database } from '../../src/store/schema.ts'
import { eachDatabase } from '../store/databases.ts'
import { NEVER_POLL, START } from './scene.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** How long a turn lasts that nobody gives back. */
const TURN = 120 * SECOND
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

const sendTo =
  (sent: string[], before: (to: string) => Promise<void> | void = () => undefined): Send =>
  async ({ to }) => {
    await before(to)
    sent.push(to)
    return { kind: 'sent' }
  }

eachDatabase('taking turns', (open) => {
  async function scene(...to: string[]) {
    const store = await open()
    const other = await open.also(store)
    const clock = { now: START }
    const sent: string[] = []
    const queue = async (...some: string[]) => {
      for (const one of some) {
        await queueMail(store.db, { to: one, subject: 's', text: 't', html: 'h' }, clock.now)
        clock.now++
      }
    }
    await queue(...to)
    const options = (from: Pick<Store, 'db'>, send: Send): DeliveryOptions & { pollInterval: number } => ({
      store: from,
      lease: sqlLease(from, 'mail'),
      send,
      now: () => clock.now,
      maxAttempts: 10,
      log: SILENT,
      pollInterval: NEVER_POLL,
    })
    const leases = () => store.db.selectFrom('leases').selectAll().execute()
    return { store, other, clock, sent, queue, options, leases }
  }

  test('while one sends the other leaves everything to it, mail that is queued meanwhile too', async () => {
    const { store, other, sent, queue, options, leases } = await scene('a@x.test', 'b@x.test')
    const theirs: string[] = []
    const arrived = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const sending = deliverDueMail(
      options(
        store,
        sendTo(sent, () => {
          arrived.resolve()
          return gate.promise
        }),
      ),
    )
    await arrived.promise
    await queue('c@x.test')
    await deliverDueMail(options(other, sendTo(theirs)))
    assert.deepEqual([theirs, sent], [[], []])
    gate.resolve()
    await sending
    assert.deepEqual([theirs, sent], [[], ['a@x.test', 'b@x.test', 'c@x.test']])
    assert.deepEqual(await leases(), [])
  })

  test('fifty looks at once in two processes send one mail at a time, each once', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${i}@x.test`)
    const { store, other, sent, options } = await scene(...names)
    let sending = 0
    let most = 0
    const send: Send = async ({ to }) => {
      most = Math.max(most, ++sending)
      await new Promise(setImmediate)
      sending--
      sent.push(to)
      return { kind: 'sent' }
    }
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => deliverDueMail(options(i % 2 ? store : other, send))),
    )
    assert.equal(most, 1)
    assert.deepEqual(sent.toSorted(), names.toSorted())
  })

  test('a process that died in its turn holds the others up for two minutes', async () => {
    const { store, other, clock, sent, options } = await scene('a@x.test')
    assert.equal(await sqlLease(other, 'mail').acquire(clock.now, clock.now + TURN), true)
    const died = clock.now
    clock.now = died + TURN - 1
    await deliverDueMail(options(store, sendTo(sent)))
    assert.deepEqual(sent, [])
    clock.now = died + TURN
    await deliverDueMail(options(store, sendTo(sent)))
    assert.deepEqual(sent, ['a@x.test'])
  })

  test('a turn of many mails is prolonged, and nobody gets in between', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${i}@x.test`)
    const { store, other, clock, sent, options } = await scene(...names)
    const theirs: string[] = []
    // As slow as an attempt can be.
    const send = sendTo(sent, async () => {
      clock.now += MINUTE
      await deliverDueMail(options(other, sendTo(theirs)))
    })
    await deliverDueMail(options(store, send))
    assert.deepEqual([theirs, sent.length], [[], names.length])
  })

  test('a process that stood still while it sent goes on with no further mail', async () => {
    const { store, other, clock, sent, options } = await scene('a@x.test', 'b@x.test', 'c@x.test')
    const theirs: string[] = []
    const send = sendTo(sent, async () => {
      clock.now += TURN
      // Another process takes over, and is still at it when this one wakes.
      assert.equal(await sqlLease(other, 'mail').acquire(clock.now, clock.now + TURN), true)
    })
    await deliverDueMail(options(store, send))
    assert.deepEqual(sent, ['a@x.test'])
    clock.now += TURN
    await deliverDueMail(options(other, sendTo(theirs)))
    assert.deepEqual(theirs, ['b@x.test', 'c@x.test'])
    const states = (await recentMail(store.db, 3)).map(({ state }) => state)
    assert.deepEqual(states, ['sent', 'sent', 'sent'])
  })

  test('a process that stood still with a mail in hand does not send it, and no attempt counts', async () => {
    const { store, clock, sent, options } = await scene('a@x.test')
    const standing = afterClaim(store.db, () => {
      clock.now += TURN
    })
    const late = options({ db: standing }, sendTo(sent))
    await deliverDueMail(late)
    const [mail] = await recentMail(store.db, 1)
    assert.deepEqual([sent, mail?.state, mail?.attempts], [[], 'waiting', 0])
    await deliverDueMail(options(store, sendTo(sent)))
    assert.deepEqual(sent, ['a@x.test'])
  })

  test('a turn is given back when the database fails in it', async () => {
    const { store, options, leases } = await scene('a@x.test')
    const broken = afterClaim(store.db, () => {
      throw new Error('the database is away')
    })
    await assert.rejects(deliverDueMail(options({ db: broken }, sendTo([]))), /the database is away/)
    assert.deepEqual(await leases(), [])
  })

  test('looks at an outbox without due mail write nothing', async () => {
    const { store, clock, sent, queue, options } = await scene('a@x.test')
    await deliverDueMail(options(store, sendTo(sent)))
    await queue('later@x.test')
    clock.now = START
    let writes = 0
    const db = store.db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind !== 'SelectQueryNode') writes++
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await deliverDueMail({ ...options({ db }, sendTo(sent)), now: () => START })
    assert.deepEqual([writes, sent], [0, ['a@x.test']])
  })

  test('whichever process is nudged sends at once, and stopping gives the turn back', async (t) => {
    const { store, other, queue, options, leases } = await scene()
    for (const at of [store, other, store]) {
      const got = Promise.withResolvers<string>()
      const send: Send = async ({ to }) => {
        got.resolve(to)
        return { kind: 'sent' }
      }
      const worker = startMailWorker(options(at, send))
      t.after(() => worker.stop())
      await queue('a@x.test')
      worker.nudge()
      assert.equal(await got.promise, 'a@x.test')
      await worker.stop()
      assert.deepEqual(await leases(), [])
    }
  })
})

/** A database on which `act` runs right after a mail was claimed. */
function afterClaim(db: Kysely<Database>, act: () => void): Kysely<Database> {
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (result.rows.some((row) => Number(row['claimed_until']) > 0)) act()
      return result
    },
  })
}
