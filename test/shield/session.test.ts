// A session begins at sign-in alone, with a token that nobody can guess, plant or change.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hashToken, newToken } from '../../src/crypto/token.ts'
import { startSession } from '../../src/shield/session.ts'
import { PASSWORD } from '../house.ts'
import { countSessions, look, onDisk, openHost, openShielded, signIn, signUpAndIn } from './host.ts'

const STRANGER = '/login?next=%2Fdashboard'

test('V7.2.1 a token with any bit changed is nobody’s', async () => {
  const { visitor } = await openHost()
  const anna = await signUpAndIn(visitor(), 'anna')
  const token = anna.cookies.get('session')!
  const tryToken = async (session: string) =>
    (await visitor().send({ url: '/dashboard', headers: { cookie: `session=${session}` } })).headers[
      'location'
    ]
  assert.equal(await tryToken(token), undefined)
  for (let at = 0; at < token.length; at++) {
    for (const bit of [1, 2, 4, 8, 16, 32]) {
      const turned = String.fromCharCode(token.charCodeAt(at) ^ bit)
      const other = `${token.slice(0, at)}${turned}${token.slice(at + 1)}`
      assert.equal(await tryToken(other), STRANGER, `character ${at}, bit ${bit}`)
    }
  }
  for (const other of [token.slice(1), `${token}A`, token.toUpperCase(), hashToken(token), '']) {
    assert.equal(await tryToken(other), STRANGER)
  }
})

test('V7.2.1 a session whose row is gone is none', async () => {
  const host = await openHost(undefined, onDisk())
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const store = await look(host)
  await store.db.deleteFrom('sessions').execute()
  await anna.open('/dashboard')
  assert.equal(anna.path, '/login')
})

test('V7.2.3 V7.2.2 10,000 tokens are all different, 43 characters of 32 random bytes', () => {
  const tokens = new Set(Array.from({ length: 10_000 }, () => newToken()))
  assert.equal(tokens.size, 10_000)
  for (const token of tokens) assert.match(token, /^[\w-]{43}$/)
  // Each of the 64 characters turns up about as often as any other; 43 × 10,000 draws, ten deviations.
  const counts = new Map<string, number>()
  for (const token of tokens)
    for (const one of token.slice(0, 42)) counts.set(one, (counts.get(one) ?? 0) + 1)
  assert.equal(counts.size, 64)
  for (const count of counts.values()) assert.ok(Math.abs(count - 6_562.5) < 810, String(count))
})

test('V7.2.3 the store holds the hash of a token, never the token', async () => {
  const host = await openHost(undefined, onDisk())
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const token = anna.cookies.get('session')!
  assert.match(token, /^[\w-]{43}$/)
  const rows = await (await look(host)).db.selectFrom('sessions').selectAll().execute()
  assert.deepEqual(
    rows.map(({ id }) => id),
    [hashToken(token)],
  )
  assert.ok(!JSON.stringify(rows).includes(token))
})

test('V7.2.4 V7.2.2 each sign-in brings a new token, and the one before is dead', async () => {
  const { visitor } = await openHost()
  const anna = await signUpAndIn(visitor(), 'anna')
  const thief = anna.copy()
  const tokens = new Set([anna.cookies.get('session')])
  for (let i = 0; i < 3; i++) {
    const token = await anna.token('/dashboard')
    const form = { username: 'anna', password: PASSWORD, csrf_token: token }
    await anna.send({ method: 'POST', url: '/login', form, headers: anna.browserHeaders('POST') })
    assert.equal(anna.status, 303)
    tokens.add(anna.cookies.get('session'))
    await thief.open('/dashboard')
    assert.equal(thief.path, '/login')
    thief.cookies.set('session', anna.cookies.get('session')!)
  }
  assert.equal(tokens.size, 4)
})

test('V7.2.4 a planted session cookie is never adopted', async () => {
  const { visitor } = await openHost()
  await signUpAndIn(visitor(), 'anna')
  const planted = newToken()
  const anna = visitor()
  anna.cookies.set('session', planted)
  await signIn(anna, 'anna')
  assert.notEqual(anna.cookies.get('session'), planted)
  const mallory = visitor()
  mallory.cookies.set('session', planted)
  await mallory.open('/dashboard')
  assert.equal(mallory.path, '/login')
})

test("V7.2.4 a sign-in over somebody else's session ends that session", async () => {
  const host = await openHost(undefined, onDisk())
  const mallory = await signUpAndIn(host.visitor(), 'mallory')
  await signUpAndIn(host.visitor(), 'anna')
  const anna = mallory.copy()
  const form = { username: 'anna', password: PASSWORD, csrf_token: await anna.token('/dashboard') }
  await anna.send({ method: 'POST', url: '/login', form, headers: anna.browserHeaders('POST') })
  await anna.open('/dashboard')
  assert.match(anna.text, /Hello, anna/)
  await mallory.open('/dashboard')
  assert.equal(mallory.path, '/login')
  assert.equal(await countSessions(await look(host)), 2)
})

test('V7.6.2 no GET makes a session, and anonymous visitors cost no row', async () => {
  const host = await openHost(undefined, onDisk())
  const store = await look(host)
  for (const path of ['/', '/login', '/register', '/dashboard', '/nothing', '/dev/outbox']) {
    const anna = host.visitor()
    await anna.open(path)
    await anna.open(path)
    assert.equal(anna.cookies.has('session'), false, path)
  }
  const anna = host.visitor()
  await anna.post('/login', { username: 'nobody', password: PASSWORD })
  await anna.post('/register', { username: 'anna', email: 'anna@example.test', password: PASSWORD })
  assert.equal(anna.cookies.has('session'), false)
  assert.equal(await countSessions(store), 0)
  await signIn(anna, 'anna')
  assert.equal(await countSessions(store), 1)
})

describe('the one place where sessions are minted', () => {
  test('asks what was proven', async () => {
    const { visitor } = await openShielded((app) => {
      app.get('/nothing-proven', async (request) => {
        const user = { id: 'u1', username: 'anna', email: 'anna@example.test', credentialEpoch: 0 }
        await startSession(request, { user, assurance: [] })
      })
    })
    const anna = await visitor().send({ url: '/nothing-proven' })
    assert.equal(anna.status, 500)
    assert.equal(anna.cookies.size, 0)
  })

  test('makes none when the account has changed since its password was checked', async () => {
    const host = await openHost((app) => {
      app.get('/stale', async (request) => {
        const user = { id: 'gone', username: 'anna', email: 'anna@example.test', credentialEpoch: 0 }
        return { started: await startSession(request, { user, assurance: ['password'] }) }
      })
    }, onDisk())
    const anna = await host.visitor().send({ url: '/stale' })
    assert.deepEqual(JSON.parse(anna.body), { started: false })
    assert.equal(anna.cookies.has('session'), false)
    assert.equal(await countSessions(await look(host)), 0)
  })
})
