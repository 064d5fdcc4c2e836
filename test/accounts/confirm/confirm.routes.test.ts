// "Confirm that it is you" as visits: asked when the last proof is old, led on afterwards, slowed down when guessing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashToken } from '../../../src/crypto/token.ts'
import { type House, PASSWORD } from '../../house.ts'
import { attribute, elementsIn } from '../../visitor.ts'
import { openHouseOnDisk, sessions, stripped } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds
const HIGH = { limits: { confirm: '1000 per minute' } }

const kinds = async ({ store }: Awaited<ReturnType<typeof openHouseOnDisk>>) =>
  (await store.db.selectFrom('activity').select('kind').orderBy('seq', 'desc').execute()).map(
    ({ kind }) => kind,
  )

/** Alice, whose last proof is too old. */
async function late(options = {}) {
  const house = await openHouseOnDisk({ ...HIGH, ...options })
  const alice = await house.member()
  house.clock.forward(MAX_AGE)
  return { house, alice }
}

async function signIn(house: House, person = house.visitor()) {
  await person.open('/login')
  person.fill({ username: 'alice', password: PASSWORD })
  return person.press('Sign in')
}

test('V7.5.2 V7.5.3 a proof counts for its last millisecond, and no longer; then one is asked, and led on', async () => {
  const house = await openHouseOnDisk(HIGH)
  const alice = await house.member()
  house.clock.now += MAX_AGE * 1000 - 1
  await alice.open('/sessions')
  assert.equal(alice.path, '/sessions')
  house.clock.now += 1
  await alice.open('/sessions')
  assert.deepEqual(alice.redirects, ['303 /confirm?next=%2Fsessions'])
  assert.match(alice.text, /Please confirm that it is you/)
  alice.fill({ password: PASSWORD })
  await alice.press('Confirm')
  assert.deepEqual(alice.redirects, ['303 /sessions'])
  assert.match(alice.text, /Where you are signed in/)
  assert.equal((await kinds(house))[0], 'confirmed')

  house.clock.now += MAX_AGE * 1000 - 1
  assert.equal((await alice.open('/sessions')).path, '/sessions')
  house.clock.now += 1
  assert.equal((await alice.open('/sessions')).path, '/confirm')
})

test('the setting decides how long', async () => {
  const house = await openHouseOnDisk({ confirm: { maxAge: 60 } })
  const alice = await house.member()
  house.clock.now += 59_999
  assert.equal((await alice.open('/sessions')).path, '/sessions')
  house.clock.now += 1
  assert.equal((await alice.open('/sessions')).path, '/confirm')
})

test('V7.2.4 the session has a new token, the old one is dead, and its end stays where it was', async () => {
  const { house, alice } = await late()
  const thief = alice.copy()
  const [before] = await sessions(house.store)
  await alice.open('/confirm')
  alice.fill({ password: PASSWORD })
  await alice.press('Confirm')
  assert.equal(alice.path, '/dashboard')
  const [after, ...more] = await sessions(house.store)
  assert.deepEqual(more, [])
  assert.equal(after?.id, hashToken(alice.cookies.get('session')!))
  assert.notEqual(after?.id, before?.id)
  assert.equal(after?.created_at, before?.created_at)
  assert.equal(after?.proven_at, house.clock.now)
  await thief.open('/dashboard')
  assert.equal(thief.path, '/login')
})

test('a wrong password is refused in words, kept where one was going, and written down', async () => {
  const { house, alice } = await late()
  await alice.open('/sessions')
  for (const password of ['wrong', '', 'x'.repeat(10_000), '\0', '🜁'.repeat(300)]) {
    alice.fill({ password })
    await alice.press('Confirm')
    assert.equal(alice.status, 401)
    assert.equal(alice.headers['www-authenticate'], 'Cookie realm="session"')
    assert.match(alice.text, /That is not your password\./)
    assert.ok(password === '' || !alice.body.includes(password))
    house.clock.forward(3600)
  }
  assert.deepEqual((await kinds(house)).slice(0, 5), new Array(5).fill('confirm-failed'))
  assert.equal((await alice.open('/sessions')).path, '/confirm')
  alice.fill({ password: 'wrong' })
  await alice.press('Confirm')
  house.clock.forward(60)
  alice.fill({ password: PASSWORD })
  await alice.press('Confirm')
  assert.equal(alice.path, '/sessions')
})

test('a field that came twice is no password', async () => {
  const { alice } = await late()
  const csrf_token = await alice.token('/confirm')
  const twice = new URLSearchParams([
    ['csrf_token', csrf_token],
    ['password', PASSWORD],
    ['password', PASSWORD],
  ])
  await alice.send({ method: 'POST', url: '/confirm', form: twice, headers: alice.browserHeaders('POST') })
  assert.equal(alice.status, 422)
  assert.equal((await alice.open('/sessions')).path, '/confirm')
})

test('V6.3.1 guessing in a stolen session slows down, and locks the owner out nowhere', async () => {
  const { house, alice } = await late()
  const thief = alice.copy()
  for (let guess = 0; guess < 100 && thief.status !== 429; guess++) {
    await thief.post('/confirm', { password: `guess ${guess}` })
  }
  assert.equal(thief.status, 429)
  const wait = Number(thief.headers['retry-after'])
  assert.ok(wait >= 1)
  assert.match(thief.text, /too many wrong tries\. Please wait/)
  await thief.post('/confirm', { password: PASSWORD })
  assert.equal(thief.status, 429)
  assert.equal((await signIn(house)).path, '/dashboard')
  house.clock.forward(wait)
  await thief.post('/confirm', { password: PASSWORD })
  assert.equal(thief.status, 303)
})

