// A policy that asks for a second factor: a time of grace, then nothing else opens, whatever address is typed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needsFactor } from '../../../src/accounts/two-factor/policy.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { PASSWORD } from '../../house.ts'
import { isIn, openRoomy, setUpApp, withApp } from './factors.ts'

const ALL = { secondFactor: { policy: 'all', grace: 3600 } } as const

test('who needs one: nobody, some roles, everybody', () => {
  const settings = (secondFactor: object) => loadSettings({ env: {}, cwd: '/', options: { secondFactor } })
  assert.equal(needsFactor(settings({}), ['admin']), false)
  const roles = settings({ policy: 'roles', roles: ['admin', 'editor'] })
  assert.deepEqual(
    [[], ['reader'], ['editor'], ['reader', 'admin']].map((names) => needsFactor(roles, names)),
    [false, false, true, true],
  )
  assert.equal(needsFactor(settings({ policy: 'all' }), []), true)
})

test('V6.3.3 after the grace period, to the second, no page opens but those that set it up', async () => {
  const house = await openRoomy(ALL)
  const person = await house.member()
  await person.open('/two-factor')
  assert.match(person.text, /Please set one up by 1 January 2026 at 13:00/)
  house.clock.forward(3599)
  assert.equal(await isIn(person), true)
  house.clock.forward(1)
  for (const path of [
    '/dashboard',
    '/activity',
    '/profile',
    '/sessions',
    '/',
    '/email/change',
    '/nothing',
    '//two-factor',
  ]) {
    await person.open(path)
    assert.equal(person.path, '/two-factor/needed', path)
  }
  await person.send({ url: '/dashboard', headers: { accept: 'application/json' } })
  assert.equal(person.status, 403)
  assert.match(person.body, /second-factor-setup/)
  await person.post('/two-factor/off', {}, '/two-factor')
  assert.equal(person.path, '/two-factor/off')
})

test('the set-up itself opens, and then everything does', async () => {
  const house = await openRoomy({ secondFactor: { policy: 'all', grace: 0 } })
  const person = house.visitor()
  await person.open('/register')
  person.fill({ username: 'alice', email: 'a@example.org', password: PASSWORD })
  await person.press('Create account')
  person.fill({ username: 'alice', password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/two-factor/needed')
  await setUpApp(house, person)
  assert.equal(await isIn(person), true)
  await person.open('/two-factor/off')
  assert.match(person.text, /The second step stays on/)
  await person.post('/two-factor/off', {}, '/two-factor')
  await person.open('/two-factor')
  assert.match(person.text, /Set up: signing in asks for a code/)
})

test('V7.5.1 whoever waited before setting it up confirms first, and is led on', async () => {
  const house = await openRoomy({ secondFactor: { policy: 'all', grace: 0 } })
  const person = house.visitor()
  await person.open('/register')
  person.fill({ username: 'alice', email: 'a@example.org', password: PASSWORD })
  await person.press('Create account')
  person.fill({ username: 'alice', password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/two-factor/needed')
  house.clock.forward(15 * 60)
  await person.open('/two-factor/authenticator')
  assert.equal(person.path, '/confirm')
  person.fill({ password: 'wrong' })
  await person.press('Confirm')
  assert.equal(person.status, 401)
  person.fill({ password: PASSWORD })
  await person.press('Confirm')
  assert.equal(person.path, '/two-factor/authenticator')
  await setUpApp(house, person)
  assert.equal(await isIn(person), true)
})

test('signing out works all the same, and signing in again starts no new time of grace', async () => {
  const house = await openRoomy(ALL)
  const person = await house.member()
  house.clock.forward(3600)
  await person.open('/two-factor/needed')
  await person.press('Sign out')
  assert.equal(person.cookies.has('session'), false)
  const again = house.visitor()
  await again.open('/login')
  again.fill({ username: 'alice', password: PASSWORD })
  await again.press('Sign in')
  assert.equal(again.path, '/two-factor/needed')
})

test('roles: a role that needs one is asked from its next sign-in on', async () => {
  const house = await openRoomy({ secondFactor: { policy: 'roles', grace: 0 } })
  const person = await house.member()
  assert.equal(await isIn(person), true)
  await house.store.db.updateTable('users').set({ roles: '["admin"]' }).execute()
  await person.open('/dashboard')
  assert.equal(person.path, '/two-factor/needed')
})

test('whoever has one meets nothing of it', async () => {
  const house = await openRoomy({ secondFactor: { policy: 'all', grace: 60 } })
  const { person } = await withApp(house)
  house.clock.forward(600)
  assert.equal(await isIn(person), true)
})

test('links from mails work for people who can open nothing else yet', async () => {
  const house = await openRoomy({ secondFactor: { policy: 'all', grace: 0 } })
  const person = house.visitor()
  await person.open('/register')
  person.fill({ username: 'alice', email: 'a@example.org', password: 'a long walk by the river' })
  await person.press('Create account')
  person.fill({ username: 'alice', password: 'a long walk by the river' })
  await person.press('Sign in')
  assert.equal(person.path, '/two-factor/needed')
  const [mail] = await house.store.db.selectFrom('outbox').select('text').execute()
  const token = /\/email\/verify\?token=([\w-]{43})/.exec(mail?.text ?? '')?.[1]
  await person.open(`/email/verify?token=${token}`)
  assert.equal(person.path, '/email/verify')
  await person.press('Confirm my address')
  const [user] = await house.store.db.selectFrom('users').select('email_verified_at').execute()
  assert.notEqual(user?.email_verified_at, null)
  const unknown = 'x'.repeat(43)
  for (const path of [
    '/password/reset',
    '/not-me',
    '/email/undo',
    '/email/change/confirm',
    '/profile/return',
  ]) {
    await person.open(`${path}?token=${unknown}`)
    assert.equal(person.path, path)
  }
  await person.open('/password/forgot')
  assert.equal(person.path, '/password/forgot')
})
