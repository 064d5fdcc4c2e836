// Old activity goes by the clock, from the old end alone; what stays still verifies, and nothing changed goes unseen.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { noteActivity } from '../../../src/accounts/activity/activity.ts'
import { pruneActivity } from '../../../src/accounts/activity/prune.ts'
import { openBackend, prepareStore } from '../../../src/backend.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import { sweep } from '../../../src/janitor.ts'
import { eachDatabase } from '../../store/databases.ts'
import { OWNER, type TestBackend, testBackend } from '../backend.ts'
import { addMember, addUser, change, faultsIn, happen, headOf, remove, rowsOf } from './accounts.ts'

const DAY = 86_400_000 // milliseconds
const KEEP = 365 * DAY

eachDatabase('pruning activity', (open) => {
  /** Six rows, a second apart, the first at `start`. */
  async function member() {
    const backend = testBackend(await open())
    const start = backend.clock
    await addMember(backend, 'u', 6)
    return { backend, start, db: backend.store.db }
  }

  const seqs = async ({ store }: TestBackend, userId = 'u') =>
    (await rowsOf(store.db, userId)).map(({ seq }) => seq)

  test('V14.2.7 a row stays to the last millisecond of its time and goes at the first one after', async () => {
    const { backend, start } = await member()
    backend.clock = start + KEEP - 1
    assert.equal(await pruneActivity(backend), 0)
    assert.deepEqual(await seqs(backend), [1, 2, 3, 4, 5, 6])
    backend.clock += 1
    assert.equal(await pruneActivity(backend), 1)
    assert.deepEqual(await seqs(backend), [2, 3, 4, 5, 6])
    backend.clock += 2_999
    assert.equal(await pruneActivity(backend), 2)
    assert.deepEqual(await seqs(backend), [4, 5, 6])
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('what stays is watched over as before, and goes on', async () => {
    const { backend, start, db } = await member()
    backend.clock = start + KEEP + 2_000
    assert.equal(await pruneActivity(backend), 3)
    await happen(backend, 'u')
    assert.deepEqual(await seqs(backend), [4, 5, 6, 7])
    assert.deepEqual(await faultsIn(backend), [])
    await remove(db, 'u', 4)
    assert.deepEqual(await faultsIn(backend), ['u rows-missing 4'])
  })

  test('all of it can go; the numbers go on', async () => {
    const { backend, start } = await member()
    backend.clock = start + 2 * KEEP
    assert.equal(await pruneActivity(backend), 6)
    assert.deepEqual(await seqs(backend), [])
    assert.deepEqual(await faultsIn(backend), [])
    assert.equal(await pruneActivity(backend), 0)
    await happen(backend, 'u')
    assert.deepEqual(await seqs(backend), [7])
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('a row that a clock set back has made old stays until those before it go', async () => {
    const backend = testBackend(await open())
    const start = backend.clock
    await addMember(backend, 'u', 1)
    backend.clock = start - 30 * DAY
    await happen(backend, 'u')
    backend.clock = start + KEEP - 1
    assert.equal(await pruneActivity(backend), 0)
    backend.clock = start + KEEP
    assert.equal(await pruneActivity(backend), 2)
  })

  test('V16.4.2 rows made old by hand are not taken away for it', async () => {
    const { backend, db } = await member()
    await change(db, 'u', 1, { at: 0 })
    assert.equal(await pruneActivity(backend), 0)
    await change(db, 'u', 2, { at: 0 })
    assert.equal(await pruneActivity(backend), 0)
    assert.deepEqual(await seqs(backend), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(await faultsIn(backend), ['u row-changed 1', 'u row-changed 2'])
    assert.match(JSON.stringify(backend.warnings), /"user":"u".*does not hold/)
  })

  test('V16.4.2 nor are they under the name of a lost secret', async () => {
    const { backend, db } = await member()
    for (const row of await rowsOf(db, 'u')) {
      if (row.seq > 2) continue
      await change(db, 'u', row.seq, { at: 0, key: 'gone', mac: `gone.${row.mac.split('.')[1]}` })
    }
    assert.equal(await pruneActivity(backend), 0)
    assert.equal((await seqs(backend)).length, 6)
  })

  test('V16.4.2 a head that was changed or is gone gets no new seal', async () => {
    const { backend, db, start } = await member()
    const head = (await headOf(db, 'u'))!
    await remove(db, 'u', 6)
    await db
      .updateTable('activity_heads')
      .set({ last_seq: 5, last_mac: (await rowsOf(db, 'u'))[4]!.mac })
      .execute()
    backend.clock = start + 2 * KEEP
    assert.equal(await pruneActivity(backend), 0)
    assert.deepEqual(await faultsIn(backend), ['u head-changed'])
    await db.deleteFrom('activity_heads').execute()
    assert.equal(await pruneActivity(backend), 0)
    assert.deepEqual(await faultsIn(backend), ['u head-missing'])
    await db.insertInto('activity_heads').values(head).execute()
    assert.equal(await pruneActivity(backend), 0)
    assert.deepEqual(await faultsIn(backend), ['u rows-missing 6'])
  })

  test('rows of secrets old and lost go like all others', async () => {
    const [old, fresh] = [
      'an older secret of these tests, 40 bytes long',
      'a newer secret of these tests, 40 bytes in all',
    ]
    const backend = testBackend(await open())
    const start = backend.clock
    const set = (...secrets: string[]) => Object.assign(backend, { keys: keyRing(secrets) })
    set(old)
    for (const id of ['u', 'v']) {
      backend.clock = start
      await addMember(backend, id, 3)
    }
    set(fresh, old)
    await happen(backend, 'u')
    backend.clock = start + KEEP + 1_000
    assert.equal(await pruneActivity(backend), 2 + 2)
    assert.deepEqual(await faultsIn(backend), [])
    // Back to the old one: what was sealed meanwhile does not look changed for it.
    set(old)
    assert.deepEqual(await faultsIn(backend), [])
    set(fresh)
    backend.clock = start + KEEP + 2_000
    assert.equal(await pruneActivity(backend), 1 + 1)
    assert.deepEqual(await faultsIn(backend), [])
    await happen(backend, 'v')
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('V15.4.2 50 happenings while old ones go leave a whole chain', async () => {
    const { backend, start } = await member()
    backend.clock = start + KEEP + 3_000
    const work = Array.from({ length: 50 }, (_, n) =>
      n % 10 === 0 ? pruneActivity(backend) : happen(backend, 'u'),
    )
    await Promise.all(work)
    await pruneActivity(backend)
    const kept = await seqs(backend)
    assert.deepEqual([kept.at(-1), kept.length], [51, 52 - kept[0]!])
    assert.ok(kept[0]! > 4)
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('more than one batch of rows and of accounts goes in one round', async () => {
    const backend = testBackend(await open())
    const start = backend.clock
    await backend.store.transaction(async (tx) => {
      const transaction = <T>(work: (inner: typeof tx) => Promise<T>) => work(tx)
      const inside = { ...backend, clock: start, store: { ...backend.store, transaction } }
      for (let n = 0; n < 120; n++) await addUser({ db: tx }, `x${n}`, 1)
      for (let n = 0; n < 120; n++) await happen(inside, `x${n}`)
      for (let row = 0; row < 1_000; row++) await happen(inside, 'x7')
    })
    backend.clock = start + KEEP + 10_000_000
    assert.equal(await pruneActivity(backend), 1_120)
    assert.deepEqual(await faultsIn(backend), [])
  })
})

test('the janitor does it, by the setting', async () => {
  let now = Date.UTC(2026, 0, 1)
  const options = { database: 'sqlite::memory:', activity: { keep: 30 * 86_400 } }
  const backend = await openBackend(loadSettings({ env: {}, cwd: '/', options }), { now: () => now })
  after(() => backend.close())
  await prepareStore(backend.store)
  await addUser(backend.store, 'u', 1)
  await noteActivity(backend, { userId: 'u', kind: 'signed-in', by: OWNER })
  now += 30 * DAY - 1
  await sweep(backend)
  assert.equal((await rowsOf(backend.store.db, 'u')).length, 1)
  now += 1
  await sweep(backend)
  assert.deepEqual(await rowsOf(backend.store.db, 'u'), [])
  assert.deepEqual(await faultsIn(backend), [])
})
