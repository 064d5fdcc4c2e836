// Signing in over the API: tokens or a challenge, the counts of the page, and nothing that tells who has an account.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SecondStepNeeded, SignedIn } from '../../src/api/schemas.ts'
import { assertSameCost } from '../accounts/backend.ts'
import { codeOf, openRoomy, withApp } from '../accounts/two-factor/factors.ts'
import { openHouse, PASSWORD } from '../house.ts'
import { Caller, told } from './caller.ts'

const activity = async ({ store }: Awaited<ReturnType<typeof openRoomy>>) =>
  (await store.db.selectFrom('activity').select('kind').orderBy('seq').execute()).map(({ kind }) => kind)

describe('a password alone', async () => {
  const house = await openRoomy()
  await house.member('alice')
  const phone = new Caller(house)

  test('gives tokens, by name and by address, and they open the account', async () => {
    for (const username of ['alice', ' ALICE ', 'alice@example.test']) {
      const answer = await phone.post('/api/sign-in', { username, password: PASSWORD })
      assert.equal(answer.statusCode, 200)
      assert.ok(SignedIn.strict().safeParse(answer.json()).success, answer.body)
      const me = await phone.get('/api/me', answer.json().accessToken)
      assert.equal(me.json().user.username, 'alice')
    }
    assert.ok((await activity(house)).includes('api-signed-in'))
  })

  test('V14.3.2 no answer is cached, and none sets a cookie', async () => {
    const answer = await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['set-cookie'], undefined)
  })

  test('V6.3.8 wrong, unknown and impossible names: the same answer to the byte', async () => {
    const answers = await Promise.all(
      ['alice', 'nobody', 'nobody@example.test', '<>', 'ａｌｉｃｅ２'].map((username) =>
        phone.post('/api/sign-in', { username, password: 'not the river at all' }),
      ),
    )
    for (const answer of answers) assert.deepEqual(told(answer), told(answers[0]!))
    assert.equal(answers[0]!.statusCode, 401)
    assert.equal(answers[0]!.json().code, 'sign-in-refused')
    assert.equal(answers[0]!.headers['www-authenticate'], 'Bearer realm="api"')
  })

  test('a suspended account is refused as if the password were wrong', async () => {
    await house.member('bob')
    await house.store.db
      .updateTable('users')
      .set({ state: 'suspended' })
      .where('username', '=', 'bob')
      .execute()
    const answer = await phone.post('/api/sign-in', { username: 'bob', password: PASSWORD })
    const wrong = await phone.post('/api/sign-in', { username: 'bob', password: 'not the river at all' })
    assert.deepEqual(told(answer), told(wrong))
  })

  test('the owner of an account that is leaving is told, after the right password alone', async () => {
    await house.member('cara')
    const { db } = house.store
    await db
      .updateTable('users')
      .set({ deletes_at: house.clock.now + 1e9 })
      .where('username', '=', 'cara')
      .execute()
    const right = await phone.post('/api/sign-in', { username: 'cara', password: PASSWORD })
    assert.deepEqual([right.statusCode, right.json().code], [403, 'account-leaving'])
    const wrong = await phone.post('/api/sign-in', { username: 'cara', password: 'not the river at all' })
    assert.equal(wrong.json().code, 'sign-in-refused')
  })
})

test('V6.3.8 known and unknown names cost the same', async () => {
  const house = await openHouse({ throttle: { free: 99 }, password: { memory: 4096 } })
  await house.member('alice')
  const phone = new Caller(house)
  const guess = (username: string) => () =>
    phone.post('/api/sign-in', { username, password: 'not the river at all' })
  await assertSameCost(guess('alice'), guess('nobody'))
})

