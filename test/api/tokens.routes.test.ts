// Personal access tokens over the API: made, listed and revoked by an app that somebody has signed in with.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ApiBackend } from '../../src/api/needs.ts'
import { MadePersonalToken, PersonalTokens } from '../../src/api/schemas.ts'
import { accountOfApiSession } from '../../src/api/session-account.ts'
import { openHouseOnDisk } from '../accounts/visits.ts'
import { Caller } from './caller.ts'

const BODY = { name: 'Nightly backup', scopes: ['read'], expiresIn: 86_400 }

async function signedIn() {
  const house = await openHouseOnDisk({ limits: { default: '1000 per minute' } })
  await house.member('alice')
  const phone = new Caller(house)
  return { house, phone, ...(await phone.signIn()) }
}

test('one is made, shown once, used, listed, and revoked', async () => {
  const { phone, house, accessToken } = await signedIn()
  const made = await phone.post('/api/tokens', BODY, accessToken)
  assert.equal(made.statusCode, 201)
  assert.ok(MadePersonalToken.strict().safeParse(made.json()).success, made.body)
  const { id, token } = made.json()
  house.clock.forward(60)
  const me = (await phone.get('/api/me', token)).json()
  assert.deepEqual([me.user.username, me.token.kind, me.token.scopes], ['alice', 'personal', ['read']])

  const listed = await phone.get('/api/tokens', accessToken)
  assert.ok(PersonalTokens.strict().safeParse(listed.json()).success, listed.body)
  assert.ok(!listed.body.includes(token.split('.')[1]))
  assert.equal(listed.json().tokens[0].lastUsedAt, '2026-01-01T12:01:00.000Z')

  assert.equal((await phone.delete(`/api/tokens/${id}`, accessToken)).statusCode, 204)
  assert.equal((await phone.get('/api/me', token)).statusCode, 401)
  const again = await phone.delete(`/api/tokens/${id}`, accessToken)
  assert.deepEqual([again.statusCode, again.json().code], [404, 'not-found'])
})

describe('V8.2.1 a personal token', () => {
  test('manages no tokens and no sessions, whatever its scopes', async () => {
    const { phone, accessToken } = await signedIn()
    const made = await phone.post('/api/tokens', { ...BODY, scopes: ['read', 'write'] }, accessToken)
    const { id, token } = made.json()
    for (const answer of [
      await phone.get('/api/tokens', token),
      await phone.post('/api/tokens', BODY, token),
      await phone.delete(`/api/tokens/${id}`, token),
      await phone.post('/api/sign-out-everywhere', undefined, token),
    ]) {
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'scope-missing'])
      assert.equal(answer.headers['www-authenticate'], 'Bearer error="insufficient_scope", scope="account"')
    }
    assert.equal((await phone.get('/api/me', token)).statusCode, 200)
  })

  test('that may only write does not read', async () => {
    const { phone, accessToken } = await signedIn()
    const { token } = (await phone.post('/api/tokens', { ...BODY, scopes: ['write'] }, accessToken)).json()
    assert.equal((await phone.get('/api/me', token)).statusCode, 403)
  })

  test('is good until its last second', async () => {
    const { phone, house, accessToken } = await signedIn()
    const { token } = (await phone.post('/api/tokens', { ...BODY, expiresIn: 60 }, accessToken)).json()
    house.clock.forward(59)
    assert.equal((await phone.get('/api/me', token)).statusCode, 200)
    house.clock.forward(1)
    assert.equal((await phone.get('/api/me', token)).statusCode, 401)
  })
})

test('somebody else’s is not there', async () => {
  const { house, phone, accessToken } = await signedIn()
  await house.member('bob')
  const bob = await phone.signIn('bob')
  const { id, token } = (await phone.post('/api/tokens', BODY, bob.accessToken)).json()
  assert.equal((await phone.delete(`/api/tokens/${id}`, accessToken)).statusCode, 404)
  assert.equal((await phone.get('/api/me', token)).statusCode, 200)
  assert.deepEqual((await phone.get('/api/tokens', accessToken)).json(), { tokens: [] })
})

