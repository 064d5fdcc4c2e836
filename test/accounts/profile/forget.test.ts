// The end of an account, on both databases: nothing of it remains, nobody else loses anything, and it comes once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { issueLink } from '../../../src/accounts/link-token.ts'
import { forgetAccount, forgetLeavers } from '../../../src/accounts/profile/forget.ts'
import { comeBack } from '../../../src/accounts/profile/leaving.ts'
import { eachDatabase } from '../../store/databases.ts'
import { OWNER, testBackend } from '../backend.ts'
import { addPerson, cellsWith, leaveTraces, throttled } from './people.ts'

eachDatabase('the end of an account', (open) => {
  async function setUp() {
    const store = await open()
    const backend = testBackend(store)
    const due = (id: string, at = backend.clock) =>
      store.db.updateTable('users').set({ deletes_at: at }).where('id', '=', id).execute()
    const ids = async () =>
      (await store.db.selectFrom('users').select('id').orderBy('id').execute()).map(({ id }) => id)
    return { backend, store, due, ids }
  }

  test('V14.2.7 no table holds id, name or address any more, and the others keep all of theirs', async () => {
    const { backend, store, due } = await setUp()
    for (const name of ['quentin', 'rosalind']) {
      await addPerson(backend, name)
      await leaveTraces(backend, name)
    }
    const before = await cellsWith(store.db, 'rosalind')
    const tables = new Set((await cellsWith(store.db, 'quentin')).map((cell) => cell.split('.')[0]))
    for (const table of ['users', 'sessions', 'tokens', 'outbox', 'counters', 'activity', 'activity_heads'])
      assert.ok(tables.has(table), `the traces leave ${table} out`)
    assert.equal((await throttled(backend, 'quentin')).length, 4)

    await due('quentin-id')
    assert.equal(await forgetLeavers(backend), 1)
    assert.deepEqual(await cellsWith(store.db, 'quentin'), [])
    assert.deepEqual(await throttled(backend, 'quentin'), [])
    assert.deepEqual(await cellsWith(store.db, 'rosalind'), before)
    assert.equal((await throttled(backend, 'rosalind')).length, 4)
  })

  test('an address that begins or ends like another one takes no mail along', async () => {
    const { backend, store, due } = await setUp()
    for (const name of ['ann', 'joann', 'ann_', 'ann%']) {
      await addPerson(backend, name)
      await leaveTraces(backend, name)
    }
    for (const name of ['ann', 'ann_', 'ann%']) await due(`${name}-id`)
    assert.equal(await forgetLeavers(backend), 3)
    const recipients = await store.db.selectFrom('outbox').select('recipient').orderBy('recipient').execute()
    assert.deepEqual(recipients.map(({ recipient }) => recipient).sort(), [
      'JOANN@EXAMPLE.TEST',
      'joann@example.test',
    ])
  })

  test('it goes at its very millisecond, and not one before', async () => {
    const { backend, due, ids } = await setUp()
    const id = await addPerson(backend, 'quentin')
    await due(id, backend.clock + 1)
    assert.equal(await forgetLeavers(backend), 0)
    backend.clock += 1
    assert.equal(await forgetLeavers(backend), 1)
    assert.deepEqual(await ids(), [])
  })

  test('who stays, and who came back, is never removed', async () => {
    const { backend, store, ids } = await setUp()
    const id = await addPerson(backend, 'quentin')
    backend.clock += 10 ** 12
    assert.equal(await forgetLeavers(backend), 0)
    assert.equal(await store.transaction((tx) => forgetAccount(backend, tx, id, backend.clock)), false)
    assert.deepEqual(await ids(), [id])
  })

  test('many at once, by several janitors: each goes once', async () => {
    const { backend, store, due, ids } = await setUp()
    for (let number = 0; number < 230; number++) {
      const id = await addPerson(backend, `person${number}`)
      if (number % 23 !== 0) await due(id)
    }
    const other = testBackend(await open.also(store))
    other.clock = backend.clock
    const gone = await Promise.all([forgetLeavers(backend), forgetLeavers(other), forgetLeavers(backend)])
    assert.equal(
      gone.reduce((sum, one) => sum + one),
      220,
    )
    assert.equal((await ids()).length, 10)
  })

  test('one that can’t go keeps no other', async () => {
    const { backend, store, due, ids } = await setUp()
    for (const name of ['a', 'b', 'c']) await due(await addPerson(backend, name))
    const broken: typeof store = {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          const result = await work(tx)
          const left = await tx.selectFrom('users').select('id').where('id', '=', 'b-id').execute()
          if (left.length === 0) throw new Error('a step failed')
          return result
        }),
    }
    assert.equal(await forgetLeavers({ ...backend, now: backend.now, store: broken }), 2)
    assert.deepEqual(await ids(), ['b-id'])
    assert.equal(backend.warnings.length, 1)
    assert.match(backend.warnings[0]!.message, /could not be deleted; the next round tries again/)
    assert.equal(await forgetLeavers(backend), 1)
  })

  test('V15.4.2 coming back at the same moment: wholly back or wholly gone', async () => {
    const { backend, store, due, ids } = await setUp()
    const now = backend.clock
    for (let round = 0; round < 30; round++) {
      const name = `racer${round}`
      const id = await addPerson(backend, name)
      await leaveTraces(backend, name)
      const deletesAt = now + 1000
      await due(id, deletesAt)
      const link = { purpose: 'return', userId: id, payload: { deletesAt }, lifetime: 60, now } as const
      const token = await issueLink(store.db, link)
      const forget = () => store.transaction((tx) => forgetAccount(backend, tx, id, deletesAt))
      const back = () => comeBack({ ...backend, now: () => deletesAt - 1 }, { token, by: OWNER })
      const [first, second] = round % 2 === 0 ? [forget, back] : [back, forget]
      const racing = first()
      await delay(Math.floor(round / 2) % 4)
      const results = await Promise.all([racing, second()])
      const [isGone, isBack] = round % 2 === 0 ? results : results.toReversed()
      assert.equal(isGone, !isBack, `round ${round}`)
      const cells = await cellsWith(store.db, id, `${name}@`)
      if (isGone) assert.deepEqual(cells, [])
      else {
        assert.deepEqual(await ids(), [id])
        assert.ok(cells.includes('sessions.user_id') && cells.includes('outbox.recipient'))
        const row = await store.db.selectFrom('users').select('deletes_at').executeTakeFirstOrThrow()
        assert.equal(row.deletes_at, null)
        await store.db.deleteFrom('users').execute()
      }
    }
  })
})
