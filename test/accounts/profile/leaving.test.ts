// Leaving and coming back, on both databases: to the millisecond, once, and by one's own link alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueLink, linkPurposes, peekLink } from '../../../src/accounts/link-token.ts'
import { comeBack, leave, offerReturn, peekReturn } from '../../../src/accounts/profile/leaving.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import { eachDatabase } from '../../store/databases.ts'
import { OWNER, testBackend } from '../backend.ts'
import { addPerson, addSession, cellsWith, leaveTraces } from './people.ts'

const WAIT = 14 * 86_400_000 // milliseconds

eachDatabase('leaving', (open) => {
  async function setUp(options = {}) {
    const store = await open()
    const backend = testBackend(store, { options })
    const as = (username = 'alice', userId = 'alice-id') => ({ userId, username, by: OWNER })
    const row = (id = 'alice-id') =>
      store.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
    const kinds = () => backend.events.map(({ userId, kind }) => `${userId} ${kind}`)
    const mails = async () =>
      (await store.db.selectFrom('outbox').selectAll().orderBy('created_at').execute()).map(
        ({ recipient, subject, text }) => ({ recipient, subject, text }),
      )
    const mailedToken = async () => /return\?token=([\w-]{43})/.exec((await mails()).at(-1)!.text)![1]!
    return { backend, store, as, row, kinds, mails, mailedToken }
  }

  test('V7.4.2 V6.3.7 all sessions end, links are dead, the owner is told, and the date stands', async () => {
    const { backend, store, as, row, kinds, mails } = await setUp()
    await addPerson(backend, 'alice')
    await addPerson(backend, 'bob')
    for (const session of ['one', 'two']) await addSession(backend, 'alice-id', session)
    await addSession(backend, 'bob-id')
    const tokens = new Map<string, string>()
    for (const purpose of linkPurposes)
      tokens.set(
        purpose,
        await issueLink(store.db, {
          purpose,
          userId: 'alice-id',
          payload: {},
          lifetime: 9999,
          now: backend.clock,
        }),
      )
    const bobs = await issueLink(store.db, {
      purpose: 'reset',
      userId: 'bob-id',
      payload: {},
      lifetime: 9999,
      now: backend.clock,
    })

    assert.deepEqual(await leave(backend, as(' ALICE ')), {
      kind: 'leaving',
      deletesAt: backend.clock + WAIT,
    })
    const left = await row()
    assert.equal(left?.deletes_at, backend.clock + WAIT)
    assert.equal(left?.credential_epoch, 1)
    assert.deepEqual(
      (await store.db.selectFrom('sessions').select('user_id').execute()).map(({ user_id }) => user_id),
      ['bob-id'],
    )
    assert.equal(await addSession(backend, 'alice-id', 'new', 1), false)
    for (const [purpose, token] of tokens) {
      const works = (await peekLink(store.db, purpose as 'reset', token, backend.clock)) !== undefined
      assert.equal(works, purpose === 'email-undo', purpose)
    }
    assert.ok(await peekLink(store.db, 'reset', bobs, backend.clock))
    assert.equal(kinds().at(-1), 'alice-id deletion-asked')
    const [mail, ...more] = await mails()
    assert.deepEqual(more, [])
    assert.equal(mail?.recipient, 'alice@example.test')
    assert.match(mail?.text ?? '', /will be deleted on Thu, 15 Jan 2026 00:00:00 GMT/)
  })

  test('another name than one’s own changes nothing', async () => {
    const { backend, as, row, mails } = await setUp()
    await addPerson(backend, 'alice')
    await addPerson(backend, 'bob')
    for (const name of ['', 'bob', 'alice@example.test', 'alic', 'alice\0', '\ud800', 'x'.repeat(100_000)]) {
      assert.deepEqual(await leave(backend, as(name)), { kind: 'wrong-name' })
    }
    assert.deepEqual(await leave(backend, as('nobody', 'nobody')), { kind: 'no-account' })
    assert.equal((await row())?.deletes_at, null)
    assert.deepEqual(await mails(), [])
  })

  test('V15.4.2 asked fifty times at once: left once, one mail', async () => {
    const { backend, as, kinds, mails } = await setUp()
    await addPerson(backend, 'alice')
    const results = await Promise.all(Array.from({ length: 50 }, () => leave(backend, as())))
    assert.equal(results.filter(({ kind }) => kind === 'leaving').length, 1)
    assert.equal(results.filter(({ kind }) => kind === 'no-account').length, 49)
    assert.equal((await mails()).length, 1)
    assert.equal(kinds().filter((kind) => kind === 'alice-id deletion-asked').length, 1)
  })

  test('to an address that nobody has confirmed goes no mail', async () => {
    const { backend, store, as, mails } = await setUp()
    await addPerson(backend, 'alice', { confirmed: false })
    assert.equal((await leave(backend, as())).kind, 'leaving')
    assert.deepEqual(await mails(), [])
    assert.deepEqual(await store.db.selectFrom('tokens').selectAll().execute(), [])
  })

  test('V2.3.1 the mailed link works to the last millisecond, and no longer', async () => {
    for (const [before, works] of [
      [1, true],
      [0, false],
      [-1, false],
    ] as const) {
      const { backend, as, row, mailedToken } = await setUp()
      await addPerson(backend, 'alice')
      await leave(backend, as())
      const token = await mailedToken()
      const deletesAt = backend.clock + WAIT
      backend.clock = deletesAt - before
      assert.equal(await peekReturn(backend, token), works ? deletesAt : undefined)
      assert.equal(await comeBack(backend, { token, by: OWNER }), works)
      assert.equal((await row())?.deletes_at, works ? null : deletesAt)
    }
  })

  test('so does the one that a sign-in makes, at any odd millisecond', async () => {
    for (const [before, works] of [
      [1, true],
      [0, false],
    ] as const) {
      const { backend, as } = await setUp({ account: { deleteAfter: 3601 } })
      await addPerson(backend, 'alice')
      await leave(backend, as())
      const deletesAt = backend.clock + 3_601_000
      backend.clock += 1_234_567
      const token = (await offerReturn(backend, 'alice-id'))!
      backend.clock = deletesAt - before
      assert.equal((await offerReturn(backend, 'alice-id')) !== undefined, works)
      const fresh = works ? (await offerReturn(backend, 'alice-id'))! : token
      assert.equal(await comeBack(backend, { token: fresh, by: OWNER }), works)
    }
  })

  test('back: the account is as it was but for its sessions, its owner is told, and all links back are used up', async () => {
    const { backend, as, row, kinds, mails, mailedToken } = await setUp()
    await addPerson(backend, 'alice')
    const before = await row()
    await leave(backend, as())
    const [mailed, ...offered] = [await mailedToken(), (await offerReturn(backend, 'alice-id'))!]
    backend.clock += 1000
    assert.equal(await comeBack(backend, { token: mailed!, by: OWNER }), true)
    assert.deepEqual(await row(), { ...before, credential_epoch: 1, updated_at: backend.clock })
    assert.equal(kinds().at(-1), 'alice-id deletion-cancelled')
    assert.match((await mails()).at(-1)!.subject, /^Your account at Portcullis stays$/)
    for (const token of [mailed!, ...offered]) {
      assert.equal(await peekReturn(backend, token), undefined)
      assert.equal(await comeBack(backend, { token, by: OWNER }), false)
    }
    assert.equal(await addSession(backend, 'alice-id', 'new', 1), true)
  })

  test('a link back is worth nothing for a later leaving, for another purpose, or for another account', async () => {
    const { backend, store, as, row, mailedToken } = await setUp()
    await addPerson(backend, 'alice')
    await leave(backend, as())
    const old = await mailedToken()
    const held = await store.db.selectFrom('tokens').selectAll().executeTakeFirstOrThrow()
    await comeBack(backend, { token: old, by: OWNER })
    backend.clock += 1000
    await leave(backend, as())
    // As if the old row had been kept.
    await store.db.insertInto('tokens').values(held).execute()
    assert.equal(await peekReturn(backend, old), undefined)
    assert.equal(await comeBack(backend, { token: old, by: OWNER }), false)
    for (const purpose of linkPurposes) {
      if (purpose === 'return') continue
      const deletesAt = (await row())!.deletes_at
      const token = await issueLink(store.db, {
        purpose,
        userId: 'alice-id',
        payload: { deletesAt },
        lifetime: 60,
        now: backend.clock,
      })
      assert.equal(await comeBack(backend, { token, by: OWNER }), false)
    }
    assert.notEqual((await row())?.deletes_at, null)
    for (const token of ['', 'x', '\0', 'A'.repeat(43)]) {
      assert.equal(await comeBack(backend, { token, by: OWNER }), false)
      assert.equal(await peekReturn(backend, token), undefined)
    }
  })

  test('V15.4.2 fifty presses of the same button: back once', async () => {
    const { backend, as, kinds, mails, mailedToken } = await setUp()
    await addPerson(backend, 'alice')
    await leave(backend, as())
    const token = await mailedToken()
    const results = await Promise.all(
      Array.from({ length: 50 }, () => comeBack(backend, { token, by: OWNER })),
    )
    assert.equal(results.filter(Boolean).length, 1)
    assert.equal(kinds().filter((kind) => kind.endsWith('deletion-cancelled')).length, 1)
    assert.equal((await mails()).length, 2)
  })

  test('each sign-in during the wait has one link, the newest, beside the mailed one', async () => {
    const { backend, store, as, mailedToken } = await setUp()
    await addPerson(backend, 'alice')
    await leave(backend, as())
    const first = (await offerReturn(backend, 'alice-id'))!
    const second = (await offerReturn(backend, 'alice-id'))!
    assert.equal(await peekReturn(backend, first), undefined)
    assert.ok(await peekReturn(backend, second))
    assert.ok(await peekReturn(backend, await mailedToken()))
    assert.equal((await store.db.selectFrom('tokens').select('id').execute()).length, 2)
    await addPerson(backend, 'bob')
    for (const id of ['bob-id', 'nobody']) assert.equal(await offerReturn(backend, id), undefined)
  })

  test('without a wait it is gone at once, in every table, and its event is passed on', async () => {
    const { backend, store, as, kinds } = await setUp({ account: { deleteAfter: 0 } })
    await addPerson(backend, 'alice')
    await leaveTraces(backend, 'alice')
    assert.deepEqual(await leave(backend, as()), { kind: 'gone' })
    assert.deepEqual(await cellsWith(store.db, 'alice'), [])
    assert.equal(kinds().at(-1), 'alice-id deletion-asked')
  })

  test('a session that is found by nobody: neither while leaving nor when the row were still there', async () => {
    const { backend, store, as } = await setUp()
    await addPerson(backend, 'alice')
    await leave(backend, as())
    await store.db.updateTable('users').set({ credential_epoch: 0 }).execute()
    assert.equal(await addSession(backend, 'alice-id', 'x', 0), false)
    assert.equal(await sqlSessions(store).find('x'), undefined)
  })
})
