// Challenges of WebAuthn ceremonies: good once, for five minutes to the millisecond, for one visitor and one purpose.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beginCeremony,
  CEREMONY_LIFETIME,
  endCeremony,
  type Purpose,
} from '../../../src/accounts/passkeys/ceremony.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import { eachDatabase } from '../../store/databases.ts'

const PURPOSES: Purpose[] = ['sign-in', 'second-step', 'confirm', 'add', 'add-silently', 'sign-up']
const ceremony = { purpose: 'sign-in', visitor: 'a visitor', now: 1_000_000 } as const

eachDatabase('ceremonies', (open) => {
  test('V6.7.2 a challenge has 256 random bits, is another one each time, and is kept as a hash', async () => {
    const { db } = await open()
    const challenges = await Promise.all(Array.from({ length: 3 }, () => beginCeremony(db, ceremony)))
    assert.equal(new Set(challenges).size, 3)
    for (const challenge of challenges) assert.match(challenge, /^[\w-]{43}$/)
    const rows = await db.selectFrom('tokens').selectAll().execute()
    assert.deepEqual(rows.map(({ id }) => id).sort(), challenges.map(hashToken).sort())
    for (const row of rows) {
      assert.ok(!challenges.some((challenge) => JSON.stringify(row).includes(challenge)))
      assert.ok(!JSON.stringify(row).includes('a visitor'))
    }
  })

  test('it says what it was begun for, once', async () => {
    const { db } = await open()
    const challenge = await beginCeremony(db, ceremony, { userId: 'u' })
    assert.deepEqual(await endCeremony(db, ceremony, challenge), { userId: 'u' })
    assert.equal(await endCeremony(db, ceremony, challenge), undefined)
  })

  test('V15.4.2 of 50 that end one at once, one does', async () => {
    const { db } = await open()
    const challenge = await beginCeremony(db, ceremony)
    const ends = await Promise.all(Array.from({ length: 50 }, () => endCeremony(db, ceremony, challenge)))
    assert.equal(ends.filter((end) => end !== undefined).length, 1)
  })

  test('it is good in the last millisecond of five minutes and not in the first after them', async () => {
    const { db } = await open()
    assert.equal(CEREMONY_LIFETIME, 300)
    for (const [later, good] of [
      [CEREMONY_LIFETIME * 1000 - 1, true],
      [CEREMONY_LIFETIME * 1000, false],
    ] as const) {
      const challenge = await beginCeremony(db, ceremony)
      const end = await endCeremony(db, { ...ceremony, now: ceremony.now + later }, challenge)
      assert.equal(end !== undefined, good)
    }
  })

  test('V6.6.2 another visitor ends nothing with it, and neither does anybody for another purpose', async () => {
    const { db } = await open()
    const challenge = await beginCeremony(db, ceremony)
    for (const purpose of PURPOSES.filter((one) => one !== 'sign-in')) {
      assert.equal(await endCeremony(db, { ...ceremony, purpose }, challenge), undefined)
    }
    assert.equal(await endCeremony(db, { ...ceremony, visitor: 'another' }, challenge), undefined)
    // Whoever shows it elsewhere has seen it, and so it is worth nothing any more.
    assert.equal(await endCeremony(db, ceremony, challenge), undefined)
    for (const nonsense of ['', 'x', '\0', challenge.slice(1), `${challenge} `]) {
      assert.equal(await endCeremony(db, ceremony, nonsense), undefined)
    }
  })

  test('a visitor has five open at most of each purpose, the newest ones, whatever the clock does', async () => {
    const { db } = await open()
    const challenges: string[] = []
    for (let n = 0; n < 8; n++)
      challenges.push(await beginCeremony(db, { ...ceremony, now: ceremony.now + n }))
    const other = await beginCeremony(db, { ...ceremony, visitor: 'another' })
    const confirming = await beginCeremony(db, { ...ceremony, purpose: 'confirm' })
    const good: number[] = []
    for (const [n, challenge] of challenges.entries()) {
      if ((await endCeremony(db, ceremony, challenge)) !== undefined) good.push(n)
    }
    assert.deepEqual(good, [3, 4, 5, 6, 7])
    assert.ok(await endCeremony(db, { ...ceremony, visitor: 'another' }, other))
    assert.ok(await endCeremony(db, { ...ceremony, purpose: 'confirm' }, confirming))
    for (let n = 0; n < 20; n++) assert.ok(await endCeremony(db, ceremony, await beginCeremony(db, ceremony)))
    for (let n = 0; n < 20; n++) await beginCeremony(db, ceremony)
    const rows = await db.selectFrom('tokens').select('id').execute()
    assert.equal(rows.length, 5)
  })
})
