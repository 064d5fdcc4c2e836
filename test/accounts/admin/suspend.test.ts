// Suspending, restoring and signing out, on both databases: at once, written down, and told to the owner.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountById } from '../../../src/accounts/account.ts'
import { restore, signOutEverywhere, suspend } from '../../../src/accounts/admin/suspend.ts'
import { changeByOperator } from '../../../src/accounts/change.ts'
import { eachDatabase } from '../../store/databases.ts'
import { testBackend } from '../backend.ts'
import { addPerson, isIn, linesOf, signIn } from './people.ts'

eachDatabase('suspending', (open) => {
  test('V7.4.2 ends all sessions at once, is written down once, and its owner is told', async () => {
    const backend = testBackend(await open())
    const { db } = backend.store
    const visits = [await addPerson(backend, 'u'), await signIn(backend, 'u', 'another')]
    const other = await addPerson(backend, 'v')
    const by = (how: typeof suspend) => changeByOperator(backend, 'u@example.org', how)
    await db.updateTable('users').set({ email_key: 'u@example.org' }).where('id', '=', 'u').execute()

    assert.deepEqual(await by(suspend), { username: 'Name u', outcome: { kind: 'done', ended: 2 } })
    for (const visit of visits) assert.equal(await isIn(backend, visit), false)
    assert.equal(await isIn(backend, other), true)
    assert.equal((await accountById(db, 'u'))?.state, 'suspended')
    assert.deepEqual((await by(suspend))?.outcome, { kind: 'unchanged' })

    assert.deepEqual((await by(restore))?.outcome, { kind: 'done', ended: 0 })
    assert.deepEqual((await by(restore))?.outcome, { kind: 'unchanged' })
    assert.equal((await accountById(db, 'u'))?.state, 'active')
    for (const visit of visits) assert.equal(await isIn(backend, visit), false)
    assert.deepEqual(await linesOf(backend, 'u'), ['suspended operator {}', 'restored operator {}'])
    const mails = await db.selectFrom('outbox').select(['recipient', 'subject']).orderBy('subject').execute()
    assert.deepEqual(mails, [
      { recipient: 'u@example.org', subject: 'Your account at Portcullis is open again' },
      { recipient: 'u@example.org', subject: 'Your account at Portcullis is suspended' },
    ])
  })

  test('nothing is mailed to an address that nobody has confirmed', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    await backend.store.db.updateTable('users').set({ email_verified_at: null }).execute()
    for (const how of [suspend, restore, signOutEverywhere]) await changeByOperator(backend, 'u', how)
    assert.deepEqual(await backend.store.db.selectFrom('outbox').selectAll().execute(), [])
  })

  test('signing out everywhere leaves the account as it is', async () => {
    const backend = testBackend(await open())
    const u = await addPerson(backend, 'u', ['editor'])
    const before = await accountById(backend.store.db, 'u')
    const signedOut = await changeByOperator(backend, 'u', signOutEverywhere)
    assert.deepEqual(signedOut?.outcome, { kind: 'done', ended: 1 })
    assert.equal(await isIn(backend, u), false)
    const credentialEpoch = before!.credentialEpoch + 1
    assert.deepEqual(await accountById(backend.store.db, 'u'), { ...before, credentialEpoch })
    assert.equal(await isIn(backend, await signIn(backend, 'u', 'anew')), true)
    assert.deepEqual(await linesOf(backend, 'u'), ['signed-out-everywhere operator {}'])
  })

  test('sessions that are dead already are not counted', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    await backend.store.db.updateTable('users').set({ credential_epoch: 7 }).execute()
    assert.deepEqual((await changeByOperator(backend, 'u', signOutEverywhere))?.outcome, {
      kind: 'done',
      ended: 0,
    })
    assert.deepEqual(await backend.store.db.selectFrom('sessions').selectAll().execute(), [])
  })

  test('V15.4.2 twenty at once suspend it once', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    const all = await Promise.all(Array.from({ length: 20 }, () => changeByOperator(backend, 'u', suspend)))
    assert.equal(all.filter((one) => one?.outcome.kind === 'done').length, 1)
    assert.equal((await linesOf(backend, 'u')).length, 1)
  })

  test('V2.3.3 where the activity can’t be written, nothing is changed and nothing mailed', async () => {
    const backend = testBackend(await open())
    const u = await addPerson(backend, 'u')
    const broken = changeByOperator(backend, 'u', (change) =>
      suspend({ ...change, note: () => Promise.reject(new Error('full')) }),
    )
    await assert.rejects(broken, /full/)
    assert.equal(await isIn(backend, u), true)
    assert.deepEqual(await backend.store.db.selectFrom('outbox').selectAll().execute(), [])
  })
})
