// The key ring: HKDF by its vectors, one key for each purpose, old secrets kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hkdfSha256, keyRing } from '../../src/crypto/keys.ts'
import { wycheproof } from './vectors.ts'

const SECRET = 'pq8Zk0uQm3T1x7yV-b2LrWc9EoJhGdSa'

test('HKDF-SHA256 gives the outputs of Wycheproof', (t) => {
  const vectors = wycheproof(t, 'hkdf_sha256_test.json')
  if (vectors === undefined) return
  let seen = 0
  for (const { tests } of vectors.groups) {
    for (const { tcId, ikm, salt, info, size, okm, result } of tests) {
      const derive = () =>
        hkdfSha256(
          Buffer.from(ikm, 'hex'),
          Buffer.from(salt, 'hex'),
          Buffer.from(info, 'hex'),
          size,
        ).toString('hex')
      if (result === 'valid') assert.equal(derive(), okm, `vector ${tcId}`)
      else assert.throws(derive, RangeError, `vector ${tcId}`)
      seen++
    }
  }
  assert.equal(seen, vectors.count)
})

test('HKDF-SHA256 gives the outputs of RFC 5869, cases 1 and 3', () => {
  const ikm = Buffer.alloc(22, 0x0b)
  assert.equal(
    hkdfSha256(
      ikm,
      Buffer.from('000102030405060708090a0b0c', 'hex'),
      Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'),
      42,
    ).toString('hex'),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  )
  assert.equal(
    hkdfSha256(ikm, '', '', 42).toString('hex'),
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  )
})

test('a purpose has one key of 32 bytes for each secret, newest first', () => {
  const both = keyRing([SECRET, 'an older one']).purpose('csrf')
  assert.deepEqual(
    both.map((key) => key.length),
    [32, 32],
  )
  assert.deepEqual(both[0], keyRing([SECRET]).purpose('csrf')[0])
  assert.deepEqual(both[1], keyRing(['an older one']).purpose('csrf')[0])
  assert.deepEqual(both[0], hkdfSha256(SECRET, '', 'portcullis/v1/csrf', 32))
})

test('different purposes and different secrets share no key', () => {
  const keys = [SECRET, `${SECRET}x`].flatMap((secret) =>
    ['csrf', 'flash', 'csrf2', 'CSRF'].map((purpose) =>
      keyRing([secret]).purpose(purpose)[0]!.toString('hex'),
    ),
  )
  assert.equal(new Set(keys).size, 8)
})

test('a key is derived once', () => {
  const ring = keyRing([SECRET])
  assert.equal(ring.purpose('csrf')[0], ring.purpose('csrf')[0])
})

test('no secret, an empty secret and an empty purpose are refused', () => {
  assert.throws(() => keyRing([]), TypeError)
  assert.throws(() => keyRing([SECRET, '']), TypeError)
  assert.throws(() => keyRing([SECRET]).purpose(''), TypeError)
})
