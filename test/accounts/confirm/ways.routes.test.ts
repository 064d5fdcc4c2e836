// The ways to confirm as visits: those that the account has, each with its words, and a form that waits meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../../house.ts'
import { attribute, elementsIn, type Visitor } from '../../visitor.ts'
import { addByPage, call, prove } from '../passkeys/calls.ts'
import { codeOf, firstStep, openRoomy, withApp } from '../two-factor/factors.ts'
import { sessions } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds

type House = Awaited<ReturnType<typeof openRoomy>>

const names = (person: Visitor) =>
  elementsIn(person.document, 'input')
    .filter((input) => !['hidden', undefined].includes(attribute(input, 'type')))
    .map((input) => attribute(input, 'name'))
const asksForPasskey = (person: Visitor) => person.body.includes('data-at="/passkeys/confirm"')
const kinds = async ({ store }: House) =>
  (await store.db.selectFrom('activity').select('kind').orderBy('seq').execute()).map(({ kind }) => kind)

/** Alice with an app, whose last proof is too old. */
async function late() {
  const house = await openRoomy()
  const { person: alice, key } = await withApp(house)
  house.clock.forward(MAX_AGE)
  return { house, alice, codeNow: () => codeOf(key, house.clock.now) }
}

/** Alice with a passkey, whose last proof is too old, and a form of hers that waits. */
async function lateWithPasskey() {
  const house = await openRoomy()
  const alice = await house.member()
  const passkey = await addByPage(alice, house)
  const other = await firstStep(house, 'alice')
  assert.equal(other.path, '/dashboard')
  await alice.open('/sessions')
  house.clock.forward(MAX_AGE)
  return { house, alice, passkey }
}

test('V7.5.3 each account is asked for what it has, and for nothing else', async () => {
  const house = await openRoomy()
  const alice = await house.member()
  house.clock.forward(MAX_AGE)
  await alice.open('/confirm')
  assert.deepEqual(names(alice), ['password'])
  assert.equal(asksForPasskey(alice), false)
  // A key that no code has confirmed does not count.
  alice.fill({ password: PASSWORD })
  await alice.press('Confirm')
  await alice.post('/two-factor/authenticator/begin', {}, '/two-factor/authenticator')
  house.clock.forward(MAX_AGE)
  await alice.open('/confirm')
  assert.deepEqual(names(alice), ['password'])

  const { person: bob } = await withApp(house, 'bob')
  await addByPage(bob, house)
  house.clock.forward(MAX_AGE)
  await bob.open('/confirm')
  assert.deepEqual(names(bob), ['password', 'code'])
  assert.equal(asksForPasskey(bob), true)
  assert.match(bob.text, /This browser can’t use passkeys here\. Use your password\./)
})

test('V7.5.3 a code leads on to where one was going, under a new token, and stands in the activity', async () => {
  const { house, alice, codeNow } = await late()
  await alice.open('/sessions')
  assert.deepEqual(alice.redirects, ['303 /confirm?next=%2Fsessions'])
  const before = alice.cookies.get('session')
  alice.fill({ code: codeNow() })
  await alice.press('Confirm with a code')
  assert.deepEqual(alice.redirects, ['303 /sessions'])
  assert.notEqual(alice.cookies.get('session'), before)
  assert.equal((await kinds(house)).at(-1), 'confirmed')
  const [row] = await sessions(house.store)
  assert.ok(JSON.parse(row!.assurance).includes('authenticator-code'))
  house.clock.forward(MAX_AGE)
  assert.equal((await alice.open('/sessions')).path, '/confirm')
})

test('a wrong code has words of its own beside its own field, and is kept nowhere', async () => {
  const { house, alice, codeNow } = await late()
  await alice.open('/sessions')
  const used = codeNow()
  await alice.fill({ code: used }).press('Confirm with a code')
  house.clock.forward(MAX_AGE)
  await alice.open('/sessions')
  for (const code of ['000000', used, '', PASSWORD, '1'.repeat(500), '١٢٣٤٥٦', '‮']) {
    alice.fill({ code })
    await alice.press('Confirm with a code')
    assert.equal(alice.status, 401, code)
    assert.equal(alice.headers['www-authenticate'], 'Cookie realm="session"')
    assert.match(alice.text, /That code was not right, or was used already\./)
    assert.doesNotMatch(alice.text, /That is not your password/)
    const [password, field] = ['password', 'code'].map(
      (name) => elementsIn(alice.document, 'input').find((one) => attribute(one, 'name') === name)!,
    )
    assert.equal(attribute(field!, 'aria-describedby'), 'problems')
    assert.equal(attribute(field!, 'autocomplete'), 'one-time-code')
    assert.equal(attribute(field!, 'value') || undefined, undefined)
    assert.equal(attribute(password!, 'aria-describedby'), undefined)
    assert.match(alice.body, /<a href="#code">/)
    house.clock.forward(3600)
  }
  assert.equal((await kinds(house)).at(-1), 'confirm-failed')
  for (const code of ['\0', '1'.repeat(10_000)]) {
    await alice.fill({ code }).press('Confirm with a code')
    assert.equal(alice.status, 422)
    assert.match(alice.body, /<a href="#code">This can’t be read/)
  }
  alice.fill({ code: codeNow() })
  await alice.press('Confirm with a code')
  assert.equal(alice.path, '/sessions')
})

