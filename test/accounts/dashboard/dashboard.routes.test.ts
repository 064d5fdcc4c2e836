// The dashboard: for whom it opens, for how long, and what nobody may keep of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, PASSWORD } from '../../house.ts'
import { openHouseOnDisk, sessions } from '../visits.ts'

const HOUR = 3600 // seconds
const DAY = 24 * HOUR

test('it shows its owner, and is for nobody to keep', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  await alice.open('/dashboard')
  assert.equal(alice.status, 200)
  assert.match(alice.text, /Hello, alice/)
  assert.match(alice.text, /alice@example\.test/)
  assert.equal(alice.headers['cache-control'], 'no-store')
})

test('without a session it leads to the sign-in page; programs get 401', async () => {
  const { visitor } = await openHouse()
  const nobody = visitor()
  await nobody.open('/dashboard')
  assert.deepEqual(nobody.redirects, ['303 /login?next=%2Fdashboard'])
  await nobody.send({ url: '/dashboard', headers: { accept: 'application/json' } })
  assert.equal(nobody.status, 401)
  assert.equal(JSON.parse(nobody.body).code, 'sign-in-needed')
  assert.equal(nobody.headers['www-authenticate'], 'Cookie realm="session"')
})

test('V7.3.1 defect 15: after 12 hours unused the session is over; use keeps it', async () => {
  const { member, clock } = await openHouse()
  const alice = await member('alice')
  for (let day = 0; day < 4; day++) {
    clock.forward(12 * HOUR - 1)
    assert.equal((await alice.open('/dashboard')).path, '/dashboard')
  }
  clock.forward(12 * HOUR)
  assert.equal((await alice.open('/dashboard')).path, '/login')
})

test('V7.3.2 defect 15: after 30 days it is over, however much it is used', async () => {
  const { member, clock } = await openHouse()
  const alice = await member('alice')
  for (let step = 0; step < 60; step++) {
    clock.forward(12 * HOUR - 1)
    await alice.open('/dashboard')
  }
  assert.equal(alice.path, '/dashboard')
  clock.forward(30 * DAY - 60 * (12 * HOUR - 1) - 1)
  assert.equal((await alice.open('/dashboard')).path, '/dashboard')
  clock.forward(1)
  assert.equal((await alice.open('/dashboard')).path, '/login')
})

test('V7.4.2 defect 16 defect 17: a deleted account has no session, and whoever comes next gets none of it', async () => {
  const { member, store } = await openHouseOnDisk()
  const alice = await member('alice')
  await store.db.deleteFrom('users').execute()
  assert.equal((await alice.open('/dashboard')).path, '/login')
  assert.deepEqual(await sessions(store), [])
  await member('second')
  assert.equal((await alice.open('/dashboard')).path, '/login')
})

test('what the owner chose as a name stands there as text, once escaped', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  const email = "o'hara&co+<b>@example.test".replace('<b>', '')
  await person.post('/register', { username: 'Zoë', email, password: PASSWORD })
  await person.post('/login', { username: 'zoë', password: PASSWORD })
  await person.open('/dashboard')
  assert.match(person.text, /o'hara&co\+@example\.test/)
  assert.ok(person.body.includes('o&#39;hara&amp;co+@example.test'))
})
