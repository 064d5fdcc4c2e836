// Signing in and out, as a visit: what begins, what ends, and what a thief or a guesser gets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount, setSuspended } from '../../../src/accounts/account.ts'
import { OPERATOR } from '../../../src/accounts/activity/activity.ts'
import { setPassword } from '../../../src/accounts/password/set-password.ts'
import { openHouse, PASSWORD } from '../../house.ts'
import { attribute, elementsIn, type Visitor } from '../../visitor.ts'
import { assertSameCost, testBackend } from '../backend.ts'
import { openHouseOnDisk, sessions, stripped } from '../visits.ts'

const WRONG = 'a long walk by the sea'

async function signIn(visitor: Visitor, username: string, password = PASSWORD): Promise<Visitor> {
  return visitor.post('/login', { username, password })
}

test('by name or address, in any case; the answer is a new cookie and the dashboard', async () => {
  const { visitor, member } = await openHouse()
  await member('alice')
  for (const typed of ['alice', 'ALICE', ' alice ', 'alice@example.test', 'Alice@Example.TEST']) {
    const person = visitor()
    await signIn(person, typed)
    assert.deepEqual([person.status, person.headers['location']], [303, '/dashboard'], typed)
    const cookie = person.setCookies.find((line) => line.startsWith('session='))
    assert.match(cookie ?? '', /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  }
})

test('V7.2.4 defect 18: each sign-in has a new opaque token, and the one before is dead', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  const thief = alice.copy()
  const before = alice.cookies.get('session')
  const form = { csrf_token: await alice.token('/dashboard'), username: 'alice', password: PASSWORD }
  await alice.send({ method: 'POST', url: '/login', form, headers: alice.browserHeaders('POST') })
  assert.equal(alice.status, 303)
  const after = alice.cookies.get('session')
  assert.notEqual(after, before)
  for (const token of [before, after]) {
    assert.doesNotMatch(Buffer.from(token ?? '', 'base64url').toString('latin1'), /alice|user/)
  }
  assert.equal((await thief.open('/dashboard')).path, '/login')
  assert.equal((await alice.open('/dashboard')).path, '/dashboard')
})

test('V7.2.4 a planted cookie is never adopted', async () => {
  const { member, visitor } = await openHouse()
  await member('alice')
  const planted = 'A'.repeat(43)
  const victim = visitor()
  victim.cookies.set('session', planted)
  await signIn(victim, 'alice')
  assert.notEqual(victim.cookies.get('session'), planted)
  const attacker = visitor()
  attacker.cookies.set('session', planted)
  assert.equal((await attacker.open('/dashboard')).path, '/login')
})

test('after sign-in one goes where one was going, within this site', async () => {
  const { member, visitor } = await openHouse()
  await member('alice')
  const person = visitor()
  await person.open('/dashboard?a=1')
  assert.deepEqual(person.redirects, ['303 /login?next=%2Fdashboard%3Fa%3D1'])
  await person.fill({ username: 'alice', password: WRONG }).press('Sign in')
  assert.equal(person.status, 401)
  await person.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  assert.deepEqual(person.redirects, ['303 /dashboard?a=1'])
})

for (const next of [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/%5cevil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  'https:evil.example',
  'http:/\\/\\evil.example',
  '/%2f/evil.example',
  'dashboard',
]) {
  test(`V3.7.2 V1.5.3 never to ${JSON.stringify(next)}`, async () => {
    const { member, visitor } = await openHouse()
    const person = visitor()
    await person.open(`/login?next=${encodeURIComponent(next)}`)
    assert.equal(person.status, 200)
    const hidden = elementsIn(person.document, 'input').find((input) => attribute(input, 'name') === 'next')
    assert.equal(hidden, undefined)
    const alice = await member('alice')
    await alice.open(`/login?next=${encodeURIComponent(next)}`)
    assert.deepEqual(alice.redirects, ['303 /dashboard'])
    await person.post('/login', { username: 'alice', password: PASSWORD, next })
    assert.equal(person.headers['location'], '/dashboard')
  })
}

for (const next of ['/logout', '/logout?a', '/logout#a']) {
  test(`a sign-in does not lead on to ${next}, which takes no visit`, async () => {
    const { member, visitor } = await openHouse()
    const alice = await member('alice')
    await alice.open(`/login?next=${encodeURIComponent(next)}`)
    assert.deepEqual(alice.redirects, ['303 /dashboard'])
    await alice.open(`/confirm?next=${encodeURIComponent(next)}`)
    assert.equal(alice.redirects[0], '303 /dashboard')
    const person = await visitor().open(`/login?next=${encodeURIComponent(next)}`)
    assert.doesNotMatch(person.body, /logout/)
    await person.post('/login', { username: 'alice', password: PASSWORD, next })
    assert.equal(person.headers['location'], '/dashboard')
  })
}

