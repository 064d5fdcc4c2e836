// The main job, once through: register, sign in, dashboard, sign out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, PASSWORD } from './house.ts'

test('a person registers, signs in, sees the dashboard and signs out', async () => {
  const { visitor } = await openHouse()
  const alice = visitor()
  await alice.open('/')
  assert.match(alice.text, /Create account/)
  await alice.open('/register')
  alice.fill({ username: 'Alice', email: 'alice@example.test', password: PASSWORD })
  await alice.press('Create account')
  assert.equal(alice.path, '/login')
  assert.match(alice.text, /Your account is ready/)

  alice.fill({ username: 'alice', password: PASSWORD })
  await alice.press('Sign in')
  assert.equal(alice.path, '/dashboard')
  assert.match(alice.text, /Hello, Alice/)

  await alice.press('Sign out')
  assert.equal(alice.path, '/')
  assert.match(alice.text, /You are signed out/)
  await alice.open('/dashboard')
  assert.equal(alice.path, '/login')
  assert.deepEqual(alice.redirects, ['303 /login?next=%2Fdashboard'])
})
