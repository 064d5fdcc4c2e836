// The throttle: free guesses, doubling waits, a pause, and an end of it; exact under any number of parallel guesses.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import {
  clearGuesses,
  reserveGuess,
  returnGuess,
  sweepThrottle,
  type ThrottleRules,
  throttleId,
} from '../../src/accounts/throttle.ts'
import { settingsTable } from '../../src/config/settings.ts'
import { keyRing } from '../../src/crypto/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { eachDatabase } from '../store/databases.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const START = Date.UTC(2026, 0, 1)
const rules: ThrottleRules = {
  free: 5,
  firstWait: 2,
  maxWait: 900,
  cap: 100,
  capWait: 86_400,
  forget: 86_400,
}

/** Guesses as soon as each wait is over; the waits in seconds, 0 where there was none. */
async function waitsOf(
  store: Store,
  id: string,
  guesses: number,
  own: ThrottleRules = rules,
): Promise<number[]> {
  const waits: number[] = []
  let now = START
  for (let guess = 0; guess < guesses; guess++) {
    let waited = 0
    for (;;) {
      const reservation = await reserveGuess(store.db, id, own, now)
      if (reservation.kind === 'granted') break
      waited += reservation.retryAfter
      now += reservation.retryAfter * SECOND
    }
    waits.push(waited)
  }
  return waits
}

