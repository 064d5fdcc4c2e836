// Counters in the database: the strategies' promises kept by many callers and several processes at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashToken } from '../../src/crypto/token.ts'
import type { Strategy } from '../../src/limits/counters.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { STRATEGIES } from '../../src/limits/strategies.ts'
import { sqlCounters } from '../../src/store/counters.ts'
import { guardedIncrement } from '../../src/store/once.ts'
import type { Store } from '../../src/store/open.ts'
import { assertReproduces } from '../limits/replay.ts'
import { traces } from '../limits/vectors.ts'
import { eachDatabase, onPostgres } from './databases.ts'

const NOW = 1_699_999_800_000
const CALLERS = 50
const everyStrategy = Object.keys(STRATEGIES) as Strategy[]

eachDatabase('counters', (open) => {
  test('all 18 traces', async () => {
    const counters = sqlCounters(await open())
    assert.equal(traces.length, 18)
    for (const trace of traces) {
      await assertReproduces(counters, { ...trace, name: `${trace.strategy} ${trace.limit} ${trace.name}` })
    }
  })

  for (const strategy of everyStrategy) {
    test(`V2.4.1 ${strategy}: of ${CALLERS} parallel requests exactly the amount is let in`, async () => {
      const store = await open()
      const counters = [sqlCounters(store), sqlCounters(await open.also(store))]
      const limits = compileLimits('7 per minute; 100 per day')
      const hits = await Promise.all(
        Array.from({ length: CALLERS }, (_, n) =>
          counters[n % 2]!.hit('login somebody', limits, strategy, NOW),
        ),
      )
      const allowed = hits.filter((hit) => hit.allowed)
      assert.deepEqual(allowed.map(({ remaining }) => remaining).sort(), [0, 1, 2, 3, 4, 5, 6])
      assert.ok(hits.every((hit) => hit.allowed || hit.limit.seconds === 60))
    })
  }

  test(`${CALLERS} parallel requests of different keys do not count together`, async () => {
    const counters = sqlCounters(await open())
    const limits = compileLimits('1 per minute')
    const hits = await Promise.all(
      Array.from({ length: CALLERS }, (_, n) => counters.hit(`key ${n}`, limits, 'fixed-window', NOW)),
    )
    assert.ok(hits.every((hit) => hit.allowed))
  })

  test('a request refused by one limit takes nothing from the others', async () => {
    const counters = sqlCounters(await open())
    const limits = compileLimits('3 per day; 1 per minute')
    const hit = (now: number) => counters.hit('somebody', limits, 'moving-window', now)
    assert.equal((await hit(NOW)).allowed, true)
    for (let n = 0; n < 10; n++) assert.equal((await hit(NOW + n)).allowed, false)
    assert.equal((await hit(NOW + 90_000)).allowed, true)
    assert.equal((await hit(NOW + 180_000)).allowed, true)
    assert.equal((await hit(NOW + 270_000)).limit.granularity, 'day')
  })

  test('counts outlive the process, and one limit in other company is the same limit', async () => {
    const store = await open()
    await sqlCounters(store).hit('somebody', compileLimits('1 per minute'), 'fixed-window', NOW)
    const later = sqlCounters(await open.also(store))
    const limits = compileLimits('50 per hour; 1 per minute')
    assert.equal((await later.hit('somebody', limits, 'fixed-window', NOW + 1)).allowed, false)
  })

  test('a refused request writes nothing and waits for nobody', async () => {
    const store = await open()
    const other = await open.also(store)
    const counters = sqlCounters(store)
    const limits = compileLimits('2 per minute')
    for (const strategy of everyStrategy) {
      const hit = () => counters.hit(strategy, limits, strategy, NOW)
      for (let n = 0; n < 2; n++) await hit()
      const before = await rowsOf(store)
      await other.transaction(async (tx) => {
        // Holds SQLite's only writer, and every row on Postgres: whoever wants to write would wait until its time is out.
        await tx.updateTable('counters').set({ expires_at: 1 }).execute()
        assert.equal((await hit()).allowed, false)
        await tx.updateTable('counters').set({ expires_at: before[0]!.expires_at }).execute()
      })
      assert.deepEqual(
        (await rowsOf(store)).map(({ state }) => state),
        before.map(({ state }) => state),
      )
    }
  })

  test('a clock set back by a year locks nobody out, however often they ask', async () => {
    const counters = sqlCounters(await open())
    const limits = compileLimits('2 per minute')
    for (const strategy of everyStrategy) {
      const hit = (now: number) => counters.hit(strategy, limits, strategy, now)
      for (let n = 0; n < 2; n++) await hit(NOW + 31_536_000_000)
      for (let n = 0; n <= 30; n++) assert.equal((await hit(NOW + n * 1_000)).allowed, false)
      assert.equal((await hit(NOW + 121_000)).allowed, true, strategy)
    }
  })

  test('a sweep deletes what has expired, in batches, and nothing else', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    const expired = Array.from({ length: 2_500 }, (_, n) => ({
      id: `old ${n}`,
      state: '[]',
      expires_at: NOW - n,
    }))
    for (let n = 0; n < expired.length; n += 500) {
      await store.db
        .insertInto('counters')
        .values(expired.slice(n, n + 500))
        .execute()
    }
    await counters.hit('short', compileLimits('1 per minute'), 'fixed-window', NOW)
    await counters.hit('long', compileLimits('1 per minute; 1 per hour'), 'fixed-window', NOW)
    assert.equal(await counters.sweep(NOW), 2_500)
    assert.equal(await counters.sweep(NOW), 0)
    assert.equal(await counters.sweep(NOW + 60_000), 1)
    assert.equal(
      (await counters.hit('long', compileLimits('1 per hour'), 'fixed-window', NOW + 60_001)).allowed,
      false,
    )
    assert.equal(await counters.sweep(NOW + 3_600_000), 1)
    assert.equal((await rowsOf(store)).length, 0)
  })

  test('sweeps and hits at once: no count is lost, nobody fails', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    const limits = compileLimits('5 per minute')
    for (let round = 0; round < 10; round++) {
      // The row of the round before has just expired, so that the sweep and the first hits want it together.
      const now = NOW + round * 60_000
      const hits = Array.from({ length: 12 }, () => counters.hit('somebody', limits, 'fixed-window', now))
      const sweeps = [counters.sweep(now), counters.sweep(now)]
      const allowed = (await Promise.all(hits)).filter((hit) => hit.allowed)
      await Promise.all(sweeps)
      assert.equal(allowed.length, 5, `round ${round}`)
    }
  })

  test('reset forgets one key alone', async () => {
    const counters = sqlCounters(await open())
    const limits = compileLimits('1 per minute')
    for (const key of ['a', 'b']) await counters.hit(key, limits, 'fixed-window', NOW)
    await counters.reset('a')
    assert.equal((await counters.hit('a', limits, 'fixed-window', NOW)).allowed, true)
    assert.equal((await counters.hit('b', limits, 'fixed-window', NOW)).allowed, false)
  })

  test('neither a key nor the address in it stands in the database, and any text is a key', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    const limits = compileLimits('1 per minute')
    for (const key of [
      'login 203.0.113.9',
      '',
      'a\u0000b',
      "'; drop table counters; --",
      'x'.repeat(100_000),
    ]) {
      assert.equal((await counters.hit(key, limits, 'fixed-window', NOW)).allowed, true)
      assert.equal((await counters.hit(key, limits, 'fixed-window', NOW)).allowed, false)
    }
    for (const { id, state } of await rowsOf(store)) {
      assert.match(id, /^[A-Za-z0-9_-]{43}$/)
      assert.doesNotMatch(state, /203/)
    }
  })

  test('a guarded increment under the same name is another count', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    const limits = compileLimits('1 per minute')
    const increment = () =>
      guardedIncrement(store.db, { id: hashToken('somebody'), max: 9, now: NOW, expiresAt: NOW + 1_000 })
    await increment()
    assert.equal((await counters.hit('somebody', limits, 'fixed-window', NOW)).allowed, true)
    assert.equal((await counters.hit('somebody', limits, 'fixed-window', NOW)).allowed, false)
    assert.equal((await increment()).count, 2)
  })

  test('limits no longer in use leave the row once they have expired', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    for (let n = 1; n <= 20; n++) {
      await counters.hit('somebody', compileLimits(`${n} per second`), 'fixed-window', NOW + n * 2_000)
    }
    const [row] = await rowsOf(store)
    assert.equal(JSON.parse(row!.state).length, 1)
  })

  test('a bad time, cost or list is refused and leaves no row', async () => {
    const store = await open()
    const counters = sqlCounters(store)
    const limits = compileLimits('1 per minute')
    await assert.rejects(async () => counters.hit('a', limits, 'fixed-window', Number.NaN), RangeError)
    await assert.rejects(async () => counters.hit('a', limits, 'fixed-window', NOW, 0), RangeError)
    await assert.rejects(async () => counters.hit('a', [], 'fixed-window', NOW), RangeError)
    assert.equal((await rowsOf(store)).length, 0)
    assert.equal((await counters.hit('a', limits, 'fixed-window', NOW + 0.5)).allowed, true)
  })
})

onPostgres('a sweep of counters', (open) => {
  test('passes over a row that somebody holds, and does not wait for it', async () => {
    const store = await open()
    const other = await open.also(store)
    for (const id of ['held', 'free']) {
      await store.db.insertInto('counters').values({ id, state: '[]', expires_at: NOW }).execute()
    }
    await other.transaction(async (tx) => {
      await tx.selectFrom('counters').selectAll().where('id', '=', 'held').forUpdate().execute()
      assert.equal(await sqlCounters(store).sweep(NOW), 1)
    })
    assert.deepEqual(
      (await rowsOf(store)).map(({ id }) => id),
      ['held'],
    )
  })
})

function rowsOf(store: Store) {
  return store.db.selectFrom('counters').selectAll().orderBy('id').execute()
}