test('V6.3.1 guessing codes in a stolen session slows down', async () => {
  const { house, alice, codeNow } = await late()
  for (let guess = 0; guess < 100 && alice.status !== 429; guess++)
    await alice.post('/confirm', { way: 'authenticator-code', code: '000000' })
  assert.equal(alice.status, 429)
  assert.match(alice.text, /too many wrong tries\. Please wait/)
  house.clock.forward(Number(alice.headers['retry-after']))
  await alice.post('/confirm', { way: 'authenticator-code', code: codeNow() })
  assert.equal(alice.status, 303)
})

test('a code posted to an account without an app, or as a password, proves nothing', async () => {
  const { house, codeNow } = await late()
  const bob = await house.member('bob')
  house.clock.forward(MAX_AGE)
  for (const way of ['authenticator-code', 'passkey', 'recent', 'remembered-device', '__proto__', 'x', '']) {
    await bob.post('/confirm', { way, code: codeNow() })
    assert.equal(bob.status, 401, way)
    assert.deepEqual(names(bob), ['password'])
    assert.match(bob.body, /<a href="#password">/)
    house.clock.forward(3600)
  }
})

test('V7.5.3 a form that waits survives wrong codes, and is sent on after a right one', async () => {
  const { house, alice, codeNow } = await late()
  await alice.post('/confirm', { password: PASSWORD })
  const there = await firstStep(house, 'alice')
  await there.fill({ code: codeNow() }).press('Sign in')
  await alice.open('/sessions')
  house.clock.forward(MAX_AGE)
  await alice.press('End all other sessions')
  assert.equal(alice.status, 401)
  await alice.fill({ code: '000000' }).press('Confirm with a code')
  assert.equal(alice.status, 401)
  assert.match(alice.text, /What you sent To\/sessions\/end-others/)
  await alice.fill({ password: 'wrong' }).press('Confirm')
  assert.equal((await sessions(house.store)).length, 2)
  await alice.fill({ code: codeNow() }).press('Confirm with a code')
  assert.match(alice.text, /Thank you/)
  assert.equal((await sessions(house.store)).length, 2)
  await alice.press('Go on')
  assert.match(alice.text, /All other sessions have ended: 1\./)
  assert.equal((await sessions(house.store)).length, 1)
})

test('V7.5.3 a form that waits is sent on after a passkey, with the token that came with the proof', async () => {
  const { house, alice, passkey } = await lateWithPasskey()
  await alice.press('End all other sessions')
  assert.equal(alice.status, 401)
  const form = alice.forms.find((one) => attribute(one, 'id') === 'after-passkey')!
  const fields = Object.fromEntries(
    elementsIn(form, 'input').map((input) => [attribute(input, 'name')!, attribute(input, 'value') ?? '']),
  )
  assert.equal(fields['way'], 'recent')
  assert.match(alice.body, /data-submits="after-passkey"/)
  const headers = alice.browserHeaders('POST')
  const send = (csrf_token: string) =>
    alice.send({ method: 'POST', url: '/confirm', form: { ...fields, csrf_token }, headers })
  // Before the proof it proves nothing by itself.
  await send(fields['csrf_token']!)
  assert.equal(alice.status, 401)
  const answer = await prove(alice, 'confirm', passkey, { page: '/confirm' })
  assert.equal(answer['next'], '/dashboard')
  await send(fields['csrf_token']!)
  assert.equal(alice.status, 400)
  assert.match(alice.text, /What you sent/)
  await send(String(answer['csrf']))
  assert.equal(alice.status, 200)
  assert.match(alice.text, /Thank you/)
  await alice.press('Go on')
  assert.match(alice.text, /All other sessions have ended: 1\./)
  assert.equal((await sessions(house.store)).length, 1)
})

test('with a passkey and no password the page asks for the passkey alone, and says what else helps', async () => {
  const { house, alice, passkey } = await lateWithPasskey()
  await house.store.db.updateTable('users').set({ password_hash: null }).execute()
  await alice.open('/sessions')
  assert.equal(alice.path, '/confirm')
  assert.deepEqual(names(alice), [])
  assert.equal(asksForPasskey(alice), true)
  assert.match(
    alice.text,
    /This browser can’t use passkeys here\. Another browser or device may be able to\./,
  )
  assert.doesNotMatch(alice.text, /password/)
  for (const way of ['password', 'authenticator-code', 'recent']) {
    await alice.post('/confirm', { way, password: '', code: '' })
    assert.equal(alice.status, 401)
    // The problem leads to what is on the page.
    assert.match(alice.body, /<a href="#passkey">/)
    assert.match(alice.body, /id="passkey"/)
    house.clock.forward(3600)
  }
  const answer = await prove(alice, 'confirm', passkey, { page: '/confirm', next: '/sessions' })
  assert.equal(answer['next'], '/sessions')
  assert.equal((await alice.open('/sessions')).path, '/sessions')
})

test('a passkey of somebody else proves nothing', async () => {
  const { house, alice } = await lateWithPasskey()
  const bob = await house.member('bob')
  const his = await addByPage(bob, house)
  const options = await call(alice, '/passkeys/confirm/begin', {}, { page: '/confirm' })
  const answer = await call(
    alice,
    '/passkeys/confirm/finish',
    { credential: his.get(options as never) },
    { page: '/confirm' },
  )
  assert.equal(alice.status, 401)
  assert.equal(answer['csrf'], undefined)
  assert.equal((await alice.open('/sessions')).path, '/confirm')
})
