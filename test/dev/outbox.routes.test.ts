// The outbox: there in development, and no such route in production.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newToken } from '../../src/crypto/token.ts'
import { outboxRoutes } from '../../src/dev/outbox.routes.ts'
import { openHouse, PASSWORD } from '../house.ts'

test('in development it shows the mails of this machine', async () => {
  const { member, visitor } = await openHouse()
  await member('alice')
  const person = visitor()
  await person.open('/dev/outbox')
  assert.equal(person.status, 200)
  assert.match(person.text, /alice@example\.test/)
})

test('V13.4.2 in production no route begins with /dev, whoever asks and however', async () => {
  const origin = 'https://accounts.example.com'
  const { app, visitor, settings } = await openHouse({ mode: 'production', origin, secret: [newToken()] })
  assert.equal(settings.mode, 'production')
  assert.doesNotMatch(app.printRoutes({ commonPrefix: false }), /\/dev\b/)
  const person = visitor()
  await person.post('/register', { username: 'alice', email: 'alice@example.test', password: PASSWORD })
  await person.post('/login', { username: 'alice', password: PASSWORD })
  assert.equal(person.status, 303)
  for (const path of [
    '/dev/outbox',
    '/dev',
    '/dev/',
    '/DEV/OUTBOX',
    '//dev/outbox',
    '/dev/outbox/',
    '/%64ev/outbox',
  ]) {
    await person.send({ url: path })
    assert.equal(person.status, 404, path)
    await person.send({ method: 'POST', url: path })
    assert.equal(person.status, 404, path)
  }
})

test('V13.4.2 a slip that registers it in production stops the start', () => {
  assert.throws(
    () => outboxRoutes(undefined as never, { settings: { mode: 'production' } } as never),
    /for development only/,
  )
})
