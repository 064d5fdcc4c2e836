// Changing the password as a visit: the old one, the new one, and still signed in here alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attribute, elementsIn } from '../../visitor.ts'
import { houseOfAlice, NEW, PASSWORD } from './house.ts'
import { mailsIn } from './scene.ts'

const MAX_AGE = 15 * 60 // seconds
const CHANGE = '/password/change'

test('V6.2.2 V6.2.3 V7.4.3 changed, signed in here by a new token, and out everywhere else', async () => {
  const { alice, signIn, isIn, store, kinds } = await houseOfAlice()
  const other = await signIn()
  const thief = alice.copy()
  const token = alice.cookies.get('session')
  await alice.open(CHANGE)
  alice.fill({ 'old-password': PASSWORD, password: NEW })
  await alice.press('Change password')
  assert.deepEqual(alice.redirects, ['303 /dashboard'])
  assert.match(
    alice.text,
    /Your password is changed\. Wherever else you were signed in, you are signed out\./,
  )
  assert.notEqual(alice.cookies.get('session'), token)
  assert.deepEqual([await isIn(alice), await isIn(other), await isIn(thief)], [true, false, false])
  assert.equal((await signIn(PASSWORD)).status, 401)
  assert.equal((await signIn(NEW)).path, '/dashboard')
  assert.ok((await kinds()).includes('password-changed'))
  const notice = (await mailsIn(store)).find(({ subject }) => /was changed/.test(subject))
  assert.equal(notice?.recipient, 'alice@example.test')
})

test('V7.2.4 it counts as a proof: sensitive pages open', async () => {
  const { alice, clock } = await houseOfAlice()
  clock.forward(MAX_AGE)
  await alice.open(CHANGE)
  assert.equal(alice.path, CHANGE)
  alice.fill({ 'old-password': PASSWORD, password: NEW })
  await alice.press('Change password')
  assert.equal((await alice.open('/sessions')).path, '/sessions')
})

test('what is wrong stands at its field, and neither password comes back', async () => {
  const { alice, isIn } = await houseOfAlice()
  await alice.open(CHANGE)
  alice.fill({ 'old-password': 'not this one', password: NEW })
  await alice.press('Change password')
  assert.equal(alice.status, 422)
  assert.match(alice.text, /This is not your password until now\./)
  assert.match(alice.body, /aria-describedby="old-password-problem"/)
  assert.ok(!alice.body.includes(NEW) && !alice.body.includes('not this one'))
  alice.fill({ 'old-password': PASSWORD, password: 'password' })
  await alice.press('Change password')
  assert.equal(alice.status, 422)
  assert.match(alice.body, /aria-describedby="password-problem password-hint"/)
  await alice.post(CHANGE, {})
  assert.equal(alice.status, 422)
  assert.equal(await isIn(alice), true)
})

test('V6.2.7 password managers find name, old and new one', async () => {
  const { alice } = await houseOfAlice()
  await alice.open(CHANGE)
  const form = alice.forms.find((one) => attribute(one, 'action') === CHANGE)!
  const inputs = elementsIn(form, 'input').map((one) => attribute(one, 'autocomplete'))
  assert.deepEqual(inputs.slice(1), ['username', 'current-password', 'new-password'])
})

test('V6.3.1 guesses at the old one end in a wait, told with its length', async () => {
  const { alice } = await houseOfAlice()
  for (let tries = 0; tries < 20; tries++) {
    await alice.post(CHANGE, { 'old-password': 'not this one', password: NEW })
  }
  assert.equal(alice.status, 429)
  assert.ok(Number(alice.headers['retry-after']) > 0)
  assert.match(alice.text, /There were too many wrong tries\. Please wait/)
  const { alice: other } = await houseOfAlice({ limits: { confirm: '2 per minute' } })
  for (let tries = 0; tries < 3; tries++) {
    await other.post(CHANGE, { 'old-password': 'x', password: 'short' })
  }
  assert.equal(other.status, 429)
})