describe('V6.3.1 guesses', () => {
  test('at one account wait, whichever door they come to', async () => {
    const house = await openHouse()
    await house.member('alice')
    const phone = new Caller(house)
    const wrong = { username: 'alice', password: 'not the river at all' }
    for (let count = 0; count < house.settings.throttle.free; count++) await phone.post('/api/sign-in', wrong)
    const paused = await phone.post('/api/sign-in', { ...wrong, password: PASSWORD })
    assert.deepEqual([paused.statusCode, paused.json().code], [429, 'guesses-paused'])
    assert.ok(Number(paused.headers['retry-after']) > 0)
    assert.equal(paused.json().retryAfter, Number(paused.headers['retry-after']))
    const page = house.visitor()
    await page.post('/login', { username: 'alice', password: PASSWORD })
    assert.equal(page.status, 429)
  })

  test('of strangers do not keep out a device that the owner has signed in with', async () => {
    const house = await openHouse()
    await house.member('alice')
    const phone = new Caller(house)
    const { device } = await phone.signIn()
    for (let count = 0; count < house.settings.throttle.free; count++)
      await phone.post('/api/sign-in', { username: 'alice', password: 'not the river at all' })
    const right = { username: 'alice', password: PASSWORD }
    assert.equal((await phone.post('/api/sign-in', right)).statusCode, 429)
    assert.equal((await phone.post('/api/sign-in', { ...right, device })).statusCode, 200)
    assert.equal((await phone.post('/api/sign-in', { ...right, device: `${device}x` })).statusCode, 429)
  })

  test('from one address and at one account are limited as on the page, together with the page', async () => {
    const limits = { login: '4 per minute', loginAccount: '6 per minute' }
    const house = await openHouse({ limits, throttle: { free: 99 } })
    const phone = new Caller(house)
    const guess = () => phone.post('/api/sign-in', { username: 'nobody', password: 'not the river at all' })
    for (let count = 0; count < 4; count++) assert.equal((await guess()).statusCode, 401)
    assert.equal((await guess()).json().code, 'too-many-requests')
    phone.address = '198.51.100.9'
    assert.equal((await guess()).statusCode, 401)
    const page = house.visitor({ address: '203.0.113.7' })
    await page.post('/login', { username: 'nobody', password: 'not the river at all' })
    assert.equal(page.status, 401)
    await page.post('/login', { username: 'nobody', password: 'not the river at all' })
    assert.equal(page.status, 429)
  })
})

describe('V6.3.3 with a second factor', () => {
  test('the password gives a challenge and no token; a code and the challenge give tokens, once', async () => {
    const house = await openRoomy()
    const { key } = await withApp(house)
    const phone = new Caller(house)
    const half = await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })
    assert.ok(SecondStepNeeded.strict().safeParse(half.json()).success, half.body)
    const { challenge } = half.json()
    assert.equal((await phone.get('/api/me', challenge)).statusCode, 401)

    const wrong = await phone.post('/api/sign-in/second-step', { challenge, code: '000000' })
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'code-refused'])
    const code = codeOf(key, house.clock.now)
    const right = await phone.post('/api/sign-in/second-step', { challenge, code })
    assert.equal(right.statusCode, 200, right.body)
    const me = (await phone.get('/api/me', right.json().accessToken)).json()
    assert.deepEqual(me.token.proven, ['password', 'authenticator-code'])
    const again = await phone.post('/api/sign-in/second-step', { challenge, code })
    assert.deepEqual([again.statusCode, again.json().code], [401, 'challenge-over'])
  })

  test('a recovery code takes its place', async () => {
    const house = await openRoomy()
    const { codes } = await withApp(house)
    const phone = new Caller(house)
    const half = await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })
    const { challenge } = half.json()
    const right = await phone.post('/api/sign-in/second-step', { challenge, code: codes[0] })
    assert.equal(right.json().kind, 'signed-in')
  })

  test('a challenge is over when its time is, and when the password changes', async () => {
    const house = await openRoomy()
    const { key } = await withApp(house)
    const phone = new Caller(house)
    const begin = async () =>
      (await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })).json()
    const finish = (challenge: string) =>
      phone.post('/api/sign-in/second-step', { challenge, code: codeOf(key, house.clock.now) })
    const { challenge: old, expiresIn } = await begin()
    house.clock.forward(expiresIn)
    assert.equal((await finish(old)).json().code, 'challenge-over')
    const { challenge } = await begin()
    await house.store.db
      .updateTable('users')
      .set((is) => ({ credential_epoch: is('credential_epoch', '+', 1) }))
      .execute()
    assert.equal((await finish(challenge)).json().code, 'challenge-over')
    assert.equal((await finish('x'.repeat(43))).json().code, 'challenge-over')
  })

  test('of 50 parallel posts of one right code one signs in', async () => {
    const house = await openRoomy({ throttle: { free: 99 } })
    const { key } = await withApp(house)
    const phone = new Caller(house)
    const { challenge } = (await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })).json()
    const code = codeOf(key, house.clock.now)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => phone.post('/api/sign-in/second-step', { challenge, code })),
    )
    assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1)
    assert.equal((await house.store.db.selectFrom('api_sessions').select('id').execute()).length, 1)
  })

  test('whoever has to set one up and has not is refused', async () => {
    const house = await openRoomy({ secondFactor: { policy: 'all', grace: 0 } })
    const alice = house.visitor()
    await alice.open('/register')
    alice.fill({ username: 'alice', email: 'alice@example.test', password: PASSWORD })
    await alice.press('Create account')
    const answer = await new Caller(house).post('/api/sign-in', { username: 'alice', password: PASSWORD })
    assert.deepEqual([answer.statusCode, answer.json().code], [403, 'second-factor-setup'])
  })
})