test('V6.3.8 wrong, unknown, suspended, no name at all: one answer to the byte', async () => {
  const { member, visitor, store, clock } = await openHouseOnDisk()
  await member('alice')
  await member('mallory')
  const mallory = await findAccount(store.db, 'mallory')
  await setSuspended(store.db, mallory!.id, true, clock.now)
  const answers = []
  for (const [username, password] of [
    ['alice', WRONG],
    ['nobody', WRONG],
    ['nobody@example.test', WRONG],
    ['mallory', PASSWORD],
    ['alice', ''],
    ['alice', 'x'.repeat(300)],
  ] as const) {
    const person = visitor()
    await signIn(person, username, password)
    const fields = Object.keys(person.headers)
    answers.push({
      status: person.status,
      fields,
      cookies: [...person.cookies.keys()],
      page: stripped(person.body).replace(username, 'NAME'),
    })
  }
  assert.equal(answers[0]?.status, 401)
  for (const answer of answers) assert.deepEqual(answer, answers[0])
})

test('the name typed is kept, the password is not', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  await signIn(person, '"><b>zoë', WRONG)
  assert.equal(person.status, 401)
  assert.match(person.text, /That name and password do not belong together/)
  const values = elementsIn(person.document, 'input').map((input) => attribute(input, 'value'))
  assert.ok(values.includes('"><b>zoë'))
  assert.ok(!person.body.includes(WRONG))
  assert.equal(person.headers['www-authenticate'], 'Cookie realm="session"')
})

test('V6.3.1 defect 12: guessing slows down, in words and with Retry-After, from any address', async () => {
  const { member, visitor, clock } = await openHouse()
  await member('alice')
  const statuses: number[] = []
  for (let guess = 0; guess < 8; guess++) {
    const guesser = visitor({ address: `192.0.2.${guess + 1}` })
    await signIn(guesser, 'alice', WRONG)
    statuses.push(guesser.status)
    if (guesser.status !== 429) continue
    assert.equal(guesser.headers['retry-after'], '2')
    assert.match(guesser.text, /too many wrong tries\. Please wait 2 seconds/)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
  // Neither does the right one get in before its time.
  const early = await signIn(visitor(), 'alice')
  assert.equal(early.status, 429)
  assert.ok(!early.cookies.has('session'))
  clock.forward(2)
  assert.equal((await signIn(visitor(), 'alice')).status, 303)
})

test('V6.3.1 strangers cannot lock the owner out: a device that knows the account goes on', async () => {
  const { member, visitor, clock } = await openHouse()
  const alice = await member('alice')
  await alice.press('Sign out')
  assert.ok(alice.cookies.has('device'))
  for (let guess = 0; guess < 40; guess++) {
    await signIn(visitor(), 'alice', WRONG)
    clock.forward(900)
  }
  assert.equal((await signIn(visitor(), 'alice')).status, 429)
  assert.equal((await signIn(alice, 'alice')).status, 303)
  // Somebody else's device knows nobody but its own owner.
  const mallory = await member('mallory')
  await mallory.press('Sign out')
  assert.equal((await signIn(mallory, 'alice')).status, 429)
})

test('V2.4.1 the limits by address and by account are counted apart', async () => {
  const { visitor } = await openHouse({
    limits: { login: '5 per minute', loginAccount: '10 per minute' },
    throttle: { free: 50 },
  })
  const statuses = async (
    address: (number: number) => string,
    name: (number: number) => string,
    tries: number,
  ) => {
    const seen: number[] = []
    for (let number = 0; number < tries; number++) {
      const person = visitor({ address: address(number) })
      seen.push((await signIn(person, name(number), WRONG)).status)
      if (person.status === 429) assert.ok(Number(person.headers['retry-after']) > 0)
    }
    return seen
  }
  const oneAddress = await statuses(
    () => '192.0.2.1',
    (number) => `person${number}`,
    7,
  )
  assert.deepEqual(oneAddress, [401, 401, 401, 401, 401, 429, 429])
  // One account, typed in many ways, from many addresses.
  const spellings = ['alice', 'ALICE', ' alice', 'Ａlice']
  const oneAccount = await statuses(
    (number) => `198.51.100.${number}`,
    (number) => spellings[number % 4]!,
    12,
  )
  assert.deepEqual(oneAccount, [...Array(10).fill(401), 429, 429])
})

test('V7.4.1 defect 13: after sign-out a copied cookie opens nothing', async () => {
  const { member, store } = await openHouseOnDisk()
  const alice = await member('alice')
  const thief = alice.copy()
  assert.equal((await thief.open('/dashboard')).path, '/dashboard')
  await alice.press('Sign out')
  assert.deepEqual(alice.redirects, ['303 /'])
  assert.match(alice.text, /You are signed out/)
  assert.deepEqual(await sessions(store), [])
  assert.equal((await thief.open('/dashboard')).path, '/login')
  assert.ok(!alice.cookies.has('session'))
})

test('V14.3.1 defect 21: sign-out tells the browser to forget', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  assert.equal(alice.headers['cache-control'], 'no-store')
  const form = { csrf_token: await alice.token('/dashboard') }
  await alice.send({ method: 'POST', url: '/logout', form, headers: alice.browserHeaders('POST') })
  assert.equal(alice.headers['clear-site-data'], '"cache", "storage"')
})

