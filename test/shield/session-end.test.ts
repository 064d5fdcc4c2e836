// A session ends: by sign-out, by time, by one too many, with its account; and stays ended.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setSuspended } from '../../src/accounts/account.ts'
import type { Visitor } from '../visitor.ts'
import { countSessions, look, onDisk, openHost, signIn, signUpAndIn } from './host.ts'

async function isIn(visitor: Visitor): Promise<boolean> {
  await visitor.send({ url: '/dashboard', headers: visitor.browserHeaders('GET') })
  return visitor.status === 200
}

test('V7.4.1 V7.4.4 signing out deletes the row, clears the browser, and a copy of the cookie is dead', async () => {
  const host = await openHost(undefined, onDisk())
  const store = await look(host)
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const thief = anna.copy()
  assert.ok(await isIn(thief))
  await anna.open('/dashboard')
  await anna.press('Sign out')
  assert.equal(anna.path, '/')
  assert.equal(await countSessions(store), 0)
  assert.equal(anna.cookies.has('session'), false)
  assert.equal(await isIn(thief), false)
  await thief.send({ url: '/dashboard', headers: { accept: 'application/json' } })
  assert.equal(thief.status, 401)
})

test('V14.3.1 signing out asks the browser to forget what it kept', async () => {
  const { visitor } = await openHost()
  const anna = await signUpAndIn(visitor(), 'anna')
  await anna.post('/logout', {}, '/dashboard')
  assert.equal(anna.status, 303)
  assert.equal(anna.headers['clear-site-data'], '"cache", "storage"')
  assert.ok(anna.setCookies.some((line) => line.startsWith('session=;') && line.includes('Max-Age=0')))
})

test('V3.5.3 no link signs anybody out: GET and HEAD of /logout are 405', async () => {
  const { visitor } = await openHost()
  const anna = await signUpAndIn(visitor(), 'anna')
  for (const method of ['GET', 'HEAD'] as const) {
    await anna.send({ method, url: '/logout' })
    assert.equal(anna.status, 405)
    assert.equal(anna.headers['allow'], 'POST')
  }
  assert.ok(await isIn(anna))
})

describe('V7.3.1 the idle time', () => {
  for (const idle of [60, 900, 43_200]) {
    test(`${idle} s: the last valid millisecond, and the first that is not`, async () => {
      const host = await openHost(undefined, { session: { idle } })
      const anna = await signUpAndIn(host.visitor(), 'anna')
      // Activity keeps the session, however often it comes.
      for (const step of [idle / 2, idle - 1, idle / 3, idle - 0.001, idle / 7]) {
        host.clock.forward(step)
        assert.ok(await isIn(anna), `after ${step} s`)
      }
      host.clock.forward(idle)
      assert.equal(await isIn(anna), false)
      host.clock.forward(-1)
      assert.equal(await isIn(anna), false)
    })
  }
})

test('V7.3.2 the absolute time ends a session that is never idle, to the millisecond', async () => {
  const host = await openHost(undefined, { session: { idle: 3600, absolute: 86_400 } })
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const began = host.clock.now
  for (let minutes = 0; minutes < 1440; minutes += 30) {
    assert.ok(await isIn(anna))
    host.clock.forward(1800)
  }
  host.clock.now = began + 86_400_000 - 1
  assert.ok(await isIn(anna))
  host.clock.now = began + 86_400_000
  assert.equal(await isIn(anna), false)
})

test('V7.1.1 the delivered times: 12 hours idle, 30 days in all', async () => {
  const host = await openHost()
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const began = host.clock.now
  const hours = 3_600_000
  for (let at = 11; at < 720; at += 11) {
    host.clock.now = began + at * hours
    assert.ok(await isIn(anna), `${at} hours`)
  }
  host.clock.now = began + 720 * hours - 1
  assert.ok(await isIn(anna))
  host.clock.now = began + 720 * hours
  assert.equal(await isIn(anna), false)
})

test('what time has ended is deleted when its cookie is next shown', async () => {
  const host = await openHost(undefined, { ...onDisk(), session: { idle: 600 } })
  const store = await look(host)
  const anna = await signUpAndIn(host.visitor(), 'anna')
  await signIn(host.visitor(), 'anna')
  host.clock.forward(600)
  await isIn(anna)
  await new Promise((done) => setImmediate(done))
  assert.equal(await countSessions(store), 1)
})

test('V7.1.2 one session too many ends the oldest, and no other', async () => {
  const host = await openHost(undefined, { session: { maxPerAccount: 3 } })
  const visits = [await signUpAndIn(host.visitor(), 'anna')]
  const other = await signUpAndIn(host.visitor(), 'bob')
  for (let i = 0; i < 3; i++) {
    host.clock.forward(1)
    visits.push(await signIn(host.visitor(), 'anna'))
  }
  const alive: boolean[] = []
  for (const visit of visits) alive.push(await isIn(visit))
  assert.deepEqual(alive, [false, true, true, true])
  assert.ok(await isIn(other))
})

test('V7.4.2 suspending an account ends all its sessions at their next request, for good', async () => {
  const host = await openHost(undefined, onDisk())
  const store = await look(host)
  const visits = [await signUpAndIn(host.visitor(), 'anna')]
  visits.push(await signIn(host.visitor(), 'anna'), await signIn(host.visitor(), 'anna'))
  const other = await signUpAndIn(host.visitor(), 'bob')
  const { id } = await store.db
    .selectFrom('users')
    .select('id')
    .where('username', '=', 'anna')
    .executeTakeFirstOrThrow()
  assert.ok(await setSuspended(store.db, id, true, host.clock.now))
  for (const visit of visits) assert.equal(await isIn(visit), false)
  assert.ok(await setSuspended(store.db, id, false, host.clock.now))
  for (const visit of visits) assert.equal(await isIn(visit), false)
  assert.ok(await isIn(other))
})

test('V7.4.4 every page of a signed-in person has a button that signs out', async () => {
  const { visitor } = await openHost()
  const anna = await signUpAndIn(visitor(), 'anna')
  for (const path of ['/', '/dashboard', '/nothing']) {
    await anna.open(path)
    await anna.press('Sign out')
    assert.match(anna.text, /You are signed out/, path)
    await signIn(anna, 'anna')
  }
})
