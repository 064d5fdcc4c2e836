// Confirming the address as a visit: from the mail to the button, in any browser, and having another link sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import { HTTPS, look, onDisk, openHost, signUpAndIn } from '../../shield/host.ts'
import { testBackend } from '../backend.ts'
import { mails, openHouseOnDisk, sessions } from '../visits.ts'
import { ALICE, houseOfAlice, LOOSE, PASSWORD } from './house.ts'
import { mailsIn, tokensTo, tokenTo } from './scene.ts'

const PAGE = '/email/verify'

test('from the first mail: a page with a button, pressed in another browser, confirms and signs nobody in', async () => {
  const { alice, visitor, store, account, isIn, kinds } = await houseOfAlice()
  const token = await tokenTo(store, ALICE, PAGE)
  const person = visitor()
  await person.open(`${PAGE}?token=${token}`)
  assert.deepEqual(person.redirects, [`303 ${PAGE}`])
  assert.match(person.text, /confirms that alice@example\.test is the address of the account alice\./)
  assert.equal((await account()).emailVerifiedAt, null)
  await person.press('Confirm my address')
  assert.deepEqual(person.redirects, ['303 /login'])
  assert.match(person.text, /Your e-mail address is confirmed/)
  assert.notEqual((await account()).emailVerifiedAt, null)
  assert.equal(person.cookies.has('session'), false)
  assert.equal(person.cookies.has('link'), false)
  assert.equal(await isIn(alice), true)
  assert.ok((await kinds()).includes('email-verified'))
  await alice.open(PAGE)
  assert.match(alice.text, /alice@example\.test is confirmed\./)
})

test('who is signed in goes on to the dashboard', async () => {
  const { alice, store } = await houseOfAlice()
  await alice.open(`${PAGE}?token=${await tokenTo(store, ALICE, PAGE)}`)
  await alice.press('Confirm my address')
  assert.deepEqual(alice.redirects, ['303 /dashboard'])
})

test('scanners that follow links confirm nothing, and use nothing up', async () => {
  const { app, visitor, store, account } = await houseOfAlice()
  const token = await tokenTo(store, ALICE, PAGE)
  for (const method of ['GET', 'HEAD'] as const) {
    for (let time = 0; time < 3; time++) {
      const scanner = visitor()
      await scanner.send({ method, url: `${PAGE}?token=${token}` })
      await scanner.open(PAGE)
    }
  }
  for (const method of ['PUT', 'DELETE', 'PATCH'] as const)
    assert.notEqual((await app.inject({ method, url: `${PAGE}?token=${token}` })).statusCode, 200)
  assert.equal((await account()).emailVerifiedAt, null)
  const person = visitor()
  await person.open(`${PAGE}?token=${token}`)
  await person.press('Confirm my address')
  assert.notEqual((await account()).emailVerifiedAt, null)
})

test('a used, old, replaced or mistyped link is told, with a way on', async () => {
  const { alice, visitor, store, clock, settings } = await houseOfAlice()
  const token = await tokenTo(store, ALICE, PAGE)
  // Signed in, one can see how the address stands, and have another link.
  await alice.open(`${PAGE}?token=${'A'.repeat(43)}`)
  assert.equal(alice.status, 410)
  assert.match(alice.body, /href="\/email\/verify"/)
  await alice.open(PAGE)
  assert.match(alice.text, /is not confirmed yet/)
  clock.forward(settings.email.verifyLifetime)
  for (const wrong of [token, 'A'.repeat(43)]) {
    const person = visitor()
    await person.open(`${PAGE}?token=${wrong}`)
    assert.equal(person.status, 410)
    assert.match(person.text, /This link does not work any more/)
    assert.match(person.body, /href="\/login\?next=%2Femail%2Fverify"/)
    assert.equal(person.cookies.has('link'), false)
  }
})