test('defect 20: sign-out needs a POST with a token of this session', async () => {
  const { member, visitor } = await openHouse()
  const alice = await member('alice')
  await alice.open('/logout')
  assert.deepEqual([alice.status, alice.headers['allow']], [405, 'POST'])
  const attempts: Record<string, string>[] = [
    {},
    { csrf_token: 'x' },
    { csrf_token: await visitor().token('/login') },
  ]
  for (const form of attempts) {
    await alice.send({ method: 'POST', url: '/logout', form, headers: alice.browserHeaders('POST') })
    assert.equal(alice.status, 400)
  }
  const csrf_token = await alice.token('/dashboard')
  const foreign = {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
  }
  await alice.send({ method: 'POST', url: '/logout', form: { csrf_token }, headers: foreign })
  assert.equal(alice.status, 403)
  assert.equal((await alice.open('/dashboard')).path, '/dashboard')
})

test('who signs out twice, or without being signed in, is led to the sign-in page', async () => {
  const { member, visitor } = await openHouse()
  const alice = await member('alice')
  await alice.press('Sign out')
  for (const person of [alice, visitor()]) {
    await person.send({
      method: 'POST',
      url: '/logout',
      form: { csrf_token: await person.token('/login') },
      headers: person.browserHeaders('POST'),
    })
    assert.deepEqual([person.status, person.headers['location']], [303, '/login'])
  }
})

test('defect 42: signing in in tab two makes the form of tab one out of date; it comes back filled in, and works', async () => {
  const { member, visitor } = await openHouse()
  await member('alice')
  const person = visitor()
  const stale = await person.token('/login')
  await signIn(person, 'alice')
  assert.equal(person.status, 303)
  const form = { csrf_token: stale, username: 'alice', password: PASSWORD }
  await person.send({ method: 'POST', url: '/login', form, headers: person.browserHeaders('POST') })
  assert.equal(person.status, 400)
  assert.match(person.text, /You have signed in or out since the page was opened/)
  assert.ok(!person.body.includes(PASSWORD))
  assert.match(person.body, /value="alice"/)
  await person.fill({ password: PASSWORD }).press('Sign in')
  assert.equal(person.path, '/dashboard')
})

test('V7.4.2 suspending ends all sessions at once, and lets nobody in', async () => {
  const { member, store, clock, visitor } = await openHouseOnDisk()
  const alice = await member('alice')
  const { id } = (await findAccount(store.db, 'alice'))!
  await setSuspended(store.db, id, true, clock.now)
  assert.equal((await alice.open('/dashboard')).path, '/login')
  assert.equal((await signIn(visitor(), 'alice')).status, 401)
  await setSuspended(store.db, id, false, clock.now)
  assert.equal((await alice.open('/dashboard')).path, '/login')
  assert.equal((await signIn(visitor(), 'alice')).status, 303)
})

test('V15.4.2 suspended while the password is being hashed: no session', async () => {
  const { member, store, clock, visitor } = await openHouseOnDisk({ password: { concurrency: 1 } })
  await member('alice')
  const { id } = (await findAccount(store.db, 'alice'))!
  const people = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const person = visitor()
      return { person, csrf_token: await person.token('/login') }
    }),
  )
  const answers = people.map(({ person, csrf_token }) =>
    person.send({
      method: 'POST',
      url: '/login',
      form: { csrf_token, username: 'alice', password: PASSWORD },
      headers: person.browserHeaders('POST'),
    }),
  )
  await answers[0]
  await setSuspended(store.db, id, true, clock.now)
  for (const person of await Promise.all(answers)) {
    assert.ok(person.status === 303 || person.status === 401)
    assert.equal((await person.open('/dashboard')).path, '/login')
  }
  const alive = (await sessions(store)).filter(({ credential_epoch }) => credential_epoch > 0)
  assert.deepEqual(alive, [])
})

test('defect 14: a new password ends every session', async () => {
  const { member, store, settings } = await openHouseOnDisk()
  const alice = await member('alice')
  const thief = alice.copy()
  const account = (await findAccount(store.db, 'alice'))!
  assert.deepEqual(await setPassword({ ...testBackend(store), settings }, account, WRONG, OPERATOR), {
    kind: 'set',
    sessionsEnded: 1,
  })
  for (const person of [alice, thief]) assert.equal((await person.open('/dashboard')).path, '/login')
  assert.equal((await signIn(alice, 'alice')).status, 401)
  assert.equal((await signIn(alice, 'alice', WRONG)).status, 303)
})

test('V6.3.8 defect 11: POST /login for known and unknown names takes the same time', async () => {
  const { member, visitor, clock } = await openHouse({ password: { memory: 19_456, iterations: 2 } })
  await member('alice')
  const guesser = visitor()
  const csrf_token = await guesser.token('/login')
  const guess = (username: string) => async () => {
    // The waits are over, and the count has begun anew.
    clock.forward(3 * 86_400)
    await guesser.send({
      method: 'POST',
      url: '/login',
      form: { csrf_token, username, password: WRONG },
      headers: guesser.browserHeaders('POST'),
    })
    assert.equal(guesser.status, 401)
  }
  await assertSameCost(guess('alice'), guess('nobody'))
})
