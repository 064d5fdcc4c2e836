// A worker process killed between the server's answer and the note of it: that mail comes twice, the others once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queueMail, recentMail } from '../../src/mail/queue.ts'
import { eachDatabase } from '../store/databases.ts'
import { serverProcess, workerProcess } from './processes.ts'
import { START } from './scene.ts'

const MINUTE = 60_000
/** How long the others leave the dead process its turn, and how long the mail in its hand. */
const TURN = 2 * MINUTE
const CLAIM = 5 * MINUTE
const NAMES = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@x.test`)
const LOST = 'c@x.test'

eachDatabase('after kill -9', (open) => {
  test('between sending and marking, one mail is sent once more with the same Message-ID, and the others once', async (t) => {
    const store = await open()
    for (const [i, to] of NAMES.entries()) {
      await queueMail(store.db, { to, subject: 's', text: 't', html: '<p>h</p>' }, START + i)
    }
    const server = await serverProcess(t)
    const common = { database: open.setting(store), url: `smtp://127.0.0.1:${server.port}` }
    const begun = START + NAMES.length
    const recipients = () => server.mails.flatMap(({ to }) => to)

    const first = workerProcess(t, { ...common, now: begun, standsStillAfter: LOST })
    await first.taken
    await first.kill()
    await server.took(3)
    const states = new Map((await recentMail(store.db, 5)).map(({ to, state }) => [to, state]))
    assert.deepEqual(
      NAMES.map((to) => states.get(to)),
      ['sent', 'sent', 'waiting', 'waiting', 'waiting'],
    )

    const round = async (now: number) => {
      assert.equal(await workerProcess(t, { ...common, now }).ended, 0)
    }
    await round(begun + TURN - 1)
    assert.deepEqual(recipients(), NAMES.slice(0, 3))
    await round(begun + TURN)
    await server.took(5)
    assert.deepEqual(recipients(), NAMES)
    await round(begun + CLAIM - 1)
    assert.deepEqual(recipients(), NAMES)
    await round(begun + CLAIM)
    await server.took(6)
    await round(begun + CLAIM)
    assert.deepEqual(recipients(), [...NAMES, LOST])

    const ids = server.mails.map(({ messageId }) => messageId)
    assert.equal(ids[5], ids[2])
    assert.equal(new Set(ids).size, NAMES.length)
    const mails = await recentMail(store.db, 5)
    assert.deepEqual(new Set(mails.map(({ state }) => state)), new Set(['sent']))
    assert.deepEqual(await store.db.selectFrom('leases').selectAll().execute(), [])
  })
})