test('24 hours: the button works at the last millisecond, and not at the next', async () => {
  for (const [late, status] of [
    [0, 303],
    [1, 410],
  ] as const) {
    const { visitor, store, clock, settings, account } = await houseOfAlice()
    const token = await tokenTo(store, ALICE, PAGE)
    const sent = (await store.db.selectFrom('tokens').selectAll().executeTakeFirstOrThrow()).created_at
    const end = sent + settings.email.verifyLifetime * 1000
    clock.now = end - 1
    const person = visitor()
    await person.open(`${PAGE}?token=${token}`)
    const csrf_token = await person.token(PAGE)
    clock.now += late
    await person.send({
      method: 'POST',
      url: PAGE,
      form: { csrf_token },
      headers: person.browserHeaders('POST'),
    })
    assert.equal(person.status, status)
    assert.equal((await account()).emailVerifiedAt === null, status === 410)
  }
})

test('V3.5.1 a bad token gives the button back, and it works', async () => {
  const { visitor, store, account } = await houseOfAlice()
  const person = visitor()
  await person.open(`${PAGE}?token=${await tokenTo(store, ALICE, PAGE)}`)
  person.fill({ csrf_token: 'a'.repeat(86) })
  await person.press('Confirm my address')
  assert.equal(person.status, 400)
  assert.match(person.text, /out of date/)
  assert.equal((await account()).emailVerifiedAt, null)
  await person.press('Confirm my address')
  assert.deepEqual(person.redirects, ['303 /login'])
})

test('V15.4.2 50 presses at once: one confirms', async () => {
  const { visitor, store, kinds } = await houseOfAlice()
  const person = visitor()
  await person.open(`${PAGE}?token=${await tokenTo(store, ALICE, PAGE)}`)
  const csrf_token = await person.token(PAGE)
  const copies = Array.from({ length: 50 }, () => person.copy())
  await Promise.all(
    copies.map((one) =>
      one.send({ method: 'POST', url: PAGE, form: { csrf_token }, headers: one.browserHeaders('POST') }),
    ),
  )
  assert.equal(copies.filter(({ status }) => status === 303).length, 1)
  assert.equal(copies.filter(({ status }) => status === 410).length, 49)
  assert.equal((await kinds()).filter((kind) => kind === 'email-verified').length, 1)
})

test('V2.4.1 another link: by a button on the dashboard, three an hour, the newest one alone', async () => {
  const { alice, visitor, store, clock } = await houseOfAlice()
  const first = await tokenTo(store, ALICE, PAGE)
  clock.forward(1)
  await alice.open('/dashboard')
  await alice.press('Send the link again')
  assert.deepEqual(alice.redirects, [`303 ${PAGE}`])
  assert.match(alice.text, /on its way/)
  assert.match(alice.text, /is not confirmed yet/)
  await alice.press('Send the link again')
  await alice.press('Send the link again')
  assert.match(alice.text, /several of these mails within an hour/)
  assert.equal((await mails(store)).length, 3)
  const person = visitor()
  await person.open(`${PAGE}?token=${first}`)
  assert.equal(person.status, 410)
  clock.forward(3600)
  await alice.open(PAGE)
  await alice.press('Send the link again')
  assert.equal((await tokensTo(store, ALICE, PAGE)).length, 4)
  await person.open(`${PAGE}?token=${await tokenTo(store, ALICE, PAGE)}`)
  await person.press('Confirm my address')
  assert.match(person.text, /is confirmed/)
  await alice.post('/email/verify/resend', {}, '/dashboard')
  assert.equal((await tokensTo(store, ALICE, PAGE)).length, 4)
})

test('V2.4.1 asking for links is limited by address too', async () => {
  const { alice } = await houseOfAlice({ limits: { mailedLinks: '2 per hour' } })
  for (const status of [303, 303, 429]) {
    await alice.post('/email/verify/resend', {}, '/dashboard')
    assert.equal(alice.status, status)
  }
})

test('nobody who is not signed in has a link sent, or is told of any address', async () => {
  const { visitor, store } = await houseOfAlice()
  const nobody = visitor()
  await nobody.open(PAGE)
  assert.deepEqual(nobody.redirects, ['303 /login?next=%2Femail%2Fverify'])
  await nobody.post('/email/verify/resend', {}, '/login')
  assert.equal(nobody.headers['location'], '/login')
  assert.equal((await mails(store)).length, 1)
})

