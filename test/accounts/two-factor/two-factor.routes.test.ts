// The pages of the second factor as visits: set-up, new codes, turning it off, and what ends with each change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../../house.ts'
import { mails } from '../visits.ts'
import { codeOf, firstStep, isIn, openRoomy, setUpApp, withApp } from './factors.ts'

const verified = (house: Awaited<ReturnType<typeof openRoomy>>) =>
  house.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()

test('V6.5.1 the key is shown as a picture and as text, and counts only after its first code', async () => {
  const house = await openRoomy()
  const person = await house.member()
  await person.open('/two-factor')
  assert.match(person.text, /An app on your phone shows a new code/)
  await person.open('/two-factor/authenticator')
  await person.press('Show the key')
  assert.match(person.body, /<svg class="qr"[^>]*role="img"/)
  assert.equal(person.headers['cache-control'], 'no-store')
  person.fill({ code: '000000' })
  await person.press('Turn it on')
  assert.equal(person.status, 422)
  assert.match(person.text, /That code was not right/)
  const other = await firstStep(house, 'alice')
  assert.equal(other.path, '/dashboard')
})

test('V7.4.3 V6.3.7 setting it up ends the other sessions, keeps this one under a new token, and is told by mail', async () => {
  const house = await openRoomy()
  const person = await house.member()
  await verified(house)
  const other = await firstStep(house, 'alice')
  const before = person.cookies.get('session')
  const { codes } = await setUpApp(house, person)
  assert.equal(codes.length, 10)
  assert.notEqual(person.cookies.get('session'), before)
  assert.equal(await isIn(person), true)
  assert.equal(await isIn(other), false)
  const subjects = (await mails(house.store)).map(({ subject }) => subject)
  assert.ok(
    subjects.some((subject) => /The way into your account/.test(subject)),
    subjects.join(),
  )
  const kinds = await house.store.db.selectFrom('activity').select('kind').execute()
  assert.ok(kinds.some(({ kind }) => kind === 'second-factor-added'))
})

test('recovery codes are shown once, and come as a file that holds nothing else', async () => {
  const house = await openRoomy()
  const { person } = await withApp(house)
  await person.open('/two-factor')
  await person.press('Make new recovery codes')
  const codes = [...person.body.matchAll(/<li><code>([A-Z2-7-]+)<\/code>/g)].map((found) => found[1]!)
  assert.equal(codes.length, 10)
  const token = /name="csrf_token" value="([^"]+)"/.exec(person.body)![1]!
  const form = new URLSearchParams({ csrf_token: token })
  for (const code of [...codes, '<script>', 'x'.repeat(100)]) form.append('code', code)
  await person.send({
    method: 'POST',
    url: '/two-factor/recovery-codes/download',
    form,
    headers: person.browserHeaders('POST'),
  })
  assert.equal(person.status, 200)
  assert.match(String(person.headers['content-disposition']), /^attachment/)
  assert.match(String(person.headers['content-type']), /^text\/plain/)
  for (const code of codes) assert.ok(person.body.includes(code))
  assert.ok(!person.body.includes('<script>') && !person.body.includes('xxx'))
  await person.open('/two-factor')
  for (const code of codes) assert.ok(!person.body.includes(code))
})

test('turning it off ends the other sessions, the codes and the remembered devices', async () => {
  const house = await openRoomy()
  const { person, key, codes } = await withApp(house)
  const other = await firstStep(house, 'alice')
  other.fill({ code: codeOf(key, house.clock.now), remember: 'yes' })
  await other.press('Sign in')
  await person.open('/two-factor/off')
  await person.press('Turn it off')
  assert.match(person.text, /The second step is off/)
  assert.equal(await isIn(person), true)
  assert.equal(await isIn(other), false)
  const { db } = house.store
  for (const table of ['authenticators', 'recovery_codes'] as const)
    assert.equal((await db.selectFrom(table).select('user_id').execute()).length, 0)
  // A token that outlived it would count again when a new factor is set up.
  await setUpApp(house, person)
  await firstStep(house, 'alice', other)
  assert.equal(other.path, '/login/second-step')
  house.clock.forward(60)
  other.fill({ code: codes[0]! })
  await other.press('Sign in')
  assert.equal(other.status, 401)
})

test('V7.5.1 each change asks for the password again when that is long ago', async () => {
  const house = await openRoomy()
  const { person } = await withApp(house)
  house.clock.forward(15 * 60)
  for (const path of ['/two-factor/authenticator', '/two-factor/off']) {
    await person.send({ url: path, headers: person.browserHeaders('GET') })
    assert.equal(person.status, 303, path)
    assert.match(String(person.headers['location']), /^\/confirm\?next=/)
  }
  for (const path of [
    'authenticator/begin',
    'authenticator',
    'recovery-codes',
    'off',
    'on',
    'forget-device',
  ]) {
    await person.post(`/two-factor/${path}`, { code: '000000' }, '/two-factor')
    assert.ok([303, 401].includes(person.status), `${path} ${person.status}`)
    assert.match(`${person.headers['location'] ?? ''}${person.text}`, /confirm/i, path)
  }
  const [row] = await house.store.db.selectFrom('users').select('second_factor').execute()
  assert.equal(row?.second_factor, 1)
})

test('the pages of it are for people who are signed in, and their forms for our own pages', async () => {
  const house = await openRoomy()
  const stranger = house.visitor()
  for (const path of ['/two-factor', '/two-factor/authenticator', '/two-factor/off', '/two-factor/needed']) {
    await stranger.open(path)
    assert.equal(stranger.path, '/login', path)
  }
  const { person } = await withApp(house)
  await person.send({
    method: 'POST',
    url: '/two-factor/off',
    form: {},
    headers: person.browserHeaders('POST'),
  })
  assert.equal(person.status, 400)
  const evil = {
    ...person.browserHeaders('POST'),
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
  }
  await person.send({ method: 'POST', url: '/two-factor/off', form: {}, headers: evil })
  assert.equal(person.status, 403)
})

test('of two apps the one whose code was right last counts', async () => {
  const house = await openRoomy()
  const { person, key } = await withApp(house)
  await person.open('/two-factor/authenticator')
  if (!person.body.includes('class="key"')) await person.press('Show the key')
  const half = await firstStep(house, 'alice')
  half.fill({ code: codeOf(key, house.clock.now) })
  await half.press('Sign in')
  assert.equal(half.path, '/dashboard')
  const next = await setUpApp(house, person)
  assert.notEqual(next.key, key)
  assert.deepEqual(next.codes, [])
  house.clock.forward(60)
  const person2 = await firstStep(house, 'alice')
  person2.fill({ code: codeOf(key, house.clock.now) })
  await person2.press('Sign in')
  assert.equal(person2.status, 401)
  person2.fill({ code: codeOf(next.key, house.clock.now) })
  await person2.press('Sign in')
  assert.equal(person2.path, '/dashboard')
})

test('the reset of a password leaves the second step where it is', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  await house.store.db
    .updateTable('users')
    .set((is) => ({ credential_epoch: is('credential_epoch', '+', 1) }))
    .execute()
  const person = house.visitor()
  await person.open('/login')
  person.fill({ username: 'alice', password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/login/second-step')
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
})
