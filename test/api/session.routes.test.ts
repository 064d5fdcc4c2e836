// Refreshing, revoking, signing out everywhere, and what the page of sessions ends.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Tokens } from '../../src/api/schemas.ts'
import { requireToken } from '../../src/shield/token-guard.ts'
import { openRoomy } from '../accounts/two-factor/factors.ts'
import { openHost, signUpAndIn } from '../shield/host.ts'
import { Caller, told } from './caller.ts'

async function signedIn() {
  const house = await openRoomy()
  const alice = await house.member('alice')
  const phone = new Caller(house)
  return { house, alice, phone, held: await phone.signIn() }
}

describe('a refresh', () => {
  test('gives the next tokens, of the same sign-in', async () => {
    const { house, phone, held } = await signedIn()
    house.clock.forward(300)
    const next = await phone.post('/api/refresh', { refreshToken: held.refreshToken })
    assert.ok(Tokens.strict().safeParse(next.json()).success, next.body)
    const [before, after] = await Promise.all(
      [held.accessToken, next.json().accessToken].map(async (token) =>
        (await phone.get('/api/me', token)).json(),
      ),
    )
    assert.deepEqual(before, after)
    assert.equal(after.token.provenAt, '2026-01-01T12:00:00.000Z')
  })

  test('a lost answer is given again; a late second use ends the sign-in, and is refused as any bad token is', async () => {
    const { house, phone, held } = await signedIn()
    const first = (await phone.post('/api/refresh', { refreshToken: held.refreshToken })).json()
    const lost = (await phone.post('/api/refresh', { refreshToken: held.refreshToken })).json()
    assert.equal(lost.refreshToken, first.refreshToken)
    house.clock.forward(house.settings.api.refreshGrace)
    const stolen = await phone.post('/api/refresh', { refreshToken: held.refreshToken })
    const nonsense = await phone.post('/api/refresh', { refreshToken: 'x' })
    assert.deepEqual(told(stolen), told(nonsense))
    assert.equal(told(stolen).challenge, 'Bearer error="invalid_token"')
    assert.equal((await phone.post('/api/refresh', { refreshToken: first.refreshToken })).statusCode, 401)
    assert.equal((await phone.get('/api/me', first.accessToken)).statusCode, 401)
  })
})

describe('a revocation', () => {
  test('ends the sign-in; nothing tells whether there was one', async () => {
    const { phone, held } = await signedIn()
    const real = await phone.post('/api/revoke', { refreshToken: held.refreshToken })
    const none = await phone.post('/api/revoke', { refreshToken: 'x' })
    assert.deepEqual([real.statusCode, real.body, none.statusCode, none.body], [204, '', 204, ''])
    assert.equal((await phone.post('/api/refresh', { refreshToken: held.refreshToken })).statusCode, 401)
    assert.equal((await phone.get('/api/me', held.accessToken)).statusCode, 401)
  })
})

describe('V7.4.3 signing out everywhere', () => {
  test('ends browsers, sign-ins and personal tokens', async () => {
    const { alice, phone, held } = await signedIn()
    const other = await phone.signIn()
    const body = { name: 'script', scopes: ['read'], expiresIn: 3600 }
    const { token } = (await phone.post('/api/tokens', body, held.accessToken)).json()
    assert.equal((await phone.get('/api/me', token)).statusCode, 200)
    const answer = await phone.post('/api/sign-out-everywhere', undefined, held.accessToken)
    assert.equal(answer.statusCode, 204)
    for (const gone of [held.accessToken, other.accessToken, token])
      assert.equal((await phone.get('/api/me', gone)).statusCode, 401)
    await alice.open('/dashboard')
    assert.equal(alice.path, '/login')
  })

  test('V7.5.2 asks for a recent sign-in, which a refresh is not', async () => {
    const { house, alice, phone, held } = await signedIn()
    const { maxAge } = house.settings.confirm
    house.clock.forward(maxAge - 1)
    const { accessToken } = (await phone.post('/api/refresh', { refreshToken: held.refreshToken })).json()
    house.clock.forward(1)
    const answer = await phone.post('/api/sign-out-everywhere', undefined, accessToken)
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'proof-needed'])
    assert.equal(
      answer.headers['www-authenticate'],
      `Bearer error="insufficient_user_authentication", max_age="${maxAge}"`,
    )
    await alice.open('/dashboard')
    assert.equal(alice.path, '/dashboard')
  })
})

describe('V7.5.2 the page of sessions', () => {
  test('shows a sign-in over the API as such, and ends it: refresh and fresh routes at once', async () => {
    const { house, alice, phone, held } = await signedIn()
    await alice.open('/sessions')
    assert.match(alice.text, /An unknown device API Address192\.0\.2\.44/)
    await alice.press('End this session')
    assert.match(alice.text, /The session has ended/)
    assert.equal((await phone.post('/api/refresh', { refreshToken: held.refreshToken })).statusCode, 401)
    assert.equal((await phone.get('/api/me', held.accessToken)).statusCode, 401)
    assert.equal((await house.store.db.selectFrom('api_sessions').select('id').execute()).length, 0)
  })

  test('ends all others, apps among them, and nobody else’s', async () => {
    const { house, alice, phone, held } = await signedIn()
    await house.member('bob')
    const bobs = await phone.signIn('bob')
    await alice.open('/sessions')
    await alice.press('End all other sessions')
    assert.match(alice.text, /All other sessions have ended: 1\./)
    assert.equal((await phone.get('/api/me', held.accessToken)).statusCode, 401)
    assert.equal((await phone.get('/api/me', bobs.accessToken)).statusCode, 200)
    const handle = (await house.store.db.selectFrom('api_sessions').select('id').executeTakeFirstOrThrow()).id
    await alice.post('/sessions/end', { session: handle }, '/sessions')
    assert.equal((await phone.get('/api/me', bobs.accessToken)).statusCode, 200)
  })

  test('a route that does not ask for it takes the token until its last second, and not in the next', async () => {
    const host = await openHost((app) => {
      const shield = { withoutCookies: true } as const
      app.get('/lazy', { onRequest: requireToken(), config: { shield } }, async () => ({ in: true }))
      app.get('/fresh', { onRequest: requireToken({ fresh: true }), config: { shield } }, async () => ({
        in: true,
      }))
    })
    const alice = await signUpAndIn(host.visitor(), 'alice')
    const phone = new Caller(host)
    const { accessToken } = await phone.signIn()
    await alice.open('/sessions')
    await alice.press('End this session')
    assert.equal((await phone.get('/fresh', accessToken)).statusCode, 401)
    host.clock.forward(host.settings.api.accessLifetime - 1)
    assert.equal((await phone.get('/lazy', accessToken)).statusCode, 200)
    host.clock.forward(1)
    assert.equal((await phone.get('/lazy', accessToken)).statusCode, 401)
  })
})
