// A forgotten password as a visit: the same page at the same cost for everybody, and a mail for one.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openHouse } from '../../house.ts'
import { startMailServer } from '../../mail/server.ts'
import { assertSameCost } from '../backend.ts'
import { mails, stripped } from '../visits.ts'
import { houseOfAlice } from './house.ts'
import { mailsIn, tokenFor } from './scene.ts'

const HOUR = 3_600 // seconds
const SLOW_MAIL = 3_000 // milliseconds

test('from the sign-in page to a mail with a link', async () => {
  const { visitor, store } = await houseOfAlice()
  const person = visitor()
  await person.open('/login')
  assert.match(person.body, /<a href="\/password\/forgot">Forgot your password\?<\/a>/)
  await person.open('/password/forgot')
  assert.match(person.body, /autocomplete="username"/)
  person.fill({ username: 'Alice@example.test' })
  await person.press('Mail me a link')
  assert.deepEqual(person.redirects, ['303 /password/forgot/sent'])
  assert.match(person.text, /If there is an account with that name or address, a link is on its way/)
  await tokenFor(store, '/password/reset')
  const mail = (await mails(store)).at(-1)!
  assert.equal(mail.recipient, 'alice@example.test')
  assert.match(mail.subject, /^Choose a new password for /)
})

test('V6.3.8 known, unknown, suspended, leaving: one answer, to the byte', async () => {
  const { visitor, member, store } = await houseOfAlice()
  for (const name of ['bob', 'carol']) await member(name)
  const set = (name: string) => store.db.updateTable('users').where('username', '=', name)
  await set('bob').set({ state: 'suspended' }).execute()
  await set('carol').set({ deletes_at: 9e14 }).execute()
  const answers = new Set<string>()
  for (const username of ['alice', 'alice@example.test', 'bob', 'carol', 'nobody', 'x@y.test', '@', "'"]) {
    const person = visitor()
    await person.open('/password/forgot')
    person.fill({ username })
    await person.press('Mail me a link')
    const [first] = person.redirects
    answers.add(`${first} ${person.status} ${stripped(person.body)}`)
  }
  assert.equal(answers.size, 1)
})

test('V6.3.8 defect 11: known and unknown take the same time, with a mail server that takes 3 seconds', async () => {
  const server = await startMailServer({ beforeTaking: () => pause(SLOW_MAIL, undefined, { ref: false }) })
  after(() => server.close())
  const { member, visitor, clock } = await openHouse({
    mail: { smtp: server.url },
    limits: { mailedLinks: '10000 per minute' },
  })
  await member('alice')
  const person = visitor()
  const csrf_token = await person.token('/password/forgot')
  const ask = (username: string) => async () => {
    // The allowance of the account is whole again.
    clock.forward(HOUR)
    await person.send({
      method: 'POST',
      url: '/password/forgot',
      form: { csrf_token, username },
      headers: person.browserHeaders('POST'),
    })
    assert.equal(person.status, 303)
  }
  await assertSameCost(ask('alice'), ask('nobody'))
  await assertSameCost(ask('alice@example.test'), ask('nobody@example.test'))
  assert.ok(server.recipients.length > 0, 'mail was on its way meanwhile')
})

test('nothing typed, or what can’t be read, is told, and what was typed is kept', async () => {
  const { visitor, store } = await houseOfAlice()
  const before = (await mailsIn(store)).length
  const person = visitor()
  await person.post('/password/forgot', { username: '  ' })
  assert.equal(person.status, 422)
  assert.match(person.text, /Please type your username or your e-mail address\./)
  assert.match(person.body, /aria-describedby="username-problem"/)
  await person.post('/password/forgot', { username: 'a\0b' })
  assert.equal(person.status, 422)
  await person.post('/password/forgot', { username: 'x'.repeat(5000) })
  assert.equal(person.status, 422)
  await person.send({
    method: 'POST',
    url: '/password/forgot',
    form: { csrf_token: 'wrong', username: 'alice <b>' },
    headers: person.browserHeaders('POST'),
  })
  assert.equal(person.status, 400)
  assert.match(person.body, /value="alice &lt;b&gt;"/)
  assert.equal((await mailsIn(store)).length, before)
})

test('V2.4.1 ten an hour from one address', async () => {
  const { visitor } = await houseOfAlice({ limits: { mailedLinks: '10 per hour' } })
  const person = visitor()
  for (let times = 0; times < 10; times++) {
    await person.post('/password/forgot', { username: `nobody${times}` })
    assert.equal(person.status, 303)
  }
  await person.post('/password/forgot', { username: 'nobody' })
  assert.equal(person.status, 429)
  assert.ok(Number(person.headers['retry-after']) > 0)
  const other = visitor({ address: '192.0.2.77' })
  await other.post('/password/forgot', { username: 'nobody' })
  assert.equal(other.status, 303)
})

test('V3.5.1 not from another site; only as a form; GET changes nothing', async () => {
  const { visitor, store } = await houseOfAlice()
  const before = (await mailsIn(store)).length
  const person = visitor()
  const csrf_token = await person.token('/password/forgot')
  const headers = { ...person.browserHeaders('POST'), 'sec-fetch-site': 'cross-site' }
  const form = { csrf_token, username: 'alice' }
  await person.send({ method: 'POST', url: '/password/forgot', form, headers })
  assert.equal(person.status, 403)
  const json = { ...person.browserHeaders('POST'), 'content-type': 'application/json' }
  await person.send({ method: 'POST', url: '/password/forgot', payload: '{}', headers: json })
  assert.equal(person.status, 415)
  await person.open('/password/forgot?username=alice')
  assert.equal((await mailsIn(store)).length, before)
})

test('who is signed in may have forgotten it too', async () => {
  const { alice, isIn, askAndOpen } = await houseOfAlice()
  const { person } = await askAndOpen(alice)
  assert.equal(person.status, 200)
  assert.equal(await isIn(alice), true)
})