test('V2.4.1 tries from one address are limited', async () => {
  const { alice } = await late({ limits: { confirm: '2 per minute' } })
  const statuses: number[] = []
  for (let guess = 0; guess < 3; guess++) {
    const csrf_token = await alice.token('/confirm')
    await alice.send({ method: 'POST', url: '/confirm', form: { csrf_token, password: '' } })
    statuses.push(alice.status)
  }
  assert.deepEqual(statuses, [401, 401, 429])
})

const HOSTILE = [
  'https://evil.test',
  'https:evil.test',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '/%5cevil.test',
  '/%2fevil.test',
  '/\t/evil.test',
  '/\r\n/evil.test',
  '/x/..//evil.test',
  'javascript:alert(1)',
  '',
  `/${'x'.repeat(3_000)}`,
]

test('V3.7.2 it leads to paths of this site alone, whatever the address or the form says', async () => {
  const { house, alice } = await late()
  for (const next of HOSTILE) {
    await alice.open(`/confirm?next=${encodeURIComponent(next)}`)
    assert.ok(!alice.body.includes('evil.test'), next)
    await alice.fill({ password: 'wrong', next }).press('Confirm')
    assert.ok(alice.status >= 400 && !alice.body.includes('evil.test'), next)
    house.clock.forward(60)
    alice.fill({ password: PASSWORD, next })
    await alice.press('Confirm')
    // A text that is too long is refused as a field; the way leads on to the dashboard otherwise.
    assert.ok(alice.path === '/dashboard' || alice.status === 422, next)
    await alice.open(`/confirm?next=${encodeURIComponent(next)}`)
    house.clock.forward(MAX_AGE)
  }
})

test('who has proved it lately is led on at once', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  await alice.open('/confirm?next=%2Fsessions')
  assert.deepEqual(alice.redirects, ['303 /sessions'])
  await alice.open('/confirm?next=%2F%2Fevil.test')
  assert.deepEqual(alice.redirects, ['303 /dashboard'])
})

test('who is not signed in is led to the sign-in page, by GET and by POST, with any token', async () => {
  const house = await openHouseOnDisk()
  const stranger = house.visitor()
  await stranger.open('/confirm?next=%2Fsessions')
  assert.equal(stranger.path, '/login')
  for (const csrf_token of [await stranger.token('/login'), 'x', '']) {
    await stranger.send({ method: 'POST', url: '/confirm', form: { csrf_token, password: PASSWORD } })
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login'])
  }
})

test('V3.5.1 a bad token gives the page back, and another site’s post is refused', async () => {
  const { alice } = await late()
  const form = { csrf_token: 'A'.repeat(86), password: PASSWORD, next: '/sessions' }
  await alice.send({ method: 'POST', url: '/confirm', form, headers: alice.browserHeaders('POST') })
  assert.equal(alice.status, 400)
  assert.match(alice.text, /form is out of date/)
  assert.ok(!alice.body.includes(PASSWORD))
  alice.fill({ password: PASSWORD })
  await alice.press('Confirm')
  assert.equal(alice.path, '/sessions')
  await alice.send({
    method: 'POST',
    url: '/confirm',
    form,
    headers: { ...alice.browserHeaders('POST'), 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
  })
  assert.equal(alice.status, 403)
})

test('V15.4.2 fifty at once: one new session, and it works', async () => {
  const { house, alice } = await late()
  const csrf_token = await alice.token('/confirm')
  const tabs = Array.from({ length: 50 }, () => alice.copy())
  const form = { csrf_token, password: PASSWORD }
  await Promise.all(tabs.map((tab) => tab.send({ method: 'POST', url: '/confirm', form })))
  const led = tabs.filter((tab) => tab.headers['location'] === '/dashboard')
  assert.equal(led.length, 1)
  const ids = (await sessions(house.store)).map(({ id }) => id)
  assert.deepEqual(ids, [hashToken(led[0]!.cookies.get('session')!)])
  assert.equal((await led[0]!.open('/sessions')).path, '/sessions')
  assert.equal((await kinds(house)).filter((kind) => kind === 'confirmed').length, 1)
})

test('a session ended meanwhile is not brought back', async () => {
  const { house, alice } = await late()
  const csrf_token = await alice.token('/confirm')
  const { db } = house.store
  // As another device would, while the password is being hashed.
  const posted = alice.send({ method: 'POST', url: '/confirm', form: { csrf_token, password: PASSWORD } })
  await db.deleteFrom('sessions').execute()
  await posted
  assert.equal(alice.headers['location'], '/login')
  assert.deepEqual(await sessions(house.store), [])
})

test('each page says its title, its labels and its problem, and holds no token of another', async () => {
  const { alice } = await late()
  const bodies: string[] = []
  for (let time = 0; time < 2; time++) bodies.push(stripped((await alice.open('/confirm')).body))
  assert.equal(bodies[0], bodies[1])
  alice.fill({ password: 'wrong' })
  await alice.press('Confirm')
  const input = elementsIn(alice.document, 'input').find((one) => attribute(one, 'name') === 'password')!
  assert.equal(attribute(input, 'autocomplete'), 'current-password')
  assert.equal(attribute(input, 'aria-describedby'), 'problems')
  assert.equal(attribute(input, 'value'), undefined)
})
