// Whoever writes to the tables past the rules is found: which account, which row, and what was done to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkMac } from '../../../src/accounts/activity/chain.ts'
import { verifyActivity } from '../../../src/accounts/activity/verify.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import { eachDatabase } from '../../store/databases.ts'
import { testBackend } from '../backend.ts'
import { addMember, addUser, change, faultsIn, happen, headOf, LATELY, remove, rowsOf } from './accounts.ts'

const OLD = 'an older secret of these tests, 40 bytes long'
const NEW = 'a newer secret of these tests, 40 bytes in all'

eachDatabase('verifying activity', (open) => {
  async function twoMembers() {
    const backend = testBackend(await open())
    await addMember(backend, 'u', 6)
    await addMember(backend, 'v', 3)
    return { backend, db: backend.store.db }
  }

  test('what the rules have written is good, and counted', async () => {
    const { backend } = await twoMembers()
    const { store, keys } = backend
    const found = await verifyActivity(store, keys)
    assert.deepEqual(found, {
      accounts: 2,
      rows: 9,
      faults: [],
      faultsInAll: 0,
      lost: { rows: 0, accounts: 0, first: undefined },
    })
  })

  test('V16.4.2 a change of any column of any row is found, and tells which', async () => {
    const { backend, db } = await twoMembers()
    const changes = {
      kind: 'signed-out',
      at: 5,
      actor: 'operator',
      address: '198.51.100.7',
      user_agent: 'Other/1.0',
      detail: '{"note":"y"}',
      key: 'AAAAAAAAAAAA',
      mac: `AAAAAAAAAAAA.${'A'.repeat(43)}`,
    }
    for (const seq of [1, 3, 6]) {
      const row = (await rowsOf(db, 'u'))[seq - 1]!
      for (const [column, value] of Object.entries(changes)) {
        await change(db, 'u', seq, { [column]: value })
        assert.deepEqual(await faultsIn(backend), [`u row-changed ${seq}`], `${column} of ${seq}`)
        await change(db, 'u', seq, row)
      }
    }
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('V16.4.2 rows taken from the beginning, the middle and the end are missed', async () => {
    const cases = [
      [1, 1, 'u rows-missing 1'],
      [1, 3, 'u rows-missing 1-3'],
      [3, 3, 'u rows-missing 3'],
      [2, 4, 'u rows-missing 2-4'],
      [6, 6, 'u rows-missing 6'],
      [1, 6, 'u rows-missing 1-6'],
    ] as const
    const { backend, db } = await twoMembers()
    const rows = await rowsOf(db, 'u')
    for (const [from, through, fault] of cases) {
      await remove(db, 'u', from, through)
      assert.deepEqual(await faultsIn(backend), [fault])
      await remove(db, 'u', 1, 6)
      await db.insertInto('activity').values(rows).execute()
    }
  })

  test('V16.4.2 rows that changed places are found', async () => {
    const { backend, db } = await twoMembers()
    await change(db, 'u', 2, { seq: 99 })
    await change(db, 'u', 4, { seq: 2 })
    await change(db, 'u', 99, { seq: 4 })
    const faults = await faultsIn(backend)
    assert.ok(faults.includes('u row-changed 2'))
    assert.ok(faults.includes('u row-changed 4'))
    assert.ok(faults.every((fault) => /^u row-changed [2-5]$/.test(fault)))
  })

  test('V16.4.2 a row made up by somebody without the secret is found, at the end and in place of another', async () => {
    const { backend, db } = await twoMembers()
    const theirs = keyRing(['whatever an intruder takes for a secret, 43 b'])
    const { key: _key, mac, ...last } = (await rowsOf(db, 'u')).at(-1)!
    const forged = { ...last, seq: 7, kind: 'signed-out' }
    await db
      .insertInto('activity')
      .values({ ...forged, ...linkMac(theirs, forged, mac) })
      .execute()
    assert.deepEqual(await faultsIn(backend), ['u row-added 7'])
    await remove(db, 'u', 7)
    for (const seq of [0, -1]) {
      await db
        .insertInto('activity')
        .values({ ...forged, seq, ...linkMac(theirs, forged, '') })
        .execute()
    }
    assert.deepEqual(await faultsIn(backend), ['u row-added -1', 'u row-added 0'])
  })

  test('V16.4.2 a row moved to another account is missed in the one and found in the other', async () => {
    const { backend, db } = await twoMembers()
    await change(db, 'u', 4, { user_id: 'v' })
    assert.deepEqual(await faultsIn(backend), ['u rows-missing 4', 'v row-added 4'])
  })

  test('the activities of two accounts in place of each other are found', async () => {
    const { backend, db } = await twoMembers()
    const [one, other] = [await headOf(db, 'u'), await headOf(db, 'v')]
    await db.deleteFrom('activity_heads').execute()
    await db
      .insertInto('activity_heads')
      .values([
        { ...one!, user_id: 'v' },
        { ...other!, user_id: 'u' },
      ])
      .execute()
    assert.deepEqual(await faultsIn(backend), ['u head-changed', 'v head-changed'])
  })

  test('V16.4.2 a change of any column of a head is found', async () => {
    const { backend, db } = await twoMembers()
    const head = (await headOf(db, 'u'))!
    const changes = { first_seq: 2, before_mac: 'x', last_seq: 5, last_mac: 'x', key: 'x', seal: 'x' }
    for (const [column, value] of Object.entries(changes)) {
      const heads = db.updateTable('activity_heads').where('user_id', '=', 'u')
      await heads.set({ [column]: value }).execute()
      assert.deepEqual(await faultsIn(backend), ['u head-changed'], column)
      await heads.set(head).execute()
    }
  })

  test('V16.4.2 a tail cut off is found although the head was made to fit, and later happenings do not hide it', async () => {
    const { backend, db } = await twoMembers()
    const rows = await rowsOf(db, 'u')
    await remove(db, 'u', 5, 6)
    await db
      .updateTable('activity_heads')
      .set({ last_seq: 4, last_mac: rows[3]!.mac })
      .where('user_id', '=', 'u')
      .execute()
    assert.deepEqual(await faultsIn(backend), ['u head-changed'])
    for (let more = 0; more < 3; more++) await happen(backend, 'u')
    assert.deepEqual(
      (await rowsOf(db, 'u')).map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7],
    )
    assert.deepEqual(await faultsIn(backend), ['u head-changed'])
  })

  test('a made-up name of a secret does not excuse a cut tail', async () => {
    const { backend, db } = await twoMembers()
    const rows = await rowsOf(db, 'u')
    await remove(db, 'u', 5, 6)
    await db
      .updateTable('activity_heads')
      .set({ last_seq: 4, last_mac: rows[3]!.mac, key: 'gone', seal: 'gone' })
      .where('user_id', '=', 'u')
      .execute()
    await happen(backend, 'u')
    assert.deepEqual(await faultsIn(backend), ['u head-changed'])
  })

  test('V16.4.2 a head that is gone is missed, and later happenings do not hide it', async () => {
    const { backend, db } = await twoMembers()
    await db.deleteFrom('activity_heads').where('user_id', '=', 'u').execute()
    assert.deepEqual(await faultsIn(backend), ['u head-missing'])
    await happen(backend, 'u')
    assert.deepEqual(await faultsIn(backend), ['u head-changed'])
    assert.equal((await rowsOf(db, 'u')).length, 7)
  })

  test('V16.4.2 an activity that is gone as a whole is missed, and one begun anew after that', async () => {
    const { backend, db } = await twoMembers()
    await remove(db, 'u', 1, 6)
    await db.deleteFrom('activity_heads').where('user_id', '=', 'u').execute()
    assert.deepEqual(await faultsIn(backend), ['u all-missing'])
    await happen(backend, 'u')
    assert.deepEqual(await faultsIn(backend), ['u begun-anew'])
  })

  test('accounts from before there was activity may have none, or begin with what came first', async () => {
    const backend = testBackend(await open())
    await addUser(backend.store, 'silent', 1)
    await addUser(backend.store, 'old', 1)
    await happen(backend, 'old')
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('a last row of another history than the head is found', async () => {
    const { backend, db } = await twoMembers()
    const [row, head] = [(await rowsOf(db, 'u'))[5]!, (await headOf(db, 'u'))!]
    // As a backup would have it: five rows and their head.
    const again = testBackend(await open())
    await addMember(again, 'u', 5)
    again.clock += 77
    await happen(again, 'u')
    const other = (await rowsOf(again.store.db, 'u'))[5]!
    assert.notEqual(other.mac, row.mac)
    await change(db, 'u', 6, other)
    assert.deepEqual(await faultsIn(backend), ['u row-changed 6'])
    assert.deepEqual(await headOf(db, 'u'), head)
  })

  test('the whole of it put back to an earlier state is good: only a copy kept elsewhere tells', async () => {
    const { backend, db } = await twoMembers()
    const head = (await headOf(db, 'u'))!
    await happen(backend, 'u')
    const passedOn = backend.events.at(-1)!
    await remove(db, 'u', 7)
    await db.updateTable('activity_heads').set(head).where('user_id', '=', 'u').execute()
    assert.deepEqual(await faultsIn(backend), [])
    assert.deepEqual(
      [passedOn.seq, (await rowsOf(db, 'u')).some(({ mac }) => mac === passedOn.mac)],
      [7, false],
    )
  })

  test('rows of an older secret verify, and the chain goes on with the newer one', async () => {
    const backend = testBackend(await open())
    await addMember({ ...backend, clock: backend.clock, keys: keyRing([OLD]) }, 'u', 3)
    const rotated = { ...backend, clock: backend.clock, keys: keyRing([NEW, OLD]) }
    await happen(rotated, 'u')
    const rows = await rowsOf(backend.store.db, 'u')
    assert.equal(new Set(rows.map(({ key }) => key)).size, 2)
    assert.deepEqual(await faultsIn(rotated), [])
    await change(backend.store.db, 'u', 2, { address: '' })
    assert.deepEqual(await faultsIn(rotated), ['u row-changed 2'])
  })

  test('rows of a secret that is no longer set are told as such, and are no tampering', async () => {
    const backend = testBackend(await open())
    const { store } = backend
    await addMember({ ...backend, clock: backend.clock, keys: keyRing([OLD]) }, 'u', 3)
    const dropped = { ...backend, clock: backend.clock, keys: keyRing([NEW]) }
    const before = await verifyActivity(store, dropped.keys)
    assert.deepEqual(before.faults, [])
    assert.equal(before.lost.rows, 3)
    await happen(dropped, 'u')
    await happen(dropped, 'u')
    const { faults, lost } = await verifyActivity(store, dropped.keys)
    assert.deepEqual(faults, [])
    const first = { userId: 'u', username: 'Name u', firstSeq: 1, lastSeq: 3 }
    assert.deepEqual(lost, { rows: 3, accounts: 1, first })
    // What came after them is watched over as ever, and they can't be taken away.
    await remove(store.db, 'u', 2)
    assert.deepEqual(await faultsIn(dropped), ['u rows-missing 2'])
  })

  test('a row can’t be made unreadable by naming another secret', async () => {
    const { backend, db } = await twoMembers()
    const { mac } = (await rowsOf(db, 'u'))[2]!
    await change(db, 'u', 3, { kind: 'signed-out', key: 'gone', mac: `gone.${mac.split('.')[1]}` })
    assert.deepEqual(await faultsIn(backend), ['u row-changed 4'])
  })

  test('numbers too large to be ours are told, and end nothing', async () => {
    const { backend, db } = await twoMembers()
    const huge = 9_007_199_254_740_993n as unknown as number
    await change(db, 'u', 3, { at: huge })
    assert.deepEqual(await faultsIn(backend), ['u unreadable'])
  })

  test('a chain that is wrong throughout is told with its first rows, and counted', async () => {
    const backend = testBackend(await open())
    await addMember(backend, 'u', 40)
    await backend.store.db.updateTable('activity').set({ address: '203.0.113.1' }).execute()
    const { faults, faultsInAll } = await verifyActivity(backend.store, backend.keys)
    assert.equal(faultsInAll, 40)
    assert.ok(faults.length < 40)
    assert.deepEqual(faults[0]?.fault, { kind: 'row-changed', seq: 1 })
  })

  test('V15.4.2 50 happenings at once leave a whole chain, and verifying meanwhile raises no alarm', async () => {
    const backend = testBackend(await open())
    await addMember(backend, 'u', 1)
    let busy = true
    const found: string[] = []
    const watching = (async () => {
      while (busy) found.push(...(await faultsIn(backend)))
    })()
    await Promise.all(Array.from({ length: 50 }, () => happen(backend, 'u')))
    busy = false
    await watching
    assert.deepEqual(found, [])
    assert.deepEqual(
      (await rowsOf(backend.store.db, 'u')).map(({ seq }) => seq),
      Array.from({ length: 51 }, (_, index) => index + 1),
    )
    assert.equal(new Set(backend.events.map(({ seq }) => seq)).size, 51)
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('V15.4.2 of 50 first happenings at once each has a row', async () => {
    const backend = testBackend(await open())
    await addUser(backend.store, 'u', 1)
    await Promise.all(Array.from({ length: 50 }, () => happen(backend, 'u')))
    assert.equal((await rowsOf(backend.store.db, 'u')).length, 50)
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('an account that is deleted takes its activity along, and nothing is missed', async () => {
    const { backend, db } = await twoMembers()
    await db.deleteFrom('users').where('id', '=', 'u').execute()
    assert.deepEqual(await rowsOf(db, 'u'), [])
    assert.equal(await headOf(db, 'u'), undefined)
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('chains and accounts longer than a batch are gone through', async () => {
    const backend = testBackend(await open())
    const { db } = backend.store
    await addMember(backend, 'long', 1)
    await backend.store.transaction(async (tx) => {
      const inside = { ...backend, clock: backend.clock, store: { ...backend.store, transaction: run(tx) } }
      for (let row = 0; row < 1_100; row++) await happen(inside, 'long')
      for (let n = 0; n < 520; n++) await addUser({ db: tx }, `x${n}`, n === 519 ? LATELY : 1)
    })
    assert.deepEqual(await faultsIn(backend), ['x519 all-missing'])
    await change(db, 'long', 1_050, { kind: 'signed-out' })
    assert.deepEqual(await faultsIn(backend), ['long row-changed 1050', 'x519 all-missing'])
  })
})

/** Inside of one transaction, so that a thousand of them need no thousand commits. */
function run<Tx>(tx: Tx) {
  return <T>(work: (tx: Tx) => Promise<T>) => work(tx)
}
