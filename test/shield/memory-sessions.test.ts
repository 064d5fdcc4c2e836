// The store in memory keeps what the shield's interface promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySessions } from '../../src/shield/memory-sessions.ts'
import type { NewSession, SessionUser } from '../../src/shield/session-store.ts'

const people = new Map<string, SessionUser>(
  ['anna', 'bob'].map((id) => [id, { id, username: id, email: `${id}@example.test` }]),
)
const userOf = (id: string) => people.get(id) ?? null

function session(id: string, userId: string | null, at = 0): NewSession {
  const times = { provenAt: at, createdAt: at, lastSeenAt: at }
  const plain = { assurance: [], twoFactor: false, binding: '', values: '{}', address: '', userAgent: '' }
  return { id, userId, credentialEpoch: 0, ...plain, ...times }
}

test('finds who is here now, and nobody for an account that is gone', async () => {
  const sessions = memorySessions(userOf)
  assert.equal(await sessions.insert(session('a', 'anna'), 5), true)
  assert.equal(await sessions.insert(session('c', 'carla'), 5), false)
  assert.equal(await sessions.insert(session('x', null), 5), true)
  assert.equal((await sessions.find('a'))?.user?.username, 'anna')
  assert.equal((await sessions.find('x'))?.user, null)
  assert.equal(await sessions.find('c'), undefined)
  assert.equal(await sessions.find('__proto__'), undefined)
})

test('the oldest above the maximum end, of that account alone', async () => {
  const sessions = memorySessions(userOf)
  for (const [id, user] of [
    ['a1', 'anna'],
    ['b1', 'bob'],
    ['a2', 'anna'],
    ['a3', 'anna'],
  ] as const) {
    await sessions.insert(session(id, user), 2)
  }
  const alive = ['a1', 'a2', 'a3', 'b1'].filter((id) => sessions.find(id) !== undefined)
  assert.deepEqual(alive, ['a2', 'a3', 'b1'])
})

test('values are swapped against what they were, and only so', async () => {
  const sessions = memorySessions(userOf)
  await sessions.insert(session('a', 'anna'), 5)
  assert.equal(await sessions.swapValues('a', '{}', '{"b":1}'), true)
  assert.equal(await sessions.swapValues('a', '{}', '{"c":1}'), false)
  assert.equal(await sessions.swapValues('gone', '{}', '{}'), false)
  assert.equal((await sessions.find('a'))?.values, '{"b":1}')
})

test('removing one, all but one, and what is stale', async () => {
  const sessions = memorySessions(userOf)
  for (const id of ['a1', 'a2', 'a3']) await sessions.insert(session(id, 'anna', 1000), 5)
  await sessions.insert(session('b1', 'bob', 1000), 5)
  await sessions.remove('a1')
  assert.equal(await sessions.removeAllOf('anna', 'a2'), 1)
  assert.ok(await sessions.find('a2'))
  await sessions.touch('b1', 5000, '192.0.2.1')
  await sessions.touch('gone', 5000, '192.0.2.1')
  assert.equal((await sessions.find('b1'))?.address, '192.0.2.1')
  assert.equal(await sessions.sweep(2000, 0), 1)
  assert.equal(await sessions.find('a2'), undefined)
  assert.equal(await sessions.sweep(2000, 1001), 1)
})
