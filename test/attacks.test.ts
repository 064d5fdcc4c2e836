// What attacks from outside have shown, each kept shut.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, PASSWORD } from './house.ts'

test('strangers who use up the limit of a name leave its owner’s known device alone', async () => {
  const house = await openHouse({ limits: { loginAccount: '3 per minute' } })
  const owner = await house.member('alice')
  await owner.press('Sign out')
  const stranger = house.visitor({ address: '192.0.2.7' })
  for (let guess = 0; guess < 5; guess++)
    await stranger.post('/login', { username: 'alice', password: `no ${guess}` })
  assert.equal(stranger.status, 429)

  const elsewhere = house.visitor({ address: '192.0.2.8' })
  await elsewhere.post('/login', { username: 'alice', password: PASSWORD })
  assert.equal(elsewhere.status, 429)
  await owner.post('/login', { username: 'alice', password: PASSWORD })
  assert.equal(owner.status, 303)
})

test('a device of one’s own account buys no fresh count of guesses at another', async () => {
  const house = await openHouse({ limits: { loginAccount: '3 per minute' } })
  await house.member('alice')
  const mallory = await house.member('mallory')
  await mallory.press('Sign out')
  for (let guess = 0; guess < 4; guess++)
    await mallory.post('/login', { username: 'alice', password: `no ${guess}` })
  assert.equal(mallory.status, 429)
})

test('signing in by name leaves the wait at the address as it is, so that it does not tell whose it is', async () => {
  const house = await openHouse()
  await house.member('alice')
  const watcher = house.visitor()
  const atAddress = () => watcher.post('/login', { username: 'alice@example.test', password: 'wrong' })
  for (let guess = 0; guess < 6; guess++) await atAddress()
  assert.equal(watcher.status, 429)
  const owner = house.visitor()
  await owner.post('/login', { username: 'alice', password: PASSWORD })
  assert.equal(owner.status, 303)
  await atAddress()
  assert.equal(watcher.status, 429)
})

test('the sign-out button of a second tab finds it done', async () => {
  const house = await openHouse()
  const alice = await house.member()
  const token = /name="csrf_token" value="([^"]+)"/.exec(alice.body)![1]!
  const thief = alice.copy()
  await alice.press('Sign out')
  const press = { method: 'POST', url: '/logout', form: { csrf_token: token } } as const
  await alice.send({ ...press, headers: alice.browserHeaders('POST') })
  assert.deepEqual([alice.status, alice.headers['location']], [303, '/'])
  // With the dead session's cookie the form is what is out of date, not the cookie.
  await thief.send({ ...press, url: '/login', headers: thief.browserHeaders('POST') })
  assert.equal(thief.status, 400)
  assert.match(thief.text, /This form is out of date/)
})

test('who is signed in registers no second account', async () => {
  const house = await openHouse()
  const alice = await house.member()
  const token = /name="csrf_token" value="([^"]+)"/.exec(alice.body)![1]!
  const form = { csrf_token: token, username: 'second', email: 'second@example.test', password: PASSWORD }
  await alice.send({ method: 'POST', url: '/register', form, headers: alice.browserHeaders('POST') })
  assert.deepEqual([alice.status, alice.headers['location']], [303, '/dashboard'])
  const other = house.visitor()
  await other.post('/login', { username: 'second', password: PASSWORD })
  assert.equal(other.status, 401)
})

test('the outbox of development opens under no foreign name', async () => {
  const { visitor } = await openHouse()
  const developer = visitor()
  for (const [host, status] of [
    ['localhost:3000', 200],
    ['127.0.0.1:3000', 200],
    ['rebind.example:3000', 404],
    ['127.0.0.1.rebind.example', 404],
  ] as const) {
    await developer.send({ url: '/dev/outbox', headers: { host, accept: 'text/html' } })
    assert.equal(developer.status, status, host)
  }
})
