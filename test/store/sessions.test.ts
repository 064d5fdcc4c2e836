// Sessions in the database: found while their account allows it, and not a moment longer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SessionStore } from '../../src/shield/session-store.ts'
import type { Store } from '../../src/store/open.ts'
import { type SessionToStore, sqlSessions } from '../../src/store/sessions.ts'
import { eachDatabase } from './databases.ts'

const MAX = 20

const session = (id: string, changes: Partial<SessionToStore> = {}): SessionToStore => ({
  id,
  userId: 'u',
  credentialEpoch: 0,
  assurance: ['password', 'authenticator-code'],
  twoFactor: true,
  binding: '',
  provenAt: 90,
  values: '{"cart":3}',
  address: '192.0.2.1',
  userAgent: 'Browser/1',
  createdAt: 100,
  lastSeenAt: 110,
  ...changes,
})

async function addUser(store: Store, id = 'u'): Promise<void> {
  const names = { username: `Name ${id}`, username_key: id, username_skeleton: id }
  const rest = { email: `${id}@example.org`, email_key: id, created_at: 1, updated_at: 1 }
  await store.db
    .insertInto('users')
    .values({ id, ...names, ...rest })
    .execute()
}

const rows = async ({ db }: Store) =>
  (await db.selectFrom('sessions').select('id').orderBy('id').execute()).map((row) => row.id)

