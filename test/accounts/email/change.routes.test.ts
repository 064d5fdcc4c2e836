// Changing the address as a visit: asked for, confirmed in the new mailbox, and nothing learned of others on the way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HTTPS, look, onDisk, openHost, signUpAndIn } from '../../shield/host.ts'
import { attribute, elementsIn } from '../../visitor.ts'
import { assertSameCost } from '../backend.ts'
import { mails, sessions, stripped } from '../visits.ts'
import { ALICE, houseOfAlice } from './house.ts'
import { tokensTo, tokenTo } from './scene.ts'

const ASK = '/email/change'
const PAGE = '/email/change/confirm'
const NEW = 'new@example.test'

test('V6.3.7 V7.4.3 from the form to the new mailbox: others are signed out, the old address is told', async () => {
  const { alice, signIn, account, confirmAll, isIn, store, kinds } = await houseOfAlice()
  await confirmAll()
  const [other, thief] = [await signIn(), alice.copy()]
  await alice.open(ASK)
  assert.match(alice.text, /It is alice@example\.test\./)
  alice.fill({ email: NEW })
  await alice.press('Change address')
  assert.deepEqual(alice.redirects, [`303 ${ASK}`])
  assert.match(alice.text, /look into the mail of the new address/)
  assert.equal((await account()).email, ALICE)
  const token = await tokenTo(store, NEW, PAGE)
  await alice.open(`${PAGE}?token=${token}`)
  assert.deepEqual(alice.redirects, [`303 ${PAGE}`])
  assert.match(alice.text, /makes new@example\.test the address of the account alice\./)
  const before = alice.cookies.get('session')
  await alice.press('Use this address')
  assert.deepEqual(alice.redirects, ['303 /dashboard'])
  assert.match(alice.text, /Your e-mail address is changed/)
  assert.match(alice.text, /new@example\.test/)
  assert.notEqual(alice.cookies.get('session'), before)
  assert.deepEqual(await Promise.all([alice, other, thief].map(isIn)), [true, false, false])
  assert.equal((await sessions(store)).length, 1)
  assert.equal((await account()).email, NEW)
  assert.deepEqual((await kinds()).slice(0, 2), ['email-changed', 'email-change-asked'])
  assert.equal((await tokensTo(store, ALICE, '/email/undo')).length, 1)
  await alice.open(`${PAGE}?token=${token}`)
  assert.equal(alice.status, 410)
})

test('in another browser it signs nobody in, and whoever was signed in is out', async () => {
  const { alice, visitor, askFor, isIn, account } = await houseOfAlice()
  const person = visitor()
  await person.open(`${PAGE}?token=${await askFor(NEW)}`)
  await person.press('Use this address')
  assert.deepEqual(person.redirects, ['303 /login'])
  assert.equal(person.cookies.has('session'), false)
  assert.equal(await isIn(alice), false)
  assert.equal((await account()).email, NEW)
})

test('V8.2.2 in the browser of another account it changes the one it was made for, and leaves the other alone', async () => {
  const { alice, member, askFor, isIn, account, store } = await houseOfAlice()
  const bob = await member('bob')
  await bob.open(`${PAGE}?token=${await askFor(NEW)}`)
  assert.match(bob.text, /the address of the account alice\./)
  await bob.press('Use this address')
  assert.deepEqual(bob.redirects, ['303 /dashboard'])
  assert.match(bob.text, /bob@example\.test/)
  assert.deepEqual(await Promise.all([alice, bob].map(isIn)), [false, true])
  assert.deepEqual([(await account()).email, (await account('bob')).email], [NEW, 'bob@example.test'])
  assert.equal((await sessions(store)).length, 1)
})

test('V7.5.1 a session renewed by it has proven nothing: the age of its proof stays', async () => {
  const { alice, askFor, clock, settings, account } = await houseOfAlice()
  const token = await askFor(NEW)
  clock.forward(settings.confirm.maxAge - 1)
  await alice.open(`${PAGE}?token=${token}`)
  await alice.press('Use this address')
  assert.equal((await account()).email, NEW)
  await alice.open(ASK)
  assert.equal(alice.path, ASK)
  clock.forward(1)
  await alice.open(ASK)
  assert.match(alice.path, /^\/confirm/)
})

