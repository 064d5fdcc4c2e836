// Leaving and coming back as visits: from the profile to the mail, from the mail back, and the clock in between.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { mails, openHouseOnDisk, sessions, users } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds
const WAIT = 14 * 86_400_000 // milliseconds
const WRONG = /That name and password do not belong together/

/** Alice, whose address is confirmed. */
async function atHome(options: SettingsInput = {}) {
  const house = await openHouseOnDisk({ limits: { confirm: '1000 per minute' }, ...options })
  await house.member('alice').then((first) => first.press('Sign out'))
  await house.store.db.updateTable('users').set({ email_verified_at: house.clock.now }).execute()
  const alice = await signIn(house.visitor())
  const row = async () => (await users(house.store)).find(({ username }) => username === 'alice')
  const mailed = async () => (await mails(house.store)).at(-1)!
  const link = async () => /\/profile\/return\?token=[\w-]+/.exec((await mailed()).text)![0]
  return { ...house, alice, row, mailed, link }
}

async function signIn(person: Visitor, username = 'alice') {
  await person.open('/login')
  return person.fill({ username, password: PASSWORD }).press('Sign in')
}

async function leave(person: Visitor, username = 'alice') {
  await person.open('/profile')
  await person.open('/profile/delete')
  return person.fill({ username }).press('Delete my account')
}

test('V7.5.3 deleting asks for a fresh proof, by GET and by POST, and nothing happens before', async () => {
  const house = await atHome()
  const { alice, clock, row } = house
  await alice.open('/profile/delete')
  clock.forward(MAX_AGE)
  await alice.fill({ username: 'alice' }).press('Delete my account')
  assert.equal(alice.status, 401)
  assert.equal((await row())?.deletes_at, null)
  await alice.open('/profile/delete')
  assert.deepEqual(alice.redirects, ['303 /confirm?next=%2Fprofile%2Fdelete'])
  await alice.fill({ password: PASSWORD }).press('Confirm')
  assert.equal(alice.path, '/profile/delete')
  assert.match(
    alice.text,
    /Until 15 January 2026 at 12:15 UTC you can come back: by signing in, or by the link/,
  )
  await alice.fill({ username: 'alice' }).press('Delete my account')
  assert.equal((await row())?.deletes_at, clock.now + WAIT)
})

test('V7.4.2 V14.3.1 signed out everywhere at once, in words with the date, and the browser forgets', async () => {
  const house = await atHome()
  const { alice, store } = house
  const there = await signIn(house.visitor())
  const thief = alice.copy()
  await alice.open('/profile/delete')
  const form = { csrf_token: await alice.token('/profile/delete'), username: 'alice' }
  await alice.send({ method: 'POST', url: '/profile/delete', form, headers: alice.browserHeaders('POST') })
  assert.deepEqual([alice.status, alice.headers['location']], [303, '/'])
  assert.equal(alice.headers['clear-site-data'], '"cache", "storage"')
  assert.equal(alice.cookies.has('session'), false)
  await alice.open('/')
  assert.match(
    alice.text,
    /will be deleted on Thu, 15 Jan 2026 12:00:00 GMT\. Until then you can come back by signing in\./,
  )
  assert.deepEqual(await sessions(store), [])
  for (const person of [there, thief]) assert.equal((await person.open('/dashboard')).path, '/login')
})

test('another name is refused, and given back as typed', async () => {
  const { alice, row } = await atHome()
  for (const name of ['bob', '', 'alice@example.test', '<b>alice']) {
    await leave(alice, name)
    assert.equal(alice.status, 422)
    assert.match(alice.text, /That is not your username\./)
    assert.equal((await row())?.deletes_at, null)
  }
  const form = { csrf_token: 'A'.repeat(86), username: 'alice' }
  await alice.send({ method: 'POST', url: '/profile/delete', form, headers: alice.browserHeaders('POST') })
  assert.equal(alice.status, 400)
  assert.match(alice.body, /value="alice"/)
  assert.equal((await row())?.deletes_at, null)
})

test('V14.2.1 from the mail back: the token leaves the address, GET changes nothing, POST works once', async () => {
  const { alice, row, link, mailed, clock, visitor } = await atHome()
  await leave(alice)
  assert.equal((await mailed()).recipient, 'alice@example.test')
  clock.now += WAIT - 1
  const address = await link()
  const scanner = visitor()
  await scanner.open(address)
  const back = visitor()
  await back.open(address)
  assert.deepEqual(back.redirects, ['303 /profile/return'])
  assert.match(back.text, /It will be gone after 15 January 2026 at 12:00 UTC/)
  assert.notEqual((await row())?.deletes_at, null)
  await back.press('Keep my account')
  assert.deepEqual(back.redirects, ['303 /login'])
  assert.match(back.text, /Welcome back\. Your account stays; please sign in\./)
  assert.equal((await row())?.deletes_at, null)
  assert.equal((await signIn(back)).path, '/dashboard')
  await scanner.press('Keep my account')
  assert.equal(scanner.status, 410)
  assert.match((await mailed()).subject, /new sign-in|stays/i)
})

