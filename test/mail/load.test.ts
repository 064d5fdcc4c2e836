// Ten thousand waiting mails, on both databases: a nudge stays quick, memory stays flat, and others get their turn.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as otherWork } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { CompiledQuery, sql } from 'kysely'
import type { Send } from '../../src/mail/delivery.ts'
import { claimDueMail, sweepOutbox } from '../../src/mail/queue.ts'
import { startMailWorker } from '../../src/mail/worker.ts'
import { sqlLease } from '../../src/store/lease.ts'
import type { Store } from '../../src/store/open.ts'
import { eachDatabase } from '../store/databases.ts'
import { NEVER_POLL, START } from './scene.ts'

const MANY = 10_000
const DAY = 86_400_000
/** Characters of each mail's text: all of them together are 100 MB. */
const LONG = 5_000
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** All written in the same millisecond: nothing but the index finds one of them. */
async function fill(store: Store, to: string): Promise<void> {
  const text = 'x'.repeat(LONG)
  await store.transaction(async (tx) => {
    for (let at = 0; at < MANY; at += 500) {
      const rows = Array.from({ length: 500 }, (_, i) => ({
        id: `mail-${at + i}`,
        recipient: to,
        subject: 's',
        text,
        html: text,
        created_at: START,
        next_attempt_at: START,
        sent_at: null,
        last_error: null,
      }))
      await tx.insertInto('outbox').values(rows).execute()
    }
  })
}

eachDatabase('ten thousand waiting mails', (open) => {
  const workerOn = (store: Store, send: Send) =>
    startMailWorker({
      store,
      lease: sqlLease(store, 'mail'),
      send,
      now: () => START,
      maxAttempts: 10,
      log: SILENT,
      pollInterval: NEVER_POLL,
    })

  test('are sent one at a time, while nudges and other work go on and memory stays flat', async (t) => {
    const store = await open()
    await fill(store, 'a@x.test')
    let inHand = 0
    let most = 0
    let sent = 0
    const SENT = 300
    const done = Promise.withResolvers<void>()
    const worker = workerOn(store, async () => {
      most = Math.max(most, ++inHand)
      await Promise.resolve()
      inHand--
      if (++sent === SENT) done.resolve()
      return { kind: 'sent' }
    })
    t.after(() => worker.stop())
    const before = heap()
    const nudges: number[] = []
    let turns = 0
    let over = false
    done.promise.then(() => {
      over = true
    })
    while (!over) {
      const start = performance.now()
      worker.nudge()
      nudges.push(performance.now() - start)
      turns++
      await otherWork()
    }
    await worker.stop()
    assert.equal(most, 1)
    // Every mail lets others in, and no nudge does anything but leave word.
    assert.ok(turns >= SENT / 2, `${turns} turns`)
    // The median: other programs on the machine may take a turn within a single one.
    const usual = nudges.sort((a, b) => a - b)[nudges.length >> 1]!
    assert.ok(usual < 5, `${usual} ms`)
    assert.ok(heap() - before < 30 * 1024 * 1024, `${heap() - before} bytes`)
  })

  test('that need no server, since their address is none, let others in as well', async (t) => {
    const store = await open()
    await fill(store, 'none')
    let given = 0
    const REFUSED = 300
    const done = Promise.withResolvers<void>()
    const worker = workerOn(store, async () => {
      if (++given === REFUSED) done.resolve()
      return { kind: 'refused', code: 'EENVELOPE', error: 'not one plain address' }
    })
    t.after(() => worker.stop())
    let turns = 0
    let over = false
    done.promise.then(() => {
      over = true
    })
    for (; !over; turns++) await otherWork()
    assert.ok(turns >= REFUSED / 2, `${turns} turns`)
  })

  test('are found by their index: none is looked at in vain, and none is sorted', async () => {
    const store = await open()
    await fill(store, 'a@x.test')
    await sql`analyze`.execute(store.db)
    const looks: CompiledQuery[] = []
    const db = store.db.withPlugin({
      transformQuery({ node, queryId }) {
        if (node.kind === 'SelectQueryNode') looks.push(store.db.getExecutor().compileQuery(node, queryId))
        return node
      },
      transformResult: async ({ result }) => result,
    })
    assert.ok(await claimDueMail(db, START, 60_000))
    assert.equal(looks.length, 1)
    const explain = store.kind === 'sqlite' ? 'explain query plan' : 'explain'
    const { rows } = await store.db.executeQuery(
      CompiledQuery.raw(`${explain} ${looks[0]!.sql}`, [...looks[0]!.parameters]),
    )
    const plan = JSON.stringify(rows)
    assert.match(plan, /outbox_due/)
    assert.doesNotMatch(plan, /sort|temp b-tree|seq scan/i)
  })

  test('that are past their time are swept in batches, with turns for others, until told to stop', async () => {
    const store = await open()
    await fill(store, 'a@x.test')
    const left = async () =>
      (
        await store.db
          .selectFrom('outbox')
          .select((eb) => eb.fn.countAll<number>().as('rows'))
          .executeTakeFirstOrThrow()
      ).rows
    let looks = 0
    await sweepOutbox(store.db, START + 31 * DAY, () => ++looks > 2)
    assert.equal(await left(), MANY - 2_000)
    let turns = 0
    let over = false
    const sweeping = sweepOutbox(store.db, START + 31 * DAY).then(() => {
      over = true
    })
    for (; !over; turns++) await otherWork()
    await sweeping
    assert.ok(turns >= 8, `${turns} turns`)
    assert.equal(await left(), 0)
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
