// Ending sessions, on both databases: one's own alone, live ones alone, whole and once however many ask.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  endOneSession,
  endOtherSessions,
  handleOf,
  listSessions,
} from '../../../src/accounts/sessions/sessions.ts'
import { sqlSessions } from '../../../src/store/sessions.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addUser } from '../activity/accounts.ts'
import { OWNER, testBackend } from '../backend.ts'

const MAX = 100

eachDatabase('ending sessions', (open) => {
  async function setUp() {
    const backend = testBackend(await open())
    const { store, settings } = backend
    for (const id of ['u', 'v']) await addUser(store, id, 1)
    const sessions = sqlSessions(store)
    /** `ago`: milliseconds since it was made, and last seen. */
    const add = (
      id: string,
      userId = 'u',
      { made = 0, seen = made }: { made?: number; seen?: number } = {},
      credentialEpoch = 0,
    ) =>
      sessions.insert(
        {
          id,
          userId,
          credentialEpoch,
          assurance: ['password'],
          twoFactor: false,
          binding: '',
          provenAt: backend.clock,
          values: '{}',
          address: '192.0.2.9',
          userAgent: 'Firefox/1 (Android)',
          createdAt: backend.clock - made,
          lastSeenAt: backend.clock - seen,
        },
        MAX,
      )
    const ids = async () =>
      (await store.db.selectFrom('sessions').select('id').orderBy('id').execute()).map(({ id }) => id)
    const as = (sessionId: string, userId = 'u') => ({ userId, sessionId, by: OWNER })
    const kinds = () => backend.events.map(({ userId, kind, detail }) => [userId, kind, detail])
    const { idle, absolute } = settings.session
    return { backend, add, ids, as, kinds, idle: idle * 1000, absolute: absolute * 1000, sessions, store }
  }

  test('V7.5.2 the live ones are listed, the last seen first, and none past its time to the millisecond', async () => {
    const { backend, add, idle, absolute } = await setUp()
    await add('now')
    await add('nearly idle', 'u', { made: absolute / 2, seen: idle - 1 })
    await add('idle', 'u', { made: absolute / 2, seen: idle })
    await add('nearly old', 'u', { made: absolute - 1, seen: 5 })
    await add('old', 'u', { made: absolute, seen: 5 })
    await add('of another', 'v')
    const listed = await listSessions(backend, 'u')
    assert.deepEqual(
      listed.map(({ handle }) => handle),
      ['now', 'nearly old', 'nearly idle'].map(handleOf),
    )
    assert.deepEqual(listed[0], {
      handle: handleOf('now'),
      userAgent: 'Firefox/1 (Android)',
      address: '192.0.2.9',
      signedInAt: backend.clock,
      lastSeenAt: backend.clock,
    })
    assert.deepEqual(await listSessions(backend, 'nobody'), [])
  })

  test('those that a suspension or a new password has ended are not listed', async () => {
    const { backend, add, store } = await setUp()
    await add('a')
    await store.db.updateTable('users').set({ state: 'suspended' }).execute()
    assert.deepEqual(await listSessions(backend, 'u'), [])
    await store.db.updateTable('users').set({ state: 'active', credential_epoch: 1 }).execute()
    assert.deepEqual(await listSessions(backend, 'u'), [])
    await store.db.updateTable('users').set({ credential_epoch: 0, deletes_at: 5 }).execute()
    assert.deepEqual(await listSessions(backend, 'u'), [])
  })

  test('V7.5.2 one is ended, and it stands in the activity with its device', async () => {
    const { backend, add, ids, as, kinds } = await setUp()
    for (const id of ['a', 'b', 'c']) await add(id)
    assert.equal(await endOneSession(backend, as('a'), handleOf('b')), 'ended')
    assert.deepEqual(await ids(), ['a', 'c'])
    assert.deepEqual(kinds(), [['u', 'session-ended', { device: 'Firefox on Android' }]])
    assert.equal(await endOneSession(backend, as('a'), handleOf('b')), 'not-there')
    assert.equal(backend.events.length, 1)
  })

  test('V8.2.2 the handle of somebody else’s session does nothing, nor does an id, a token or nonsense', async () => {
    const { backend, add, ids, as } = await setUp()
    for (const id of ['a', 'b']) await add(id)
    await add('theirs', 'v')
    for (const handle of [handleOf('theirs'), 'theirs', 'b', '', '\0', '%', `${handleOf('b')} `]) {
      assert.equal(await endOneSession(backend, as('a'), handle), 'not-there')
    }
    assert.deepEqual(await ids(), ['a', 'b', 'theirs'])
    assert.deepEqual(backend.events, [])
  })

  test('one that is over by the clock, or by the account, is not there any more', async () => {
    const { backend, add, as, idle, store } = await setUp()
    await add('old epoch')
    await store.db.updateTable('users').set({ credential_epoch: 1 }).execute()
    await add('a', 'u', {}, 1)
    await add('idle', 'u', { made: idle }, 1)
    for (const id of ['old epoch', 'idle']) {
      assert.equal(await endOneSession(backend, as('a'), handleOf(id)), 'not-there')
    }
    await add('idle', 'u', { made: idle }, 1)
    assert.equal(await endOtherSessions(backend, as('a')), 0)
    assert.deepEqual(backend.events, [])
  })

  test('V7.5.2 all others are ended and counted, and nobody else’s', async () => {
    const { backend, add, ids, as, kinds, idle } = await setUp()
    for (const id of ['a', 'b', 'c', 'd']) await add(id)
    await add('idle', 'u', { made: idle })
    await add('theirs', 'v')
    assert.equal(await endOtherSessions(backend, as('b')), 3)
    assert.deepEqual(await ids(), ['b', 'theirs'])
    assert.deepEqual(kinds(), [['u', 'sessions-ended', { count: 3 }]])
    assert.equal(await endOtherSessions(backend, as('b')), 0)
    assert.equal(backend.events.length, 1)
  })

  test('a session that was ended meanwhile ends no other, and so does one of another account', async () => {
    const { backend, add, ids, as } = await setUp()
    await add('b')
    await add('theirs', 'v')
    assert.equal(await endOneSession(backend, as('gone'), handleOf('b')), 'no-session')
    assert.equal(await endOtherSessions(backend, as('gone')), undefined)
    assert.equal(await endOtherSessions(backend, as('theirs', 'u')), undefined)
    assert.deepEqual(await ids(), ['b', 'theirs'])
  })

  test('V15.4.2 of 50 that end all others at once, one stays', async () => {
    const { backend, add, ids, as, kinds } = await setUp()
    const names = Array.from({ length: 50 }, (_, n) => `s${n}`)
    for (const id of names) await add(id)
    const counts = await Promise.all(names.map((id) => endOtherSessions(backend, as(id))))
    assert.deepEqual(
      counts.filter((count) => count !== undefined),
      [49],
    )
    assert.deepEqual(await ids(), [`s${counts.indexOf(49)}`])
    assert.deepEqual(kinds(), [['u', 'sessions-ended', { count: 49 }]])
  })

  test('V15.4.2 of 50 that end one at once, one has done it', async () => {
    const { backend, add, as } = await setUp()
    for (const id of ['a', 'b']) await add(id)
    const ends = await Promise.all(
      Array.from({ length: 50 }, () => endOneSession(backend, as('a'), handleOf('b'))),
    )
    assert.equal(ends.filter((end) => end === 'ended').length, 1)
    assert.equal(backend.events.length, 1)
  })
})