test('too late by a millisecond: the link is dead, and so is the password', async () => {
  const { alice, link, clock, visitor, row } = await atHome()
  await leave(alice)
  const address = await link()
  const waiting = await visitor().open(address)
  clock.now += WAIT - 31 * 60_000
  const other = await visitor().open(address)
  clock.now += 31 * 60_000
  for (const person of [waiting, other]) {
    await person.press('Keep my account')
    assert.equal(person.status, 410)
  }
  const late = await visitor().open(address)
  assert.equal(late.status, 410)
  assert.match(late.text, /This link does not work any more/)
  const again = await signIn(visitor())
  assert.equal(again.status, 401)
  assert.match(again.text, WRONG)
  assert.notEqual((await row())?.deletes_at, null)
})

test('signing in during the wait makes no session: it leads to the way back, by name and by address', async () => {
  const { alice, clock, visitor, row, store } = await atHome()
  await leave(alice)
  clock.now += WAIT - 1
  for (const name of ['alice', 'alice@example.test']) {
    const back = await signIn(visitor(), name)
    assert.deepEqual(back.redirects, ['303 /profile/return'])
    assert.match(back.text, /Your account is to be deleted/)
    assert.equal(back.cookies.has('session'), false)
    assert.equal((await back.open('/dashboard')).path, '/login')
    assert.notEqual((await row())?.deletes_at, null)
  }
  assert.deepEqual(await sessions(store), [])
  const back = await signIn(visitor())
  await back.press('Keep my account')
  assert.equal((await row())?.deletes_at, null)
  assert.equal((await signIn(back)).path, '/dashboard')
})

test('a wrong password during the wait is answered like any', async () => {
  const { alice, visitor } = await atHome()
  await leave(alice)
  const stranger = visitor()
  await stranger.open('/login')
  await stranger.fill({ username: 'alice', password: 'wrong' }).press('Sign in')
  assert.equal(stranger.status, 401)
  assert.match(stranger.text, WRONG)
  await stranger.open('/profile/return')
  assert.equal(stranger.status, 410)
})

test('name and address stay taken during the wait', async () => {
  const { alice, visitor, store, mailed } = await atHome()
  await leave(alice)
  const other = visitor()
  await other.open('/register')
  await other
    .fill({ username: 'Alice', email: 'other@example.test', password: PASSWORD })
    .press('Create account')
  assert.equal(other.status, 422)
  await other.open('/register')
  await other
    .fill({ username: 'other', email: 'ALICE@example.test', password: PASSWORD })
    .press('Create account')
  assert.equal((await users(store)).length, 1)
  assert.equal((await mailed()).recipient, 'alice@example.test')
})

test('without a confirmed address the way back is the password alone', async () => {
  const { alice, store, visitor } = await atHome()
  await store.db.updateTable('users').set({ email_verified_at: null }).execute()
  const before = (await mails(store)).length
  await alice.open('/profile/delete')
  assert.match(alice.text, /you can come back: by signing in\. Then/)
  await leave(alice)
  assert.equal((await mails(store)).length, before)
  assert.equal((await signIn(visitor())).path, '/profile/return')
})

test('without a wait the account is gone at once, device cookie included', async () => {
  const { alice, store, visitor } = await atHome({ account: { deleteAfter: 0 } })
  await alice.open('/profile/delete')
  assert.match(alice.text, /deleted at once/)
  await leave(alice)
  assert.match(alice.text, /Your account is deleted\./)
  assert.equal(alice.cookies.has('device'), false)
  for (const rows of [users, sessions, mails]) assert.deepEqual(await rows(store), [])
  const again = await signIn(visitor())
  assert.equal(again.status, 401)
  assert.match(again.text, WRONG)
})

test('V3.5.1 another site can neither delete nor bring back', async () => {
  const { alice, row, link, visitor } = await atHome()
  const foreign = {
    ...alice.browserHeaders('POST'),
    'sec-fetch-site': 'cross-site',
    origin: 'https://evil.test',
  }
  const form = { csrf_token: await alice.token('/profile/delete'), username: 'alice' }
  await alice.send({ method: 'POST', url: '/profile/delete', form, headers: foreign })
  assert.equal(alice.status, 403)
  assert.equal((await row())?.deletes_at, null)
  await leave(alice)
  const back = await visitor().open(await link())
  const csrf_token = await back.token('/profile/return')
  await back.send({ method: 'POST', url: '/profile/return', form: { csrf_token }, headers: foreign })
  assert.equal(back.status, 403)
  await back.send({ method: 'POST', url: '/profile/return', form: {}, headers: back.browserHeaders('POST') })
  assert.equal(back.status, 400)
  assert.notEqual((await row())?.deletes_at, null)
})
