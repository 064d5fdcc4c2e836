// Leases on both databases: one holder at a time, whoever asks how often; taken over only when they have run out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as otherWork } from 'node:timers/promises'
import { type Lease, sqlLease } from '../../src/store/lease.ts'
import { eachDatabase } from './databases.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const UNTIL = NOW + MINUTE
const PARALLEL = 50

eachDatabase('a lease', (open) => {
  /** Fifty holders in two processes. */
  async function rivals(): Promise<Lease[]> {
    const store = await open()
    const other = await open.also(store)
    return Array.from({ length: PARALLEL }, (_, i) => sqlLease(i % 2 ? store : other, 'work'))
  }

  async function winners(leases: Lease[], now: number, until: number): Promise<Lease[]> {
    const taken = await Promise.all(leases.map((lease) => lease.acquire(now, until)))
    return leases.filter((_, i) => taken[i])
  }

  test('V15.4.2 of fifty that ask at once one gets it: new, run out, and given back', async () => {
    const leases = await rivals()
    const first = await winners(leases, NOW, UNTIL)
    assert.equal(first.length, 1)
    const others = leases.filter((lease) => lease !== first[0])
    assert.deepEqual(await winners(others, UNTIL - 1, UNTIL + MINUTE), [])

    const second = await winners(others, UNTIL, UNTIL + MINUTE)
    assert.equal(second.length, 1)
    assert.deepEqual(await winners([first[0]!], UNTIL + MINUTE - 1, UNTIL + 2 * MINUTE), [])

    await second[0]!.release()
    assert.equal((await winners(leases, UNTIL, UNTIL + MINUTE)).length, 1)
  })

  test('fifty that take it, work and give it back, again and again, never work two at a time', async () => {
    const leases = await rivals()
    let working = 0
    let most = 0
    let turns = 0
    await Promise.all(
      leases.map(async (lease) => {
        for (let round = 0; round < 5; round++) {
          if (!(await lease.acquire(NOW, UNTIL))) continue
          most = Math.max(most, ++working)
          turns++
          await otherWork()
          working--
          await lease.release()
        }
      }),
    )
    assert.equal(most, 1)
    assert.ok(turns > 1, 'it was never given back')
  })

  test('its holder prolongs it while it lasts, and never afterwards', async () => {
    const [mine, yours] = await rivals()
    assert.ok(mine && yours)
    assert.equal(await mine.renew(NOW, UNTIL), false)
    assert.equal(await mine.acquire(NOW, UNTIL), true)
    assert.equal(await yours.renew(NOW, UNTIL), false)
    assert.equal(await mine.renew(UNTIL - 1, UNTIL + MINUTE), true)
    assert.equal(await yours.acquire(UNTIL, UNTIL + MINUTE), false)
    // Run out, and nobody has it: what its holder relied on is over all the same.
    assert.equal(await mine.renew(UNTIL + MINUTE, UNTIL + 2 * MINUTE), false)
    assert.equal(await yours.acquire(UNTIL + MINUTE, UNTIL + 2 * MINUTE), true)
    assert.equal(await mine.renew(UNTIL + MINUTE, UNTIL + 2 * MINUTE), false)
    assert.equal(await mine.acquire(UNTIL + MINUTE, UNTIL + 2 * MINUTE), false)
  })

  test('whoever has it may ask for it again, and only its holder gives it back', async () => {
    const [mine, yours] = await rivals()
    assert.ok(mine && yours)
    assert.equal(await mine.acquire(NOW, UNTIL), true)
    assert.equal(await mine.acquire(NOW, UNTIL), true)
    await yours.release()
    assert.equal(await yours.acquire(NOW, UNTIL), false)
    await mine.release()
    await mine.release()
    assert.equal(await yours.acquire(NOW, UNTIL), true)
  })

  test('another name is another lease', async () => {
    const store = await open()
    const names = ['a', 'b', `'; drop table leases; --`, '\u202eé🜁']
    const taken = await Promise.all(names.map((name) => sqlLease(store, name).acquire(NOW, UNTIL)))
    assert.deepEqual(taken, [true, true, true, true])
  })
})
