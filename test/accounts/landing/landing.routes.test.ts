// The front page, for strangers and for people who are signed in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../house.ts'

test('a stranger reads it without a cookie', async () => {
  const { visitor } = await openHouse()
  const stranger = visitor()
  await stranger.open('/')
  assert.equal(stranger.status, 200)
  assert.match(stranger.text, /Create account/)
  assert.deepEqual(stranger.setCookies, [])
})

test('whoever is signed in finds the way to the dashboard and out', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  await alice.open('/')
  assert.match(alice.text, /You are signed in as alice/)
  await alice.press('Sign out')
  assert.match(alice.text, /You are signed out/)
})

test('an app with a front page of its own switches it off', async () => {
  const { visitor } = await openHouse({ landingPage: false })
  assert.equal((await visitor().open('/')).status, 404)
})