test('V3.5.1 without a token the form comes back; from another site it doesn’t work at all', async () => {
  const { alice, signIn } = await houseOfAlice()
  const csrf_token = await alice.token(CHANGE)
  const fields = { 'old-password': PASSWORD, password: NEW }
  const send = (form: Record<string, string>, more: Record<string, string> = {}) =>
    alice.send({ method: 'POST', url: CHANGE, form, headers: { ...alice.browserHeaders('POST'), ...more } })
  await send(fields)
  assert.equal(alice.status, 400)
  assert.match(alice.body, /action="\/password\/change"/)
  assert.ok(!alice.body.includes(NEW) && !alice.body.includes(PASSWORD))
  await send({ csrf_token, ...fields }, { 'sec-fetch-site': 'cross-site' })
  assert.equal(alice.status, 403)
  assert.equal((await signIn(PASSWORD)).path, '/dashboard')
})

test('who is not signed in is led to sign-in and back; a form from before changes nothing', async () => {
  const { visitor, alice, signIn } = await houseOfAlice()
  const nobody = await visitor().open(CHANGE)
  assert.deepEqual(nobody.redirects, ['303 /login?next=%2Fpassword%2Fchange'])
  await signIn(PASSWORD, nobody)
  assert.equal((await nobody.open(CHANGE)).path, CHANGE)
  const copy = alice.copy()
  const csrf_token = await alice.token(CHANGE)
  await copy.post('/logout', {}, '/dashboard')
  await alice.send({
    method: 'POST',
    url: CHANGE,
    form: { csrf_token, 'old-password': PASSWORD, password: NEW },
    headers: alice.browserHeaders('POST'),
  })
  assert.deepEqual([alice.status, alice.headers['location']], [303, '/login'])
  assert.equal((await signIn(PASSWORD)).path, '/dashboard')
})

test('V15.4.2 of 50 posts at once one changes it, and is the one that stays signed in', async () => {
  const { alice, isIn, kinds } = await houseOfAlice({ throttle: { free: 20, cap: 100 } })
  const csrf_token = await alice.token(CHANGE)
  const copies = Array.from({ length: 50 }, () => alice.copy())
  await Promise.all(
    copies.map((copy, n) =>
      copy.send({
        method: 'POST',
        url: CHANGE,
        form: { csrf_token, 'old-password': PASSWORD, password: `${NEW} ${n}` },
        headers: copy.browserHeaders('POST'),
      }),
    ),
  )
  const ins: boolean[] = []
  for (const copy of copies) ins.push(await isIn(copy))
  assert.equal(ins.filter(Boolean).length, 1)
  assert.equal((await kinds()).filter((kind) => kind === 'password-changed').length, 1)
})

test('an account without a password sets one after a recent proof, to the millisecond', async () => {
  const { alice, clock, store, signIn } = await houseOfAlice()
  await store.db.updateTable('users').set({ password_hash: null }).execute()
  clock.now += MAX_AGE * 1000 - 1
  await alice.open(CHANGE)
  assert.match(alice.text, /Set a password/)
  assert.doesNotMatch(alice.body, /current-password/)
  const csrf_token = await alice.token(CHANGE)
  clock.now += 1
  await alice.send({ url: CHANGE, headers: alice.browserHeaders('GET') })
  assert.match(String(alice.headers['location']), /^\/confirm/)
  const post = () =>
    alice.send({
      method: 'POST',
      url: CHANGE,
      form: { csrf_token, password: NEW },
      headers: alice.browserHeaders('POST'),
    })
  await post()
  assert.ok([303, 401].includes(alice.status))
  clock.now -= 1
  await post()
  assert.deepEqual([alice.status, alice.headers['location']], [303, '/dashboard'])
  assert.equal((await signIn(NEW)).path, '/dashboard')
})

test('/.well-known/change-password leads to the page, and its neighbours are not there', async () => {
  const { alice, visitor } = await houseOfAlice()
  await alice.open('/.well-known/change-password')
  assert.deepEqual(alice.redirects, ['303 /password/change'])
  assert.equal(alice.status, 200)
  const nobody = await visitor().send({ url: '/.well-known/change-password' })
  assert.deepEqual([nobody.status, nobody.headers['location']], [303, '/password/change'])
  const probe = await visitor().send({
    url: '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200',
  })
  assert.equal(probe.status, 404)
})