eachDatabase('the throttle', (open) => {
  test('V6.3.1 5 free guesses, then 2, 4, 8 … 512 s, then 15 minutes each, then a day from a quarter of the cap on', async () => {
    const store = await open()
    const waits = await waitsOf(store, 'a', 27)
    const doubling = [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert.deepEqual(waits.slice(0, 5), [0, 0, 0, 0, 0])
    assert.deepEqual(waits.slice(5, 14), doubling)
    assert.deepEqual(new Set(waits.slice(14, 25)), new Set([900]))
    assert.deepEqual(waits.slice(25), [86_400, 86_400])
  })

  test('other numbers: none free, a wait that is no power of two, a cap below the free ones', async () => {
    const store = await open()
    const few = { ...rules, free: 0, firstWait: 3, maxWait: 10, cap: 24, capWait: 100 }
    assert.deepEqual(await waitsOf(store, 'few', 8, few), [0, 3, 6, 10, 10, 10, 100, 100])
    assert.deepEqual(
      await waitsOf(store, 'flat', 5, { ...rules, free: 2, firstWait: 30, maxWait: 30 }),
      [0, 0, 30, 30, 30],
    )
    assert.deepEqual(await waitsOf(store, 'strict', 3, { ...rules, cap: 1, capWait: 60 }), [0, 60, 60])
    assert.deepEqual(
      await waitsOf(store, 'odd', 4, { ...rules, free: 1, firstWait: 20, maxWait: 5 }),
      [0, 5, 5, 5],
    )
  })

  test('V15.4.2 V2.3.4 of 50 parallel guesses exactly the free ones pass', async () => {
    const store = await open()
    const guesses = await Promise.all(
      Array.from({ length: 50 }, () => reserveGuess(store.db, 'b', rules, START)),
    )
    const granted = guesses.filter((guess) => guess.kind === 'granted')
    assert.deepEqual(granted.map(({ failures }) => failures).sort(), [1, 2, 3, 4, 5])
    for (const guess of guesses) if (guess.kind === 'throttled') assert.equal(guess.retryAfter, 2)
    // And exactly one, whenever a wait is over.
    const later = await Promise.all(
      Array.from({ length: 50 }, () => reserveGuess(store.db, 'b', rules, START + 2000)),
    )
    assert.equal(later.filter((guess) => guess.kind === 'granted').length, 1)
  })

  test('a guess that comes too early counts for nothing, and is told the seconds left', async () => {
    const store = await open()
    await waitsOf(store, 'c', 5)
    for (let early = 0; early < 20; early++) {
      const told = await reserveGuess(store.db, 'c', rules, START + early * 50)
      assert.deepEqual(told, { kind: 'throttled', retryAfter: 2 - Math.floor((early * 50) / 1000) })
    }
    assert.equal((await reserveGuess(store.db, 'c', rules, START + 2000)).kind, 'granted')
  })

  test('a success clears, and only what it names', async () => {
    const store = await open()
    for (const id of ['d', 'e']) await waitsOf(store, id, 5)
    await clearGuesses(store.db, ['d', 'unknown'])
    assert.equal((await reserveGuess(store.db, 'd', rules, START)).kind, 'granted')
    assert.equal((await reserveGuess(store.db, 'e', rules, START)).kind, 'throttled')
  })

  test('quiet is forgiven from the end of the last wait on: waiting out the pause alone earns nothing', async () => {
    const store = await open()
    const one = { ...rules, free: 1, cap: 3, capWait: 3600, forget: 7200 }
    await reserveGuess(store.db, 'f', one, START)
    const afterPause = await reserveGuess(store.db, 'f', one, START + HOUR)
    assert.deepEqual([afterPause.kind, 'failures' in afterPause && afterPause.failures], ['granted', 2])
    const stillCounted = await reserveGuess(store.db, 'f', one, START + 4 * HOUR - 1)
    assert.equal('failures' in stillCounted && stillCounted.failures, 3)
    const forgotten = await reserveGuess(store.db, 'f', one, START + 7 * HOUR - 1)
    assert.equal('failures' in forgotten && forgotten.failures, 1)
  })

  test('a guess that was never looked at is given back', async () => {
    const store = await open()
    await waitsOf(store, 'g', 4)
    const fifth = await reserveGuess(store.db, 'g', rules, START)
    assert.ok(fifth.kind === 'granted')
    await returnGuess(store.db, fifth, START)
    const again = await reserveGuess(store.db, 'g', rules, START)
    assert.deepEqual(again, { kind: 'granted', id: 'g', failures: 5 })
    assert.equal((await reserveGuess(store.db, 'g', rules, START)).kind, 'throttled')
    // One that came before the last gives its number back, and leaves the last one's wait.
    await returnGuess(store.db, { id: 'g', failures: 3 }, START)
    assert.equal((await reserveGuess(store.db, 'g', rules, START)).kind, 'throttled')
    await returnGuess(store.db, { id: 'unknown', failures: 1 }, START)
  })

  test('sweeping removes what is forgotten, and nothing that still counts', async () => {
    const store = await open()
    await reserveGuess(store.db, 'old', rules, START)
    await reserveGuess(store.db, 'new', rules, START + 40 * HOUR)
    assert.equal(await sweepThrottle(store.db, rules, START + 47 * HOUR), 0)
    assert.equal(await sweepThrottle(store.db, rules, START + 49 * HOUR), 1)
    const left = await store.db.selectFrom('throttle').select('id').execute()
    assert.deepEqual(left, [{ id: 'new' }])
  })
})

describe('the counter’s id', () => {
  const keys = keyRing(['a secret of forty bytes for this test here'])

  test('is told apart by kind and secret, and gives away nothing of what was typed', () => {
    const ids = [
      throttleId(keys, { typed: 'alice' }),
      throttleId(keys, { typed: 'bob' }),
      throttleId(keys, { knownDeviceOf: 'alice' }),
      throttleId(keyRing(['another secret of forty bytes for this one']), { typed: 'alice' }),
    ]
    assert.equal(new Set(ids).size, 4)
    for (const id of ids) assert.match(id, /^[\w-]{43}$/)
    assert.equal(throttleId(keys, { typed: 'alice' }), ids[0])
  })
})

test('V6.1.1 V2.1.3 the page states each setting of the throttle with its default', () => {
  const page = readFileSync(new URL('../../docs/throttle.md', import.meta.url), 'utf8')
  const stated = Object.fromEntries(
    [...page.matchAll(/^\| `(throttle\.\w+)` \| (\d+)(?: s)? \|/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  )
  const inForce = Object.fromEntries(
    Object.entries(settingsTable)
      .filter(([name]) => name.startsWith('throttle.'))
      .map(([name, setting]) => [name, setting.default]),
  )
  assert.deepEqual(stated, inForce)
})
