// Signing keys: the first made once by however many processes, the next published ahead, old ones kept and then gone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { verifyAccessToken } from '../../src/api/access-token.ts'
import { PUBLISHED_AHEAD } from '../../src/api/key-rotation.ts'
import { keyRows, openPrivateKey } from '../../src/api/key-rows.ts'
import { prepareNextKey, resealKeys, retireKeys } from '../../src/api/key-upkeep.ts'
import { currentKey, JWKS_MAX_AGE, KEYS_KEPT, keyFor, publicKeys, rotateKeys } from '../../src/api/keys.ts'
import { keyRing } from '../../src/crypto/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { type TestBackend, testBackend } from '../accounts/backend.ts'
import { eachDatabase, type OpenDatabase } from '../store/databases.ts'
import { ORIGIN, withAlice } from './people.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function backendOn(store: Store, options = {}): TestBackend {
  return testBackend(store, { options: { origin: ORIGIN, ...options } })
}

/** The same database as another process would have it, with a memory of its own. */
async function processes(open: OpenDatabase, count: number): Promise<TestBackend[]> {
  const first = await open()
  const stores = [first]
  while (stores.length < count) stores.push(await open.also(first))
  return stores.map((store) => backendOn(store))
}

const kids = async (backend: TestBackend) => (await publicKeys(backend)).keys.map(({ kid }) => kid)