describe('V2.2.1 what can’t be made', () => {
  const cases: [name: string, changes: object, pointer: string][] = [
    ['no name', { name: '' }, '#/name'],
    ['a name of blanks', { name: '   ' }, '#/name'],
    ['a name with a line break', { name: 'a\nb' }, '#/name'],
    ['a name of 65 letters', { name: 'a'.repeat(65) }, '#/name'],
    ['no scope', { scopes: [] }, '#/scopes'],
    ['the scope of apps', { scopes: ['account'] }, '#/scopes/0'],
    ['an unknown scope', { scopes: ['root'] }, '#/scopes/0'],
    ['no time', { expiresIn: 0 }, '#/expiresIn'],
    ['half a second', { expiresIn: 0.5 }, '#/expiresIn'],
    ['for ever', { expiresIn: 1e12 }, '#/expiresIn'],
    ['longer than the site allows', { expiresIn: 366 * 86_400 }, '#/expiresIn'],
    ['a chosen id', { id: 'x' }, '#'],
  ]
  test('is told by its place', async () => {
    const { phone, accessToken } = await signedIn()
    for (const [name, changes, pointer] of cases) {
      const answer = await phone.post('/api/tokens', { ...BODY, ...changes }, accessToken)
      assert.equal(answer.statusCode, 422, name)
      assert.equal(answer.json().errors[0].pointer, pointer, name)
    }
    assert.deepEqual((await phone.get('/api/tokens', accessToken)).json(), { tokens: [] })
  })

  test('after a while without a new sign-in', async () => {
    const { house, phone, refreshToken } = await signedIn()
    house.clock.forward(house.settings.confirm.maxAge)
    const { accessToken } = (await phone.post('/api/refresh', { refreshToken })).json()
    const answer = await phone.post('/api/tokens', BODY, accessToken)
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'proof-needed'])
  })

  test('a 51st', async () => {
    const { phone, accessToken } = await signedIn()
    for (let count = 0; count < 50; count++)
      assert.equal((await phone.post('/api/tokens', BODY, accessToken)).statusCode, 201)
    const answer = await phone.post('/api/tokens', BODY, accessToken)
    assert.deepEqual([answer.statusCode, answer.json().code], [409, 'too-many-tokens'])
  })

  test('past a change of the credentials that came in between', async () => {
    const { house, phone, accessToken } = await signedIn()
    await house.store.db
      .updateTable('users')
      .set((is) => ({ credential_epoch: is('credential_epoch', '+', 1) }))
      .execute()
    assert.equal((await phone.post('/api/tokens', BODY, accessToken)).statusCode, 401)
    assert.equal((await house.store.db.selectFrom('personal_tokens').select('id').execute()).length, 0)
  })
})

test('a token is made for the credentials that its session has, not for those of a moment later', async () => {
  const { house } = await signedIn()
  const { db } = house.store
  const { id, credential_epoch: before } = await db
    .selectFrom('api_sessions')
    .selectAll()
    .executeTakeFirstOrThrow()
  await db
    .updateTable('users')
    .set((is) => ({ credential_epoch: is('credential_epoch', '+', 1) }))
    .execute()
  const backend = { store: house.store } as ApiBackend
  assert.equal((await accountOfApiSession(backend, id))?.credentialEpoch, before)
  assert.equal(await accountOfApiSession(backend, 'x'), undefined)
})

test('odd ids find nothing, and break nothing', async () => {
  const { phone, accessToken } = await signedIn()
  for (const id of ['x', '%00', '%ff', '..', '%2e%2e', "'--", '💥', 'a'.repeat(65), 'a'.repeat(2000)]) {
    const answer = await phone.delete(`/api/tokens/${id}`, accessToken)
    assert.ok([400, 404, 405, 414, 422].includes(answer.statusCode), `${id}: ${answer.statusCode}`)
  }
})
