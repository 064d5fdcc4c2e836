// Tokens: random enough, hashed as SHA-256, compared without a hint.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashToken, newToken, safeEqual } from '../../src/crypto/token.ts'

test('V7.2.3 10,000 tokens are unique and hold 256 bits as base64url', () => {
  const tokens = new Set<string>()
  for (let i = 0; i < 10_000; i++) tokens.add(newToken())
  assert.equal(tokens.size, 10_000)
  for (const token of tokens) {
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    assert.equal(Buffer.from(token, 'base64url').length, 32)
  }
})

test('every bit of a token is as often 1 as 0', () => {
  const ones = new Array<number>(256).fill(0)
  const rounds = 4000
  for (let i = 0; i < rounds; i++) {
    const bytes = Buffer.from(newToken(), 'base64url')
    for (let bit = 0; bit < 256; bit++) ones[bit]! += (bytes[bit >> 3]! >> (bit & 7)) & 1
  }
  // 7 standard deviations (sqrt(4000)/2 = 31.6): a false alarm in some 10^9 runs.
  for (const count of ones) assert.ok(Math.abs(count - rounds / 2) < 222, `${count} of ${rounds}`)
})

test('a token has the length asked for, and never less than 128 bits', () => {
  assert.equal(newToken(16).length, 22)
  assert.equal(newToken(48).length, 64)
  for (const bytes of [0, 15, -1, 16.5, Number.NaN]) assert.throws(() => newToken(bytes), RangeError)
})

test('hashToken is SHA-256 of the UTF-8 text', () => {
  // FIPS 180-4's examples for the empty text, "abc" and the 448-bit text; the last is the digest of two bytes, c3 a9.
  const known: [string, string][] = [
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ]
  for (const [text, hex] of known) {
    assert.equal(Buffer.from(hashToken(text), 'base64url').toString('hex'), hex)
    assert.equal(hashToken(text).length, 43)
  }
})

test('safeEqual agrees with === for texts of any length', () => {
  const texts = [
    '',
    'a',
    'b',
    'aa',
    newToken(),
    newToken(),
    'é',
    'e\u0301',
    '\ud800',
    '\udc00',
    '\ufffd',
    'x'.repeat(100_000),
  ]
  for (const a of texts) for (const b of texts) assert.equal(safeEqual(a, b), a === b)
})
