// The sessions page as visits: somebody signed in on several devices looks, ends one, ends all others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handleOf } from '../../../src/accounts/sessions/sessions.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import { type House, PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { openHouseOnDisk, sessions } from '../visits.ts'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0'
const CHROME =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
const MAX_AGE = 15 * 60 // seconds

async function signIn(house: House, headers: Record<string, string>, address: string, username = 'alice') {
  const person = house.visitor({ headers, address })
  await person.open('/login')
  person.fill({ username, password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
  return person
}

/** Alice, at two desks. */
async function alice() {
  const house = await openHouseOnDisk()
  await house.member('alice').then((first) => first.press('Sign out'))
  const here = await signIn(house, { 'user-agent': FIREFOX }, '192.0.2.1')
  house.clock.forward(60)
  const there = await signIn(house, { 'user-agent': CHROME }, '2001:db8::2')
  return { ...house, here, there }
}

const isIn = async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard'

const handleFrom = (person: Visitor) =>
  handleOf(hashToken(person.cookies.get('session') ?? assert.fail('not signed in')))

const kinds = async (house: Awaited<ReturnType<typeof openHouseOnDisk>>) =>
  (
    await house.store.db.selectFrom('activity').select(['kind', 'detail']).orderBy('seq', 'desc').execute()
  ).map(({ kind, detail }) => `${kind} ${detail}`)

test('V7.5.2 each is there with device, address and times, this one marked and first, and no token', async () => {
  const { here, there } = await alice()
  await here.open('/sessions')
  assert.equal(here.status, 200)
  assert.match(
    here.text,
    /Firefox on Windows This session Address192\.0\.2\.1 Signed in1 January 2026 at 12:00 UTC Last seenNow/,
  )
  assert.match(
    here.text,
    /Sign out here Chrome on Android Address2001:db8::2 Signed in1 January 2026 at 12:01 UTC Last seen1 January 2026 at 12:01/,
  )
  assert.equal(here.text.match(/This session/g)?.length, 1)
  for (const person of [here, there]) {
    const token = person.cookies.get('session')!
    assert.ok(!here.body.includes(token) && !here.body.includes(hashToken(token)))
  }
  assert.equal(here.headers['cache-control'], 'no-store')
})

test('V7.5.2 V7.4.1 one is ended, and dead at its next request', async () => {
  const house = await alice()
  const { here, there } = house
  const thief = there.copy()
  await here.open('/sessions')
  here.fill({ session: handleFrom(there) })
  await here.press('End this session')
  assert.deepEqual(here.redirects, ['303 /sessions'])
  assert.match(here.text, /The session has ended\./)
  assert.doesNotMatch(here.text, /Chrome on Android/)
  await thief.send({ url: '/dashboard', headers: { accept: 'application/json' } })
  assert.equal(thief.status, 401)
  assert.equal(await isIn(there), false)
  assert.equal(await isIn(here), true)
  assert.equal((await kinds(house))[0], 'session-ended {"device":"Chrome on Android"}')
})

test('V7.5.2 V7.4.1 all others are ended, in one press', async () => {
  const house = await alice()
  const { here, there } = house
  const more = await signIn(house, {}, '192.0.2.3')
  const bob = await house.member('bob')
  await here.open('/sessions')
  assert.match(here.text, /2 other sessions\./)
  await here.press('End all other sessions')
  assert.match(here.text, /All other sessions have ended: 2\./)
  assert.match(here.text, /You are signed in nowhere else\./)
  assert.deepEqual(await Promise.all([here, there, more, bob].map(isIn)), [true, false, false, true])
  assert.ok((await kinds(house)).includes('sessions-ended {"count":2}'))
})

test('ending this very session is signing out', async () => {
  const house = await alice()
  const { here, there } = house
  const thief = here.copy()
  await here.open('/sessions')
  here.fill({ session: handleFrom(here) })
  await here.press('Sign out here')
  assert.equal(here.path, '/')
  assert.match(here.text, /You are signed out\./)
  assert.equal(here.cookies.has('session'), false)
  assert.deepEqual(await Promise.all([thief, there].map(isIn)), [false, true])
  assert.equal((await kinds(house))[0], 'signed-out {}')
})

test('V8.2.2 somebody else’s session is answered like one that has ended, and goes on', async () => {
  const house = await alice()
  const { here, there } = house
  const bob = await house.member('bob')
  const answers: string[] = []
  const gone = handleFrom(there)
  await here.post('/sessions/end', { session: gone }, '/sessions')
  for (const session of [gone, handleFrom(bob), '', 'x'.repeat(2_000), '\0']) {
    await here.post('/sessions/end', { session }, '/sessions')
    await here.open('/sessions')
    answers.push(here.text)
  }
  assert.match(answers[0]!, /no longer there/)
  assert.deepEqual(new Set(answers).size, 1)
  assert.equal(await isIn(bob), true)
  assert.equal(await isIn(here), true)
  await here.post('/sessions/end', {}, '/sessions')
  assert.equal(here.status, 303)
})

test('V7.5.2 seeing and ending them asks for a recent proof, to the millisecond', async () => {
  const { here, clock, store } = await alice()
  const rows = (await sessions(store)).length
  clock.now += MAX_AGE * 1000 - 60_000 - 1
  assert.equal((await here.open('/sessions')).status, 200)
  const token = await here.token('/sessions')
  clock.now += 1
  await here.send({ url: '/sessions', headers: here.browserHeaders('GET') })
  assert.equal(here.status, 303)
  assert.match(String(here.headers['location']), /^\/confirm/)
  for (const url of ['/sessions/end', '/sessions/end-others']) {
    const form = { csrf_token: token, session: 'x' }
    await here.send({ method: 'POST', url, form, headers: here.browserHeaders('POST') })
    assert.equal(here.status, 401)
    assert.match(here.text, /Please confirm that it is you/)
  }
  await here.send({ url: '/sessions', headers: { accept: 'application/json' } })
  assert.equal(here.status, 401)
  assert.equal((await sessions(store)).length, rows)
})

test('without a session the page leads to sign-in, and nothing can be ended', async () => {
  const { visitor, here, store } = await alice()
  const nobody = visitor()
  await nobody.open('/sessions')
  assert.deepEqual(nobody.redirects, ['303 /login?next=%2Fsessions'])
  const rows = (await sessions(store)).length
  for (const url of ['/sessions/end', '/sessions/end-others']) {
    await nobody.post(url, { session: handleFrom(here) }, '/login')
    assert.equal(nobody.path, url)
    assert.match(String(nobody.headers['location']), /^\/login/)
    assert.equal((await here.open(url)).status, 405)
  }
  assert.equal((await sessions(store)).length, rows)
})

test('V3.5.1 neither works without a token, nor from another site', async () => {
  const { here, store } = await alice()
  const rows = (await sessions(store)).length
  for (const url of ['/sessions/end', '/sessions/end-others']) {
    await here.send({ method: 'POST', url, form: {}, headers: here.browserHeaders('POST') })
    assert.equal(here.status, 400)
    const csrf_token = await here.token('/sessions')
    const elsewhere = {
      ...here.browserHeaders('POST'),
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    }
    await here.send({ method: 'POST', url, form: { csrf_token }, headers: elsewhere })
    assert.equal(here.status, 403)
  }
  assert.equal((await sessions(store)).length, rows)
})

test('those over by the clock are not shown', async () => {
  const { there, clock, settings, visitor } = await alice()
  clock.forward(settings.session.idle - 60)
  const fresh = visitor()
  await fresh.open('/login')
  fresh.fill({ username: 'alice', password: PASSWORD })
  await fresh.press('Sign in')
  await fresh.open('/sessions')
  assert.doesNotMatch(fresh.text, /Firefox on Windows/)
  assert.match(fresh.text, /Chrome on Android/)
  clock.forward(60)
  await fresh.open('/sessions')
  assert.doesNotMatch(fresh.text, /Chrome on Android/)
  assert.equal(await isIn(there), false)
})

test('V15.4.2 50 presses at once end the others once', async () => {
  const house = await alice()
  const { here, there } = house
  const csrf_token = await here.token('/sessions')
  const copies = Array.from({ length: 50 }, () => here.copy())
  await Promise.all(
    copies.map((copy, n) =>
      copy.send({
        method: 'POST',
        url: n % 2 ? '/sessions/end-others' : '/sessions/end',
        form: { csrf_token, session: handleFrom(there) },
        headers: copy.browserHeaders('POST'),
      }),
    ),
  )
  assert.ok(copies.every(({ status }) => status === 303))
  assert.equal((await kinds(house)).filter((kind) => /^sessions?-ended/.test(kind)).length, 1)
  assert.deepEqual(await Promise.all([here, there].map(isIn)), [true, false])
})

test('what a device calls itself is never shown', async () => {
  const house = await alice()
  await signIn(house, { 'user-agent': '<script>alert(1)</script> Firefox/1' }, '192.0.2.4')
  await house.here.open('/sessions')
  assert.ok(!house.here.body.includes('alert(1)'))
})
