// Sign-ins over the API: opened only for an account as it was judged, listed, ended, and told to the owner.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endAllSessions, setSuspended } from '../../src/accounts/account.ts'
import { setPassword } from '../../src/accounts/password/set-password.ts'
import { verifyAccessToken } from '../../src/api/access-token.ts'
import { findPersonalToken, makePersonalToken } from '../../src/api/personal-tokens.ts'
import { refresh } from '../../src/api/refresh.ts'
import {
  endAllApiSessions,
  endApiSession,
  listApiSessions,
  revokeRefreshToken,
  signOutEverywhere,
  startApiSession,
} from '../../src/api/sessions.ts'
import { isStillGood } from '../../src/api/still-good.ts'
import { OWNER } from '../accounts/backend.ts'
import { eachDatabase } from '../store/databases.ts'
import { addPerson, outbox, withAlice } from './people.ts'

const PHONE = { actor: 'owner', address: '198.51.100.7', userAgent: 'Phone/2' } as const
const DAY = 86_400_000

eachDatabase('sign-ins over the API', (open) => {
  test('V6.3.4 what is opened, and by whom not', async () => {
    const { backend, account, activity } = await withAlice(await open())
    const { db } = backend.store
    const before = await account()
    const start = (proven: Parameters<typeof startApiSession>[1]['proven'] = ['password']) =>
      startApiSession(backend, { account: before, proven, by: OWNER })
    assert.equal((await start()).kind, 'started')

    await db.updateTable('users').set({ second_factor: 1 }).execute()
    assert.equal((await start()).kind, 'refused', 'a factor set up meanwhile')
    assert.equal((await start(['authenticator-code'])).kind, 'refused', 'the second factor alone')
    assert.equal((await start([])).kind, 'refused')
    assert.equal((await start(['password', 'authenticator-code'])).kind, 'started')
    assert.equal((await start(['passkey'])).kind, 'started')

    await db.updateTable('users').set({ deletes_at: 1 }).execute()
    assert.equal((await start(['passkey'])).kind, 'refused', 'leaving')
    await db.updateTable('users').set({ deletes_at: null, state: 'suspended' }).execute()
    assert.equal((await start(['passkey'])).kind, 'refused', 'suspended')
    await db.updateTable('users').set({ state: 'active' }).execute()
    assert.equal((await start(['passkey'])).kind, 'started')
    await endAllSessions(db, before.id, backend.clock)
    assert.equal((await start(['passkey'])).kind, 'refused', 'other credentials')
    assert.equal((await activity()).filter((kind) => kind === 'api-signed-in').length, 4)
    await db.deleteFrom('users').execute()
    assert.equal((await start(['passkey'])).kind, 'refused', 'gone')
    assert.equal((await db.selectFrom('api_sessions').select('id').execute()).length, 0)
  })

  test('V6.3.4 a policy that asks for a second factor holds here: in the grace period yes, afterwards no', async () => {
    const { backend, account, signIn } = await withAlice(await open(), {
      secondFactor: { policy: 'all', grace: '7d' },
    })
    const { refreshToken } = await signIn()
    backend.clock += 7 * DAY - 1
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    backend.clock += 1
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'invalid')
    const again = await startApiSession(backend, {
      account: await account(),
      proven: ['password'],
      by: OWNER,
    })
    assert.equal(again.kind, 'factor-needed')
    const passkey = await startApiSession(backend, {
      account: await account(),
      proven: ['passkey'],
      by: OWNER,
    })
    assert.equal(passkey.kind, 'started')
  })

  test('a change of credentials while it is opened: whichever is first, nothing of before lives on', async () => {
    const { backend, account } = await withAlice(await open())
    for (let round = 0; round < 10; round++) {
      const before = await account()
      const [started] = await Promise.all([
        startApiSession(backend, { account: before, proven: ['password'], by: OWNER }),
        backend.store.transaction((tx) => endAllSessions(tx, before.id, backend.clock)),
      ])
      if (started.kind !== 'started') continue
      assert.equal((await refresh(backend, started.refreshToken, OWNER)).kind, 'invalid')
      const principal = (await verifyAccessToken(backend, started.accessToken))!
      assert.equal(await isStillGood(backend, principal), false)
    }
  })

  test('at most as many as the setting allows: the oldest ends, fifty at once included', async () => {
    const { backend, account, signIn } = await withAlice(await open(), { session: { maxPerAccount: 3 } })
    const first = await signIn()
    for (let more = 0; more < 3; more++) {
      backend.clock += 1000
      await signIn()
    }
    assert.equal((await refresh(backend, first.refreshToken, OWNER)).kind, 'invalid')
    await Promise.all(Array.from({ length: 50 }, () => signIn()))
    assert.equal((await listApiSessions(backend, (await account()).id)).length, 3)
  })

  test('V7.5.2 listed while they live: where from and when, without a token', async () => {
    const { backend, account } = await withAlice(await open(), { api: { refreshLifetime: '1d' } })
    const alice = await account()
    const laptop = await startApiSession(backend, { account: alice, proven: ['password'], by: OWNER })
    const signedInAt = backend.clock
    backend.clock += 1000
    const phone = await startApiSession(backend, { account: alice, proven: ['password'], by: PHONE })
    assert.ok(laptop.kind === 'started' && phone.kind === 'started')
    backend.clock += 1000
    const next = await refresh(backend, laptop.refreshToken, { ...OWNER, address: '192.0.2.99' })
    const listed = await listApiSessions(backend, alice.id)
    assert.deepEqual(listed[0], {
      id: laptop.sessionId,
      userAgent: OWNER.userAgent,
      address: '192.0.2.99',
      signedInAt,
      lastUsedAt: backend.clock,
    })
    assert.deepEqual(
      listed.map(({ id }) => id),
      [laptop.sessionId, phone.sessionId],
    )
    backend.clock += DAY - 1000
    assert.deepEqual(
      (await listApiSessions(backend, alice.id)).map(({ id }) => id),
      [laptop.sessionId],
    )
    assert.ok(next.kind === 'rotated')
    await backend.store.transaction((tx) => endAllSessions(tx, alice.id, backend.clock))
    assert.deepEqual(await listApiSessions(backend, alice.id), [])
  })

  test('V7.4.3 V7.5.2 ended one by one, all others, and never somebody else’s', async () => {
    const { backend, account, signIn, activity } = await withAlice(await open())
    const { id: userId } = await account()
    const mallory = await addPerson(backend, 'mallory')
    const sessions = [await signIn(), await signIn(), await signIn(), await signIn()] as const
    const end = (id: string, by = userId) => endApiSession(backend, { userId: by, id, by: OWNER })
    assert.equal(await end(sessions[0].sessionId, mallory.id), 'not-there')
    assert.equal(await end('unknown'), 'not-there')
    assert.equal(await end(sessions[0].sessionId), 'ended')
    assert.equal(await end(sessions[0].sessionId), 'not-there')
    const refreshed = async (n: number) => (await refresh(backend, sessions[n]!.refreshToken, OWNER)).kind
    assert.equal(await refreshed(0), 'invalid')
    assert.equal(await endAllApiSessions(backend, { userId, by: OWNER, except: sessions[1].sessionId }), 2)
    assert.deepEqual([await refreshed(1), await refreshed(2)], ['rotated', 'invalid'])
    assert.equal(await endAllApiSessions(backend, { userId, by: OWNER }), 1)
    assert.equal(await endAllApiSessions(backend, { userId, by: OWNER }), 0)
    assert.equal((await activity()).filter((kind) => kind === 'api-session-ended').length, 3)
  })

  test('V15.4.2 ended fifty times at once, it stands in the activity once', async () => {
    const { backend, account, signIn, activity } = await withAlice(await open())
    const { id: userId } = await account()
    const { sessionId, refreshToken } = await signIn()
    const ends = Array.from({ length: 50 }, (_, n) =>
      n % 2 === 0
        ? endApiSession(backend, { userId, id: sessionId, by: OWNER })
        : revokeRefreshToken(backend, refreshToken, OWNER),
    )
    await Promise.all(ends)
    assert.deepEqual(await activity(), ['api-signed-in', 'api-session-ended'])
  })

  test('RFC 7009 by its refresh token, an old one too; whatever else is sent changes nothing', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    const other = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    await revokeRefreshToken(backend, refreshToken, OWNER)
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'invalid')
    for (const token of ['', 'x', other.accessToken, `${other.refreshToken} `])
      await revokeRefreshToken(backend, token, OWNER)
    assert.equal((await refresh(backend, other.refreshToken, OWNER)).kind, 'rotated')
  })

  test('V7.4.3 everywhere: pages, API and personal tokens end with one write', async () => {
    const { backend, account, signIn, activity } = await withAlice(await open())
    const alice = await account()
    const { accessToken, refreshToken } = await signIn()
    const made = await makePersonalToken(backend, {
      account: alice,
      name: 'backup',
      scopes: ['read'],
      lifetime: 3600,
      by: OWNER,
    })
    assert.ok(made.kind === 'made')
    await signOutEverywhere(backend, { userId: alice.id, by: OWNER })
    assert.equal((await account()).credentialEpoch, alice.credentialEpoch + 1)
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'invalid')
    assert.equal(await findPersonalToken(backend, made.token), undefined)
    assert.equal(await isStillGood(backend, (await verifyAccessToken(backend, accessToken))!), false)
    assert.equal((await activity()).at(-1), 'signed-out-everywhere')
  })

  test('V7.4.2 V7.4.3 a new password and a suspension end everything at once', async () => {
    const { backend, account, signIn } = await withAlice(await open())
    const alice = await account()
    const changed = await signIn()
    await setPassword(backend, alice, 'another long walk by the sea', OWNER)
    assert.equal((await refresh(backend, changed.refreshToken, OWNER)).kind, 'invalid')
    const suspended = await signIn()
    await setSuspended(backend.store.db, alice.id, true, backend.clock)
    assert.equal((await refresh(backend, suspended.refreshToken, OWNER)).kind, 'invalid')
  })

  test('V6.3.5 a mail tells of a sign-in from where none is known, with a link to throw it out; the first of all tells nothing', async () => {
    const store = await open()
    const { backend, account, activity } = await withAlice(store)
    const start = async (by: typeof OWNER) =>
      startApiSession(backend, { account: await account(), proven: ['password'], by })
    await start(OWNER)
    assert.equal((await outbox(store)).length, 0)
    await start(OWNER)
    assert.equal((await outbox(store)).length, 0, 'the same address and app')
    await start(PHONE)
    const [mail, ...more] = await outbox(store)
    assert.deepEqual([mail!.recipient, more.length], ['alice@example.org', 0])
    for (const version of [mail!.text, mail!.html]) {
      assert.match(version, /198\.51\.100\.7/)
      assert.match(version, /https:\/\/site\.example\/not-me\?token=/)
    }
    assert.deepEqual(await activity(), ['api-signed-in', 'api-signed-in', 'api-signed-in'])
    await backend.store.db.updateTable('users').set({ email_verified_at: null }).execute()
    await start({ ...PHONE, address: '203.0.113.1' })
    assert.equal((await outbox(store)).length, 1, 'an address that nobody confirmed gets none')
  })
})
