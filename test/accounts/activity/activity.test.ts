// Writing activity: in the transaction of what it tells of, bounded, and passed on only when that has ended well.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  listActivity,
  noteActivity,
  OPERATOR,
  SYSTEM,
  transactionWithActivity,
} from '../../../src/accounts/activity/activity.ts'
import { eachDatabase } from '../../store/databases.ts'
import { OWNER, testBackend } from '../backend.ts'
import { addUser, change, faultsIn, rowsOf } from './accounts.ts'

eachDatabase('activity', (open) => {
  async function member() {
    const backend = testBackend(await open())
    for (const id of ['u', 'v']) await addUser(backend.store, id, 1)
    return { backend, db: backend.store.db }
  }

  test('V16.2.1 a happening comes back with its time, kind, actor, address and device', async () => {
    const { backend, db } = await member()
    await noteActivity(backend, { userId: 'u', kind: 'sessions-ended', by: OWNER, detail: { count: 3 } })
    const [event] = await listActivity(db, 'u', { limit: 10 })
    const { mac, ...rest } = event!
    assert.match(mac, /^[\w-]{12}\.[\w-]{43}$/)
    assert.deepEqual(rest, {
      userId: 'u',
      seq: 1,
      kind: 'sessions-ended',
      at: backend.clock,
      actor: 'owner',
      address: '192.0.2.1',
      userAgent: 'A browser/1.0',
      detail: { count: 3 },
    })
    assert.deepEqual(backend.events, [event])
  })

  test('newest first, of one account alone, before a number', async () => {
    const { backend, db } = await member()
    for (const by of [OPERATOR, SYSTEM, OWNER])
      await noteActivity(backend, { userId: 'u', kind: 'signed-in', by })
    await noteActivity(backend, { userId: 'v', kind: 'signed-out', by: OWNER })
    const seqs = async (options: { before?: number; limit: number }) =>
      (await listActivity(db, 'u', options)).map(({ seq }) => seq)
    assert.deepEqual(await seqs({ limit: 10 }), [3, 2, 1])
    assert.deepEqual(await seqs({ limit: 2 }), [3, 2])
    assert.deepEqual(await seqs({ before: 3, limit: 10 }), [2, 1])
    assert.deepEqual(await seqs({ before: 1, limit: 10 }), [])
  })

  test('nothing of a transaction that was rolled back is written or passed on', async () => {
    const { backend, db } = await member()
    const failing = transactionWithActivity(backend, async (_tx, note) => {
      await note({ userId: 'u', kind: 'password-changed', by: OWNER })
      assert.deepEqual(backend.events, [])
      throw new Error('no')
    })
    await assert.rejects(failing, /^Error: no$/)
    assert.deepEqual(backend.events, [])
    assert.deepEqual(await rowsOf(db, 'u'), [])
    await noteActivity(backend, { userId: 'u', kind: 'signed-in', by: OWNER })
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('several happenings of one transaction, in both activities, are passed on in their order', async () => {
    const { backend } = await member()
    const by = { ...OWNER, actor: 'admin:v' } as const
    await transactionWithActivity(backend, async (_tx, note) => {
      await note({ userId: 'u', kind: 'suspended', by })
      await note({ userId: 'v', kind: 'admin-suspended', by: OWNER, detail: { account: 'u' } })
      await note({ userId: 'u', kind: 'restored', by })
    })
    const passedOn = backend.events.map(({ userId, seq, kind }) => `${userId} ${seq} ${kind}`)
    assert.deepEqual(passedOn, ['u 1 suspended', 'v 1 admin-suspended', 'u 2 restored'])
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('V15.4.2 two accounts that act on each other 25 times at once both have a whole chain', async () => {
    const { backend, db } = await member()
    const act = (from: string, to: string) =>
      transactionWithActivity(backend, async (_tx, note) => {
        for (const userId of [from, to].toSorted()) await note({ userId, kind: 'admin-viewed', by: OWNER })
      })
    await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? act('u', 'v') : act('v', 'u'))))
    assert.deepEqual([(await rowsOf(db, 'u')).length, (await rowsOf(db, 'v')).length], [50, 50])
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('hostile, odd and enormous addresses, devices and details are kept bounded, and verify', async () => {
    const { backend, db } = await member()
    const odd = ['\0', '\ud800', 'x\udfff'.repeat(200), '\r\n\x1b[2J\u2028', '🦊'.repeat(500), '{"a":1}', '']
    for (const text of odd) {
      const by = { actor: 'owner', address: text, userAgent: text } as const
      await noteActivity(backend, { userId: 'u', kind: 'signed-in', by, detail: { text } })
    }
    const rows = await rowsOf(db, 'u')
    assert.equal(rows.length, odd.length)
    for (const { address, user_agent, detail } of rows) {
      assert.ok(address.length <= 64 && user_agent.length <= 256 && detail.length <= 1000)
    }
    assert.deepEqual(await faultsIn(backend), [])
    assert.equal((await listActivity(db, 'u', { limit: 10 })).length, odd.length)
  })

  test('a detail that somebody has spoiled is an empty one', async () => {
    const { backend, db } = await member()
    await noteActivity(backend, { userId: 'u', kind: 'signed-in', by: OWNER, detail: { count: 1 } })
    for (const detail of ['{', 'null', '7', '']) {
      await change(db, 'u', 1, { detail })
      assert.deepEqual((await listActivity(db, 'u', { limit: 1 }))[0]?.detail, {})
    }
  })

  test('nobody’s activity is nowhere', async () => {
    const { backend } = await member()
    await assert.rejects(noteActivity(backend, { userId: 'nobody', kind: 'signed-in', by: OWNER }))
    assert.deepEqual(backend.events, [])
  })
})