test('V7.5.1 the form asks for a recent proof, to the millisecond', async () => {
  const { alice, clock, settings, store } = await houseOfAlice()
  clock.now += settings.confirm.maxAge * 1000 - 1
  const csrf_token = await alice.token(ASK)
  assert.equal(alice.status, 200)
  clock.now += 1
  await alice.send({ url: ASK, headers: alice.browserHeaders('GET') })
  assert.equal(alice.status, 303)
  assert.match(String(alice.headers['location']), /^\/confirm/)
  const form = { csrf_token, email: NEW }
  await alice.send({ method: 'POST', url: ASK, form, headers: alice.browserHeaders('POST') })
  assert.notEqual(alice.headers['location'], ASK)
  await alice.send({ url: ASK, headers: { accept: 'application/json' } })
  assert.equal(alice.status, 401)
  assert.equal((await mails(store)).length, 1)
})

test('V6.3.8 a taken address is answered to the byte like a free one', async () => {
  const { alice, member, store, confirmAll } = await houseOfAlice()
  await member('bob')
  await confirmAll()
  const answers = []
  for (const email of ['free@example.test', 'BOB@example.test', 'other@example.test']) {
    await alice.post(ASK, { email })
    const { status, headers } = alice
    const answer = { status, location: headers['location'], fields: Object.keys(headers) }
    await alice.open(ASK)
    answers.push({ ...answer, page: stripped(alice.body) })
  }
  assert.deepEqual(answers[1], answers[0])
  assert.deepEqual(answers[2], answers[0])
  await tokenTo(store, 'other@example.test', PAGE)
  const toBob = (await mails(store)).filter(({ recipient }) => recipient === 'bob@example.test')
  assert.equal(toBob.filter(({ subject }) => /Somebody wanted to use/.test(subject)).length, 1)
})

test('V6.3.8 POST /email/change: free and taken addresses take the same time', async () => {
  const { alice, member, confirmAll, clock } = await houseOfAlice({
    confirm: { maxAge: 30 * 86_400 },
    session: { idle: 400 * 86_400, absolute: 400 * 86_400 },
  })
  await member('bob')
  await confirmAll()
  const csrf_token = await alice.token(ASK)
  const ask = (email: (round: number) => string) => async (round: number) => {
    // Bounded by the age of the proof: three rounds of 30 pairs are 180 hours.
    clock.forward(3600)
    const form = { csrf_token, email: email(round) }
    await alice.send({ method: 'POST', url: ASK, form, headers: alice.browserHeaders('POST') })
    assert.equal(alice.headers['location'], ASK)
  }
  await assertSameCost(
    ask(() => 'bob@example.test'),
    ask((round) => `free${round}@example.test`),
  )
})

test('V2.2.1 what is no address comes back at its field, and one’s own is told', async () => {
  const { alice } = await houseOfAlice()
  for (const email of ['x', 'a@x.test,b@x.test', '<a@x.test>', '"><b>@x', ALICE]) {
    await alice.post(ASK, { email })
    assert.equal(alice.status, 422)
    const input = elementsIn(alice.document, 'input').find((one) => attribute(one, 'name') === 'email')!
    assert.equal(attribute(input, 'value'), email)
    assert.equal(attribute(input, 'aria-invalid'), 'true')
    assert.match(attribute(input, 'aria-describedby') ?? '', /email-problem/)
    assert.equal(attribute(input, 'autocomplete'), 'email')
  }
  assert.match(alice.text, /This is your address already/)
  await alice.send({
    method: 'POST',
    url: ASK,
    form: `csrf_token=${encodeURIComponent(await alice.token(ASK))}&email=a%40x.test&email=b%40x.test`,
    headers: alice.browserHeaders('POST'),
  })
  assert.equal(alice.status, 422)
})

test('V2.4.1 three an hour, and limited by address', async () => {
  const { alice } = await houseOfAlice()
  const statuses: number[] = []
  for (let time = 0; time < 4; time++) {
    await alice.post(ASK, { email: `new${time}@example.test` })
    statuses.push(alice.status)
  }
  assert.deepEqual(statuses, [303, 303, 303, 429])
  assert.equal(alice.headers['retry-after'], '3600')
  assert.match(alice.text, /several of these mails/)
  const few = await houseOfAlice({ limits: { mailedLinks: '1 per hour' } })
  await few.alice.post(ASK, { email: 'x' })
  await few.alice.post(ASK, { email: 'x' })
  assert.equal(few.alice.status, 429)
})