test('V6.6.2 a link sent before the address changed confirms nothing', async () => {
  const { visitor, store, askFor, account } = await houseOfAlice()
  const token = await tokenTo(store, ALICE, PAGE)
  const person = visitor()
  await person.open(`/email/change/confirm?token=${await askFor('new@example.test')}`)
  await person.press('Use this address')
  await person.open(`${PAGE}?token=${token}`)
  assert.equal(person.status, 410)
  assert.equal((await account()).email, 'new@example.test')
})

test('V14.2.1 V16.2.5 V3.4.5 the token leaves the address at once, and is in no page, log, activity or Referer', async () => {
  const host = await openHost(undefined, { origin: HTTPS, ...onDisk() })
  const { visitor, log } = host
  await signUpAndIn(visitor(), 'alice')
  const store = await look(host)
  const token = await tokenTo(store, ALICE, PAGE)
  const person = visitor()
  await person.send({ url: `${PAGE}?token=${token}`, headers: person.browserHeaders('GET') })
  assert.deepEqual([person.status, person.headers['location']], [303, PAGE])
  assert.equal(person.headers['referrer-policy'], 'same-origin')
  const pages = [person.body]
  const cookie = person.setCookies.find((line) => line.startsWith('__Host-Http-link='))
  assert.match(cookie ?? '', /; HttpOnly; SameSite=Lax; Secure; Max-Age=1800$/)
  await person.open(PAGE)
  assert.match(String(person.headers['cache-control']), /no-store/)
  pages.push(person.body)
  await person.press('Confirm my address')
  pages.push(person.body)
  assert.deepEqual(person.redirects, ['303 /login'])
  assert.ok(!pages.join('').includes(token))
  assert.ok(log.some((line) => line.includes(PAGE)))
  assert.ok(!log.join('').includes(token))
  const activity = await store.db.selectFrom('activity').selectAll().execute()
  assert.ok(activity.length > 0 && !JSON.stringify(activity).includes(token))
})

test('where confirming is required, the right password alone leads to a mail, and to no session', async () => {
  const { visitor, store, clock } = await openHouseOnDisk({
    email: { verification: 'required' },
    limits: LOOSE,
  })
  const backend = testBackend(store)
  const made = await addAccount(backend, { username: 'alice', email: ALICE, password: PASSWORD })
  assert.equal(made.kind, 'created')
  const signIn = async (password: string) => {
    const person = visitor()
    await person.open('/login')
    person.fill({ username: 'alice', password })
    return person.press('Sign in')
  }
  const wrong = await signIn('a long walk by the sea')
  assert.equal(wrong.status, 401)
  assert.deepEqual(await mailsIn(store), [])
  for (let tries = 0; tries < 5; tries++) {
    const right = await signIn(PASSWORD)
    assert.equal(right.status, 403)
    assert.match(right.text, /please confirm your e-mail address\. We have mailed you a link/)
    assert.ok(!right.cookies.has('session') && !right.cookies.has('device'))
  }
  assert.deepEqual(await sessions(store), [])
  assert.equal((await mailsIn(store)).length, 3)
  clock.forward(1)
  const person = visitor()
  for (const token of await tokensTo(store, ALICE, PAGE)) {
    await person.open(`${PAGE}?token=${token}`)
    if (person.status === 200) await person.press('Confirm my address')
  }
  assert.equal((await signIn(PASSWORD)).path, '/dashboard')
})

test('addresses and names are text in the pages', async () => {
  const { alice, account, store } = await houseOfAlice()
  const hostile = '<img src=x onerror=alert(1)>"\'&@x.test'
  await store.db.updateTable('users').set({ email: hostile, username: '<b>alice' }).execute()
  await alice.open(PAGE)
  assert.ok(alice.text.includes(hostile))
  assert.ok(!alice.body.includes('<img src=x'))
  assert.equal((await account()).email, hostile)
})