eachDatabase('signing keys', (open) => {
  test('V15.4.2 the first use in five processes, ten times in each, makes one key for all', async () => {
    const all = await processes(open, 5)
    const used = await Promise.all(all.flatMap((one) => Array.from({ length: 10 }, () => currentKey(one))))
    assert.equal(new Set(used.map(({ kid }) => kid)).size, 1)
    assert.equal((await keyRows(all[0]!.store.db)).length, 1)
  })

  test('what is published: whole public keys alone, and nothing private', async () => {
    for (const algorithm of ['Ed25519', 'ES256'] as const) {
      const backend = backendOn(await open(), { api: { algorithm } })
      const { keys } = await publicKeys(backend)
      assert.equal(keys.length, 1)
      const names =
        algorithm === 'Ed25519'
          ? ['alg', 'crv', 'kid', 'kty', 'use', 'x']
          : ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']
      assert.deepEqual(Object.keys(keys[0]!).sort(), names)
    }
  })

  test('V13.3.1 the private part is sealed for its row, and opens nowhere else', async () => {
    const backend = backendOn(await open())
    await currentKey(backend)
    const [row] = await keyRows(backend.store.db)
    assert.match(row!.private_key, /^v1\./)
    assert.match(openPrivateKey(backend.keys, row!)!, /^-----BEGIN PRIVATE KEY-----/)
    assert.equal(openPrivateKey(backend.keys, { ...row!, id: 'another' }), undefined)
    assert.equal(openPrivateKey(keyRing(['another secret of these tests, long enough']), row!), undefined)
  })

  test('by schedule: the next is made ahead, published, signs to the millisecond, and the old one verifies on', async () => {
    const { backend, signIn } = await withAlice(await open())
    const first = await currentKey(backend)
    assert.equal(await prepareNextKey(backend), false)
    backend.clock = first.signsUntil - 12 * HOUR - 1
    assert.equal(await prepareNextKey(backend), false)
    backend.clock += 1
    assert.equal(await prepareNextKey(backend), true)
    assert.equal(await prepareNextKey(backend), false)
    backend.clock += KEYS_KEPT
    assert.equal((await kids(backend)).length, 2)
    assert.equal((await currentKey(backend)).kid, first.kid)

    backend.clock = first.signsUntil - 1
    assert.equal((await currentKey(backend)).kid, first.kid)
    const { accessToken } = await signIn()
    backend.clock += 1
    const second = await currentKey(backend)
    assert.notEqual(second.kid, first.kid)
    assert.equal(second.signsUntil - second.signsFrom, 90 * DAY)
    assert.ok(await verifyAccessToken(backend, accessToken))
    assert.equal(decodeProtectedHeader((await signIn()).accessToken).kid, second.kid)
  })

  test('a key is published for four times as long as a copy of the JWKS lives, before it signs', async () => {
    assert.ok(PUBLISHED_AHEAD >= 2 * JWKS_MAX_AGE * 1000)
    const backend = backendOn(await open())
    const first = await currentKey(backend)
    const { kid, signsFrom } = await rotateKeys(backend)
    assert.equal(signsFrom, backend.clock + PUBLISHED_AHEAD)
    assert.deepEqual(await kids(backend), [first.kid, kid])
    backend.clock = signsFrom - 1
    assert.equal((await currentKey(backend)).kid, first.kid)
    backend.clock = signsFrom
    assert.equal((await currentKey(backend)).kid, kid)
  })

  test('rotated again while the next one waits, that one is meant, and no sooner', async () => {
    const backend = backendOn(await open())
    await currentKey(backend)
    const once = await rotateKeys(backend)
    backend.clock += HOUR / 2
    assert.deepEqual(await rotateKeys(backend), once)
    assert.equal((await keyRows(backend.store.db)).length, 2)
  })

  test('the one that the schedule has made is brought forward, and the present one ends earlier', async () => {
    const backend = backendOn(await open())
    const first = await currentKey(backend)
    backend.clock = first.signsUntil - 6 * HOUR
    await prepareNextKey(backend)
    backend.clock += 2 * HOUR
    const { kid, signsFrom } = await rotateKeys(backend)
    assert.equal(signsFrom, backend.clock)
    assert.equal((await currentKey(backend)).kid, kid)
    assert.equal((await keyRows(backend.store.db)).length, 2)
  })

  test('V13.3.4 revoked: a new key at once, and all tokens of the old ones are over, in other processes seconds later', async () => {
    const store = await open()
    const { backend, signIn } = await withAlice(store)
    const other = backendOn(await open.also(store))
    const { accessToken } = await signIn()
    assert.ok(await verifyAccessToken(other, accessToken))
    await rotateKeys(backend)
    const { kid, signsFrom, revoked } = await rotateKeys(backend, { revoke: true })
    assert.deepEqual([signsFrom, revoked], [backend.clock, 2])
    assert.equal(await verifyAccessToken(backend, accessToken), undefined)
    assert.deepEqual(await kids(backend), [kid])
    other.clock = backend.clock + KEYS_KEPT
    assert.equal(await verifyAccessToken(other, accessToken), undefined)
    assert.equal((await currentKey(other)).kid, kid)
  })

  test('a key that another process has just made is known at its first token', async () => {
    const store = await open()
    const { backend, signIn } = await withAlice(store)
    const other = backendOn(await open.also(store))
    const before = await currentKey(other)
    await rotateKeys(backend, { revoke: true })
    const { accessToken } = await signIn()
    assert.notEqual(decodeProtectedHeader(accessToken).kid, before.kid)
    assert.ok(await verifyAccessToken(other, accessToken))
  })

  test('parallel rotation in five processes makes one next key', async () => {
    const all = await processes(open, 5)
    await currentKey(all[0]!)
    const rotations = await Promise.all(all.map((one) => rotateKeys(one)))
    assert.equal(new Set(rotations.map(({ kid }) => kid)).size, 1)
    assert.equal((await keyRows(all[0]!.store.db)).length, 2)
    const first = await currentKey(all[0]!)
    for (const one of all) one.clock = first.signsUntil + 90 * DAY - 3 * HOUR
    const prepared = await Promise.all(all.map((one) => prepareNextKey(one)))
    assert.equal(prepared.filter(Boolean).length, 1)
  })

  test('kept until the last token that it can have signed is over; its private part goes earlier', async () => {
    const { backend, signIn } = await withAlice(await open(), { api: { accessLifetime: '24h' } })
    const first = await currentKey(backend)
    backend.clock = first.signsUntil - 1
    const { accessToken } = await signIn()
    backend.clock = first.signsUntil + 5 * 60_000 - 1
    await retireKeys(backend)
    const privatePart = async () =>
      (await keyRows(backend.store.db)).find(({ id }) => id === first.kid)?.private_key
    assert.notEqual(await privatePart(), '')
    backend.clock += 1
    await retireKeys(backend)
    assert.equal(await privatePart(), '')
    backend.clock = first.signsUntil - 1000 + DAY - 1
    assert.ok(await verifyAccessToken(backend, accessToken), 'its last second')
    backend.clock = first.signsUntil + DAY + HOUR - 1
    assert.equal(await retireKeys(backend), 0)
    backend.clock += 1
    assert.equal(await retireKeys(backend), 1)
    backend.clock += KEYS_KEPT
    assert.equal(await keyFor(backend, first.kid), undefined)
  })

  test('after a long sleep without any process a new key signs at once, and the janitor makes none without need', async () => {
    const backend = backendOn(await open())
    assert.equal(await prepareNextKey(backend), false)
    const first = await currentKey(backend)
    backend.clock = first.signsUntil + 200 * DAY
    assert.equal(await prepareNextKey(backend), false)
    const next = await currentKey(backend)
    assert.notEqual(next.kid, first.kid)
    assert.equal(next.signsFrom, backend.clock)
  })

  test('where the schedule comes late, the present key goes on until the next one can be known', async () => {
    const backend = backendOn(await open())
    const first = await currentKey(backend)
    backend.clock = first.signsUntil - 60_000
    assert.equal(await prepareNextKey(backend), true)
    const [present, next] = await keyRows(backend.store.db)
    assert.equal(next!.signs_from, backend.clock + PUBLISHED_AHEAD)
    assert.equal(present!.signs_until, next!.signs_from)
  })

  test('another algorithm comes with the next key; the present one goes on', async () => {
    const store = await open()
    const { backend, signIn } = await withAlice(store)
    const { accessToken } = await signIn()
    const changed = backendOn(store, { api: { algorithm: 'ES256' } })
    assert.equal((await currentKey(changed)).algorithm, 'EdDSA')
    const { signsFrom } = await rotateKeys(changed)
    changed.clock = signsFrom
    assert.equal((await currentKey(changed)).algorithm, 'ES256')
    changed.clock = backend.clock + 60_000
    assert.ok(await verifyAccessToken(changed, accessToken))
  })

  test('V13.3.4 a new secret: keys are sealed anew, and the old secret can go', async () => {
    const [older, newer] = [
      'the secret until now, of 40 bytes and more',
      'the secret from now on, 40 bytes and more',
    ]
    const backend = { ...backendOn(await open()), keys: keyRing([older]) }
    const { kid } = await currentKey(backend)
    const both = { ...backend, keys: keyRing([newer, older]) }
    assert.equal((await currentKey(both)).kid, kid)
    assert.equal(await resealKeys(both), 1)
    assert.equal(await resealKeys(both), 0)
    const alone = { ...backend, keys: keyRing([newer]) }
    assert.equal((await currentKey(alone)).kid, kid)
  })

  test('a secret that is gone too early: a new key signs, the old one’s tokens are good to their end, and it is told', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { accessToken } = await signIn()
    const without = { ...backend, keys: keyRing(['a secret that knows nothing of the one before']) }
    const key = await currentKey(without)
    assert.notEqual(key.kid, decodeProtectedHeader(accessToken).kid)
    assert.ok(await verifyAccessToken(without, accessToken))
    assert.equal(await resealKeys(without), 0)
    assert.match(backend.warnings.at(-1)!.message, /secret that is no longer set/)
  })

  test('a row that was changed is left out, and told', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { accessToken } = await signIn()
    const [row] = await keyRows(backend.store.db)
    const { x, ...rest } = JSON.parse(row!.public_jwk)
    const changes = [
      { public_jwk: '{' },
      { public_jwk: JSON.stringify({ ...rest, x: x.slice(1) }) },
      { public_jwk: JSON.stringify({ kty: 'oct', k: x, kid: row!.id, alg: 'HS256', use: 'sig' }) },
      { public_jwk: JSON.stringify({ ...rest, x, kid: 'other' }) },
      { algorithm: 'ES256' },
    ]
    for (const change of changes) {
      await backend.store.db.updateTable('signing_keys').set(change).execute()
      backend.clock += KEYS_KEPT
      assert.equal(await verifyAccessToken(backend, accessToken), undefined)
      assert.match(backend.warnings.at(-1)!.message, /not as it was written/)
      const { public_jwk, algorithm } = row!
      await backend.store.db.updateTable('signing_keys').set({ public_jwk, algorithm }).execute()
    }
    backend.clock += KEYS_KEPT
    assert.ok(await verifyAccessToken(backend, accessToken))
  })
})
