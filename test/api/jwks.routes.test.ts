// /.well-known/jwks.json: the public keys, for others to keep for a while.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { openHouse } from '../house.ts'
import { Caller } from './caller.ts'

test('has the key that signs, and nothing private', async () => {
  const house = await openHouse()
  await house.member('alice')
  const { accessToken } = await new Caller(house).signIn()
  const answer = await house.app.inject('/.well-known/jwks.json')
  assert.equal(answer.headers['content-type'], 'application/jwk-set+json')
  for (const key of answer.json().keys)
    for (const name of ['d', 'k', 'p', 'q', 'private_key']) assert.ok(!(name in key), name)
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(answer.json()), {
    issuer: house.settings.origin,
    audience: `${house.settings.origin}/api`,
    typ: 'at+jwt',
    currentDate: new Date(house.clock.now),
  })
  assert.equal(payload['preferred_username'], 'alice')
})

test('may be kept for a quarter of an hour by anybody, and is asked for by its tag', async () => {
  const house = await openHouse()
  const { headers } = await house.app.inject('/.well-known/jwks.json')
  assert.equal(headers['cache-control'], 'public, max-age=900')
  assert.equal(headers['set-cookie'], undefined)
  const again = await house.app.inject({
    url: '/.well-known/jwks.json',
    headers: { 'if-none-match': String(headers['etag']) },
  })
  assert.deepEqual([again.statusCode, again.body], [304, ''])
  assert.equal(again.headers['cache-control'], 'public, max-age=900')
})

test('of two processes on one database says the same', async () => {
  const { openHouseOnDisk } = await import('../accounts/visits.ts')
  const one = await openHouseOnDisk()
  const other = await openHouseOnDisk({ data: one.data })
  const [first, second] = await Promise.all(
    [one, other].map(async ({ app }) => (await app.inject('/.well-known/jwks.json')).body),
  )
  assert.equal(first, second)
})