eachDatabase('sessions', (open) => {
  async function withUser() {
    const store = await open()
    await addUser(store)
    return { store, sessions: sqlSessions(store) }
  }

  test('the shield can keep its sessions here', async () => {
    const store: SessionStore = sqlSessions(await open())
    assert.equal(await store.find('unknown'), undefined)
  })

  test('a session comes back as it went in, with its account', async () => {
    const { sessions } = await withUser()
    assert.equal(await sessions.insert(session('s'), MAX), true)
    const { userId, credentialEpoch, twoFactor, ...kept } = session('s')
    const user = {
      id: 'u',
      username: 'Name u',
      email: 'u@example.org',
      emailVerified: false,
      displayName: '',
      roles: [],
      secondFactor: false,
      factorDueAt: null,
    }
    assert.deepEqual(await sessions.find('s'), { ...kept, user })
    assert.equal(await sessions.find('S'), undefined)
    assert.equal(await sessions.find(''), undefined)
  })

  test('a visitor without an account can have one too, and the maximum is not for them', async () => {
    const store = await open()
    const sessions = sqlSessions(store)
    for (const id of ['a', 'b', 'c']) {
      assert.equal(await sessions.insert(session(id, { userId: null, assurance: [] }), 1), true)
    }
    assert.deepEqual(await rows(store), ['a', 'b', 'c'])
    assert.equal((await sessions.find('a'))?.user, null)
  })

  test('on SQLite finding answers at once, without a promise', async () => {
    const { store, sessions } = await withUser()
    const found = sessions.find('unknown')
    assert.equal(found instanceof Promise, store.kind === 'postgres')
    await found
  })

  test('V7.4.2 a suspended account has no sessions, and its sign-in is refused', async () => {
    const { store, sessions } = await withUser()
    for (const id of ['a', 'b', 'c']) await sessions.insert(session(id), MAX)
    await store.db.updateTable('users').set({ state: 'suspended' }).execute()
    for (const id of ['a', 'b', 'c']) assert.equal(await sessions.find(id), undefined)
    assert.equal(await sessions.insert(session('d'), MAX), false)
    assert.deepEqual(await rows(store), ['a', 'b', 'c'])
  })

  test('V7.4.2 a deleted account takes its sessions along', async () => {
    const { store, sessions } = await withUser()
    await addUser(store, 'other')
    await sessions.insert(session('a'), MAX)
    await sessions.insert(session('b', { userId: 'other' }), MAX)
    await store.db.deleteFrom('users').where('id', '=', 'u').execute()
    assert.deepEqual(await rows(store), ['b'])
    assert.equal(await sessions.insert(session('c'), MAX), false)
  })

  test('a change of credentials ends every session of the old epoch, and refuses one that comes late', async () => {
    const { store, sessions } = await withUser()
    await sessions.insert(session('old'), MAX)
    await store.db.updateTable('users').set({ credential_epoch: 1 }).execute()
    assert.equal(await sessions.find('old'), undefined)
    assert.equal(await sessions.insert(session('late'), MAX), false)
    assert.equal(await sessions.insert(session('new', { credentialEpoch: 1 }), MAX), true)
    assert.ok(await sessions.find('new'))
  })

  test('V15.4.2 a sign-in that races a change of the password never lives', async () => {
    const { store, sessions } = await withUser()
    for (let epoch = 0; epoch < 20; epoch++) {
      const id = `s${epoch}`
      const change = store.transaction((tx) =>
        tx
          .updateTable('users')
          .set({ credential_epoch: epoch + 1 })
          .execute(),
      )
      await Promise.all([sessions.insert(session(id, { credentialEpoch: epoch }), MAX), change])
      assert.equal(await sessions.find(id), undefined)
    }
  })

  test('V15.4.2 a sign-in that meets an unfinished change of the password waits, and is refused', async () => {
    const { store, sessions } = await withUser()
    const changed = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const change = store.transaction(async (tx) => {
      await tx.updateTable('users').set({ credential_epoch: 1 }).execute()
      changed.resolve()
      await finish.promise
    })
    await changed.promise
    const late = sessions.insert(session('late'), MAX)
    await Promise.race([late, sleep(100)])
    finish.resolve()
    await change
    assert.equal(await late, false)
    assert.deepEqual(await rows(store), [])
  })

  test('above the maximum the oldest end', async () => {
    const { store, sessions } = await withUser()
    for (const [n, id] of ['c', 'a', 'b', 'd'].entries()) {
      await sessions.insert(session(id, { createdAt: 100 + n }), 2)
    }
    assert.deepEqual(await rows(store), ['b', 'd'])
    await sessions.insert(session('clock went back', { createdAt: 1 }), 2)
    assert.deepEqual(await rows(store), ['clock went back', 'd'])
    await sessions.insert(session('only'), 1)
    assert.deepEqual(await rows(store), ['only'])
  })

  test('30 sign-ins at once leave the maximum and no more', async () => {
    const { store, sessions } = await withUser()
    const added = await Promise.all(
      Array.from({ length: 30 }, (_, n) => sessions.insert(session(`s${n}`, { createdAt: n }), 5)),
    )
    assert.ok(added.every(Boolean))
    assert.equal((await rows(store)).length, 5)
  })

  test('touching moves the last sighting forward only', async () => {
    const { sessions } = await withUser()
    await sessions.insert(session('s'), MAX)
    await sessions.touch('s', 500, '2001:db8::1')
    await sessions.touch('s', 400, '192.0.2.9')
    await sessions.touch('unknown', 600, '192.0.2.9')
    const found = await sessions.find('s')
    assert.deepEqual([found?.lastSeenAt, found?.address], [500, '2001:db8::1'])
  })

  test('V15.4.2 of 50 requests that change the same values at once, one is told that it did', async () => {
    const { sessions } = await withUser()
    await sessions.insert(session('s', { values: '{}' }), MAX)
    const swaps = Array.from({ length: 50 }, (_, n) => sessions.swapValues('s', '{}', `{"n":${n}}`))
    const won = (await Promise.all(swaps)).indexOf(true)
    assert.equal((await Promise.all(swaps)).filter(Boolean).length, 1)
    assert.equal((await sessions.find('s'))?.values, `{"n":${won}}`)
    assert.equal(await sessions.swapValues('unknown', '{}', '{}'), false)
  })

  test('one session or several are removed', async () => {
    const { store, sessions } = await withUser()
    for (const id of ['a', 'b', 'c', 'd']) await sessions.insert(session(id), MAX)
    await sessions.remove('b')
    assert.equal(await sessions.find('b'), undefined)
    assert.equal(await sessions.removeAllOf('u', 'a'), 2)
    assert.deepEqual(await rows(store), ['a'])
    assert.equal(await sessions.removeAllOf('nobody'), 0)
    assert.equal(await sessions.removeAllOf('u'), 1)
  })

  test('V7.5.2 the sessions of an account are listed, last seen first, while it allows them', async () => {
    const { store, sessions } = await withUser()
    await addUser(store, 'other')
    for (const [n, id] of ['b', 'c', 'a'].entries())
      await sessions.insert(session(id, { lastSeenAt: n }), MAX)
    await sessions.insert(session('theirs', { userId: 'other' }), MAX)
    await sessions.insert(session('visitor', { userId: null, assurance: [] }), MAX)
    const listed = async (id = 'u') => (await sessions.listOf(id)).map((one) => one.id)
    assert.deepEqual(await listed(), ['a', 'c', 'b'])
    const kept = { address: '192.0.2.1', userAgent: 'Browser/1', createdAt: 100, lastSeenAt: 2 }
    assert.deepEqual((await sessions.listOf('u'))[0], { id: 'a', ...kept })
    for (const change of [{ state: 'suspended' as const }, { state: 'active' as const, deletes_at: 9 }]) {
      await store.db.updateTable('users').set(change).where('id', '=', 'u').execute()
      assert.deepEqual(await listed(), [])
    }
    await store.db.updateTable('users').set({ deletes_at: null, credential_epoch: 1 }).execute()
    await sessions.insert(session('new', { credentialEpoch: 1 }), MAX)
    assert.deepEqual(await listed(), ['new'])
    assert.deepEqual(await listed('nobody'), [])
  })

  test('sweeping removes what is too long idle or too old, in batches, and tells how many', async () => {
    const { store, sessions } = await withUser()
    const kept = [
      session('kept', { createdAt: 50, lastSeenAt: 200 }),
      session('idle', { createdAt: 50, lastSeenAt: 199 }),
      session('old', { createdAt: 49, lastSeenAt: 300 }),
    ]
    for (const one of kept) await sessions.insert(one, MAX)
    const template = await store.db.selectFrom('sessions').selectAll().limit(1).executeTakeFirstOrThrow()
    const many = Array.from({ length: 1_200 }, (_, n) => ({ ...template, id: `x${n}`, last_seen_at: 1 }))
    await store.db.insertInto('sessions').values(many).execute()
    assert.equal(await sessions.sweep(200, 50), 1_202)
    assert.deepEqual(await rows(store), ['kept'])
    assert.equal(await sessions.sweep(200, 50), 0)
  })
})
