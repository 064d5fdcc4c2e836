// Families of refresh tokens: one exchange each, one successor within the grace, and the end for an old one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setSuspended } from '../../src/accounts/account.ts'
import { verifyAccessToken } from '../../src/api/access-token.ts'
import { refresh } from '../../src/api/refresh.ts'
import { endApiSession, listApiSessions } from '../../src/api/sessions.ts'
import { hashToken } from '../../src/crypto/token.ts'
import { OWNER, testBackend } from '../accounts/backend.ts'
import { eachDatabase } from '../store/databases.ts'
import { ORIGIN, outbox, withAlice } from './people.ts'

const THIEF = { actor: 'owner', address: '203.0.113.66', userAgent: 'curl/8' } as const

const kindsOf = (results: readonly { kind: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]).sort(),
  )

eachDatabase('refresh tokens', (open) => {
  test('each is good for one exchange, and the access token that comes with it is good', async () => {
    const { backend, account, signIn } = await withAlice(await open())
    const { refreshToken, sessionId } = await signIn(['password', 'authenticator-code'])
    assert.match(refreshToken, /^pcr_[\w-]{43}$/)
    backend.clock += 9 * 60_000
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    assert.notEqual(next.refreshToken, refreshToken)
    assert.equal(next.expiresIn, 600)
    const principal = (await verifyAccessToken(backend, next.accessToken))!
    assert.equal(principal.id, sessionId)
    assert.equal(principal.user.id, (await account()).id)
    // A refresh proves nothing anew.
    assert.deepEqual(principal.assurance, ['password', 'authenticator-code'])
    assert.equal(principal.provenAt, backend.clock - 9 * 60_000)
    const after = await refresh(backend, next.refreshToken, OWNER)
    assert.equal(after.kind, 'rotated')
  })

  test('neither it nor its successor is readable in the database', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    const rows = await backend.store.db.selectFrom('refresh_tokens').selectAll().execute()
    assert.deepEqual(
      rows.map(({ id }) => id).sort(),
      [hashToken(refreshToken), hashToken(next.refreshToken)].sort(),
    )
    const text = JSON.stringify(rows)
    for (const token of [refreshToken, next.refreshToken]) assert.ok(!text.includes(token.slice(4)))
  })

  test('V15.4.2 fifty at once: one exchange, the same successor for all, one family', async () => {
    const store = await open()
    const { backend, account, signIn, activity } = await withAlice(store)
    const { refreshToken } = await signIn()
    const other = testBackend(await open.also(store), { options: { origin: ORIGIN } })
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => refresh(n % 2 === 0 ? backend : other, refreshToken, OWNER)),
    )
    assert.deepEqual(kindsOf(results), { grace: 49, rotated: 1 })
    const successors = new Set(results.map((result) => 'refreshToken' in result && result.refreshToken))
    assert.equal(successors.size, 1)
    assert.equal((await store.db.selectFrom('refresh_tokens').select('id').execute()).length, 2)
    assert.equal((await listApiSessions(backend, (await account()).id)).length, 1)
    assert.deepEqual(await activity(), ['api-signed-in'])
    const [successor] = [...successors] as string[]
    assert.equal((await refresh(backend, successor!, OWNER)).kind, 'rotated')
  })

  test('V10.4.5 V15.4.2 fifty at once after the grace: the family dies once, with one notice, and its newest token too', async () => {
    const store = await open()
    const { backend, account, signIn, activity } = await withAlice(store)
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    const mails = (await outbox(store)).length
    backend.clock += 10_000
    const other = testBackend(await open.also(store), { options: { origin: ORIGIN } })
    other.clock = backend.clock
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => refresh(n % 2 === 0 ? backend : other, refreshToken, THIEF)),
    )
    assert.deepEqual(kindsOf(results), { invalid: 49, reused: 1 })
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'invalid')
    assert.deepEqual(await listApiSessions(backend, (await account()).id), [])
    assert.equal((await store.db.selectFrom('refresh_tokens').select('id').execute()).length, 0)
    assert.deepEqual(await activity(), ['api-signed-in', 'api-token-reused'])
    assert.equal((await outbox(store)).length, mails + 1)
  })

  test('V15.4.2 fifty at once, the old one and the new one mixed after the grace: never two families, never a live thief', async () => {
    const store = await open()
    const { backend, signIn } = await withAlice(store)
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    backend.clock += 10_000
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        refresh(backend, n % 2 === 0 ? refreshToken : next.refreshToken, OWNER),
      ),
    )
    assert.equal(results.filter(({ kind }) => kind === 'reused').length, 1)
    const got = new Set(results.flatMap((result) => ('refreshToken' in result ? [result.refreshToken] : [])))
    assert.ok(got.size <= 1)
    for (const token of got) assert.equal((await refresh(backend, token, OWNER)).kind, 'invalid')
    assert.equal((await store.db.selectFrom('api_sessions').select('id').execute()).length, 0)
  })

  test('the grace: good in its last millisecond, over in the next', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    backend.clock += 10_000 - 1
    const again = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated' && again.kind === 'grace')
    assert.equal(again.refreshToken, next.refreshToken)
    assert.ok(await verifyAccessToken(backend, again.accessToken))
    backend.clock += 1
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'reused')
  })

  test('within the grace, but after its successor was used: no answer was lost, so that it is a copy', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'rotated')
    assert.equal((await refresh(backend, refreshToken, THIEF)).kind, 'reused')
  })

  test('V10.4.5 no grace where the setting says so: the second use ends it', async () => {
    const { backend, signIn } = await withAlice(await open(), { api: { refreshGrace: 0 } })
    const { refreshToken } = await signIn()
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'rotated')
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'reused')
  })

  test('V7.3.1 its life, to the millisecond; an old one that is over as well ends nothing', async () => {
    const { backend, signIn } = await withAlice(await open(), { api: { refreshLifetime: '1h' } })
    const first = await signIn()
    const second = await signIn()
    backend.clock += 3_600_000 - 1
    const next = await refresh(backend, first.refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    backend.clock += 1
    assert.equal((await refresh(backend, second.refreshToken, OWNER)).kind, 'invalid')
    assert.equal((await refresh(backend, first.refreshToken, OWNER)).kind, 'invalid')
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'rotated')
  })

  test('V7.3.2 V10.4.8 however often it is refreshed, a sign-in ends, to the millisecond', async () => {
    const { backend, account, signIn } = await withAlice(await open(), {
      api: { sessionLifetime: '1d', refreshLifetime: '20h' },
    })
    const first = await signIn()
    let { refreshToken } = first
    for (const wait of [19, 4]) {
      backend.clock += wait * 3_600_000
      const next = await refresh(backend, refreshToken, OWNER)
      assert.ok(next.kind === 'rotated')
      refreshToken = next.refreshToken
    }
    backend.clock += 3_600_000 - 1
    const last = await refresh(backend, refreshToken, OWNER)
    assert.ok(last.kind === 'rotated')
    backend.clock += 1
    assert.equal((await refresh(backend, last.refreshToken, OWNER)).kind, 'invalid')
    assert.deepEqual(await listApiSessions(backend, (await account()).id), [])
  })

  test('V7.4.2 ended, suspended, of new credentials or leaving: nothing is to be had', async () => {
    const { backend, account, signIn } = await withAlice(await open())
    const { db } = backend.store
    const { id } = await account()
    const ended = await signIn()
    await endApiSession(backend, { userId: id, id: ended.sessionId, by: OWNER })
    assert.equal((await refresh(backend, ended.refreshToken, OWNER)).kind, 'invalid')

    const suspended = await signIn()
    await setSuspended(db, id, true, backend.clock)
    assert.equal((await refresh(backend, suspended.refreshToken, OWNER)).kind, 'invalid')
    await setSuspended(db, id, false, backend.clock)
    assert.equal((await refresh(backend, suspended.refreshToken, OWNER)).kind, 'invalid')

    const left = await signIn()
    await db
      .updateTable('users')
      .set({ deletes_at: backend.clock + 1 })
      .execute()
    assert.equal((await refresh(backend, left.refreshToken, OWNER)).kind, 'invalid')
    await db.updateTable('users').set({ deletes_at: null }).execute()
    assert.equal((await refresh(backend, left.refreshToken, OWNER)).kind, 'rotated')

    const changed = await signIn()
    await db.updateTable('users').set({ credential_epoch: 99 }).execute()
    assert.equal((await refresh(backend, changed.refreshToken, OWNER)).kind, 'invalid')
  })

  test('new roles and a new name come with the next access token', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    await backend.store.db.updateTable('users').set({ roles: '["admin"]' }).execute()
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    assert.deepEqual((await verifyAccessToken(backend, next.accessToken))!.user.roles, ['admin'])
  })

  test('what is no refresh token', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken, accessToken } = await signIn()
    const others = ['', 'pcr_', accessToken, refreshToken.slice(4), `${refreshToken}A`, ` ${refreshToken}`]
    others.push(
      refreshToken.toUpperCase(),
      hashToken(refreshToken),
      'pcr_'.repeat(10_000),
      `pcr_${'\0'.repeat(43)}`,
    )
    for (const token of others) assert.equal((await refresh(backend, token, OWNER)).kind, 'invalid', token)
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'rotated')
  })

  test('V6.3.5 the notice: where from, what to do, and no token in it', async () => {
    const store = await open()
    const { backend, signIn } = await withAlice(store)
    const { refreshToken } = await signIn()
    const next = await refresh(backend, refreshToken, OWNER)
    backend.clock += 3_600_000
    await refresh(backend, refreshToken, THIEF)
    const mail = (await outbox(store)).at(-1)!
    assert.equal(mail.recipient, 'alice@example.org')
    assert.equal(mail.subject, 'An app was signed out of your account at Portcullis')
    for (const version of [mail.text, mail.html]) {
      assert.match(version, /Hello alice,/)
      assert.match(version, /192\.0\.2\.1.*203\.0\.113\.66/)
      assert.ok(version.includes('https://site.example/sessions'))
      assert.ok(next.kind === 'rotated')
      for (const token of [refreshToken, next.refreshToken]) assert.ok(!version.includes(token))
    }
    const [event] = backend.events.slice(-1)
    assert.deepEqual([event!.kind, event!.address], ['api-token-reused', THIEF.address])
    assert.ok(!JSON.stringify(backend.events).includes(refreshToken.slice(4)))
  })
})
