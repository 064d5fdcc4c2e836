// Fifty callers at once: one gets the token, and a count never passes its maximum.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consumeOnce, guardedIncrement } from '../../src/store/once.ts'
import type { Store } from '../../src/store/open.ts'
import { eachDatabase } from './databases.ts'

const CALLERS = 50
const NOW = 1_000_000
const token = {
  id: 'hash',
  purpose: 'reset',
  user_id: null,
  payload: '{}',
  created_at: 1,
  expires_at: NOW + 1,
  slot: null,
}

function callers<T>(stores: Store[], call: (db: Store['db']) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: CALLERS }, (_, n) => call(stores[n % stores.length]!.db)))
}

eachDatabase('consumeOnce', (open) => {
  test('V15.4.2 50 parallel callers on one connection or pool: exactly one gets the row', async () => {
    const store = await open()
    await store.db.insertInto('tokens').values(token).execute()
    const results = await callers([store], (db) => consumeOnce(db, 'reset', 'hash', NOW))
    assert.deepEqual(
      results.filter((row) => row !== undefined),
      [token],
    )
  })

  test('V15.4.2 50 parallel callers on five connections or pools: exactly one gets the row', async () => {
    const first = await open()
    const others = await Promise.all(Array.from({ length: 4 }, () => open.also(first)))
    await first.db.insertInto('tokens').values(token).execute()
    const results = await callers([first, ...others], (db) => consumeOnce(db, 'reset', 'hash', NOW))
    assert.equal(results.filter(Boolean).length, 1)
  })

  test('a token is dead from its expiry on, for another purpose, and under another name', async () => {
    const { db } = await open()
    await db.insertInto('tokens').values(token).execute()
    assert.equal(await consumeOnce(db, 'reset', 'hash', token.expires_at), undefined)
    assert.equal(await consumeOnce(db, 'verify', 'hash', NOW), undefined)
    assert.equal(await consumeOnce(db, 'reset', 'HASH', NOW), undefined)
    assert.deepEqual(await consumeOnce(db, 'reset', 'hash', token.expires_at - 1), token)
  })

  test('what a transaction consumed is there again when it is rolled back', async () => {
    const store = await open()
    await store.db.insertInto('tokens').values(token).execute()
    const undone = store.transaction(async (tx) => {
      assert.ok(await consumeOnce(tx, 'reset', 'hash', NOW))
      throw new Error('mail full')
    })
    await assert.rejects(undone, /mail full/)
    assert.ok(await consumeOnce(store.db, 'reset', 'hash', NOW))
  })
})

eachDatabase('guardedIncrement', (open) => {
  const step = { id: 'c', max: 1, now: NOW, expiresAt: NOW + 10 }

  test('V15.4.2 50 parallel callers for one place: exactly one is granted', async () => {
    const results = await callers([await open()], (db) => guardedIncrement(db, step))
    assert.equal(results.filter((result) => result.granted).length, 1)
    assert.ok(results.every((result) => result.count === 1))
  })

  test('V15.4.2 50 parallel callers on five connections or pools: each count is given once, up to the maximum', async () => {
    const first = await open()
    const others = await Promise.all(Array.from({ length: 4 }, () => open.also(first)))
    const results = await callers([first, ...others], (db) => guardedIncrement(db, { ...step, max: 20 }))
    const granted = results.filter((result) => result.granted).map((result) => result.count)
    assert.deepEqual(
      granted.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
    assert.ok(results.filter((result) => !result.granted).every((result) => result.count === 20))
  })

  test('an expired count starts anew with the new expiry, a running one keeps its own', async () => {
    const { db } = await open()
    await guardedIncrement(db, { ...step, max: 2 })
    const late = await guardedIncrement(db, { ...step, max: 2, now: NOW + 9, expiresAt: NOW + 99 })
    assert.deepEqual(late, { granted: true, count: 2 })
    assert.deepEqual(await guardedIncrement(db, { ...step, max: 2, now: NOW + 9 }), {
      granted: false,
      count: 2,
    })
    const anew = await guardedIncrement(db, { ...step, max: 2, now: NOW + 10, expiresAt: NOW + 20 })
    assert.deepEqual(anew, { granted: true, count: 1 })
    assert.deepEqual(await db.selectFrom('counters').selectAll().execute(), [
      { id: 'c', state: '1', expires_at: NOW + 20 },
    ])
  })

  test('a maximum of nothing grants nothing, and writes nothing', async () => {
    const { db } = await open()
    assert.deepEqual(await guardedIncrement(db, { ...step, max: 0 }), { granted: false, count: 0 })
    assert.deepEqual(await db.selectFrom('counters').selectAll().execute(), [])
  })

  test('counts with different names do not meet', async () => {
    const { db } = await open()
    assert.equal((await guardedIncrement(db, step)).granted, true)
    assert.equal((await guardedIncrement(db, { ...step, id: 'd' })).granted, true)
  })
})