test('V3.5.1 a bad token gives the forms back, filled in', async () => {
  const { alice, visitor, askFor, account } = await houseOfAlice()
  await alice.open(ASK)
  alice.fill({ email: NEW, csrf_token: 'a'.repeat(86) })
  await alice.press('Change address')
  assert.equal(alice.status, 400)
  const input = elementsIn(alice.document, 'input').find((one) => attribute(one, 'name') === 'email')!
  assert.equal(attribute(input, 'value'), NEW)
  await alice.press('Change address')
  assert.deepEqual(alice.redirects, [`303 ${ASK}`])
  const person = visitor()
  await person.open(`${PAGE}?token=${await askFor('newer@example.test')}`)
  person.fill({ csrf_token: 'a'.repeat(86) })
  await person.press('Use this address')
  assert.equal(person.status, 400)
  assert.equal((await account()).email, ALICE)
  await person.press('Use this address')
  assert.equal((await account()).email, 'newer@example.test')
})

test('a form sent after the session ended, and one from another site, change nothing', async () => {
  const { alice, store } = await houseOfAlice()
  const csrf_token = await alice.token(ASK)
  const form = { csrf_token, email: NEW }
  const elsewhere = {
    ...alice.browserHeaders('POST'),
    'sec-fetch-site': 'cross-site',
    origin: 'https://evil.example',
  }
  await alice.send({ method: 'POST', url: ASK, form, headers: elsewhere })
  assert.equal(alice.status, 403)
  await store.db.deleteFrom('sessions').execute()
  await alice.send({ method: 'POST', url: ASK, form, headers: alice.browserHeaders('POST') })
  assert.equal(alice.status, 400)
  await alice.open(ASK)
  assert.deepEqual(alice.redirects, ['303 /login?next=%2Femail%2Fchange'])
  assert.equal((await mails(store)).length, 1)
})

test('scanners use nothing up, and 50 presses at once change it once', async () => {
  const { visitor, askFor, kinds, account } = await houseOfAlice()
  const token = await askFor(NEW)
  for (let time = 0; time < 3; time++) await visitor().open(`${PAGE}?token=${token}`)
  assert.equal((await account()).email, ALICE)
  const person = visitor()
  await person.open(`${PAGE}?token=${token}`)
  const csrf_token = await person.token(PAGE)
  const copies = Array.from({ length: 50 }, () => person.copy())
  await Promise.all(
    copies.map((one) =>
      one.send({ method: 'POST', url: PAGE, form: { csrf_token }, headers: one.browserHeaders('POST') }),
    ),
  )
  assert.equal(copies.filter(({ status }) => status === 303).length, 1)
  assert.equal((await kinds()).filter((kind) => kind === 'email-changed').length, 1)
})

test('taken since the mail: told to whoever reads it, and nothing is changed', async () => {
  const { visitor, askFor, account } = await houseOfAlice()
  const token = await askFor(NEW)
  const bob = visitor()
  await bob.post('/register', { username: 'bob', email: NEW, password: 'a long walk by the river' })
  assert.equal(bob.status, 303)
  const person = visitor()
  await person.open(`${PAGE}?token=${token}`)
  await person.press('Use this address')
  assert.equal(person.status, 410)
  assert.match(person.text, /another account has got this address/)
  assert.equal((await account()).email, ALICE)
})

test('V14.2.1 V16.2.5 no token of either link is in a page, log, activity or Referer', async () => {
  const host = await openHost(undefined, { origin: HTTPS, ...onDisk() })
  const { visitor, log } = host
  const alice = await signUpAndIn(visitor(), 'alice')
  const store = await look(host)
  await store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  await alice.post(ASK, { email: NEW })
  const person = visitor()
  const tokens: string[] = []
  const pages: string[] = []
  for (const [recipient, path, button, end] of [
    [NEW, PAGE, 'Use this address', '/login'],
    [ALICE, '/email/undo', 'Undo the change', '/email/undo/done'],
  ] as const) {
    const token = await tokenTo(store, recipient, path)
    tokens.push(token)
    await person.send({ url: `${path}?token=${token}`, headers: person.browserHeaders('GET') })
    assert.deepEqual([person.status, person.headers['location']], [303, path])
    assert.equal(person.headers['referrer-policy'], 'same-origin')
    await person.open(path)
    pages.push(person.body)
    await person.press(button)
    assert.deepEqual(person.redirects, [`303 ${end}`])
    pages.push(person.body)
  }
  for (const token of tokens) assert.ok(!`${pages.join('')}${log.join('')}`.includes(token))
  const activity = await store.db.selectFrom('activity').selectAll().execute()
  assert.ok(tokens.every((token) => !JSON.stringify(activity).includes(token)))
})
