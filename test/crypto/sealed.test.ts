// Signed text: opens for its purpose, its keys and its time, and for nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyRing } from '../../src/crypto/keys.ts'
import { hmacSha256, openSigned, sign } from '../../src/crypto/sealed.ts'
import { wycheproof } from './vectors.ts'

const OLD = 'pq8Zk0uQm3T1x7yV-b2LrWc9EoJhGdSa'
const NEW = 'tY5nCf6XiKe4Ru0P_vBzMlAqHw3sDj1O'
const keys = keyRing([OLD])
const NOW = 1_800_000_000_000

test('HMAC-SHA256 gives the tags of Wycheproof', (t) => {
  const vectors = wycheproof(t, 'hmac_sha256_test.json')
  if (vectors === undefined) return
  let seen = 0
  for (const { tagSize, tests } of vectors.groups) {
    for (const { tcId, key, msg, tag, result } of tests) {
      const ours = hmacSha256(Buffer.from(key, 'hex'), Buffer.from(msg, 'hex')).subarray(0, tagSize / 8)
      assert.equal(ours.toString('hex') === tag, result === 'valid', `vector ${tcId}`)
      seen++
    }
  }
  assert.equal(seen, vectors.count)
})

test('HMAC-SHA256 gives the tag of RFC 4231, case 2', () => {
  assert.equal(
    hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('any text comes back as it was and travels in cookie-safe characters', () => {
  for (const text of [
    '',
    'a',
    '{"kind":"info","text":"Grüße, 世界 👋"}',
    '\u0000\r\n; =,"\\',
    '\ufeffbom',
    '.',
    'a.b.c',
    'x'.repeat(4096),
  ]) {
    const sealed = sign(keys, 'flash', text)
    assert.match(sealed, /^[A-Za-z0-9_.-]+$/)
    assert.equal(openSigned(keys, 'flash', sealed, NOW), text)
  }
  assert.equal(openSigned(keys, 'flash', sign(keys, 'flash', 'a\ud800b'), NOW), 'a\ufffdb')
})

test('every changed, dropped or added character closes it', () => {
  const sealed = sign(keys, 'flash', 'user=42', NOW + 1)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \n\u0141'
  for (let i = 0; i <= sealed.length; i++) {
    for (const character of alphabet) {
      const extended = sealed.slice(0, i) + character + sealed.slice(i)
      assert.equal(openSigned(keys, 'flash', extended, NOW), undefined, extended)
      if (i === sealed.length || character === sealed[i]) continue
      const changed = sealed.slice(0, i) + character + sealed.slice(i + 1)
      assert.equal(openSigned(keys, 'flash', changed, NOW), undefined, changed)
    }
    if (i === sealed.length) continue
    assert.equal(openSigned(keys, 'flash', sealed.slice(0, i), NOW), undefined, `cut at ${i}`)
    assert.equal(
      openSigned(keys, 'flash', sealed.slice(0, i) + sealed.slice(i + 1), NOW),
      undefined,
      `without ${i}`,
    )
    for (let bit = 0; bit < 7; bit++) {
      const flipped =
        sealed.slice(0, i) + String.fromCharCode(sealed.charCodeAt(i) ^ (1 << bit)) + sealed.slice(i + 1)
      assert.equal(openSigned(keys, 'flash', flipped, NOW), undefined, flipped)
    }
  }
  assert.equal(openSigned(keys, 'flash', sealed, NOW), 'user=42')
})

test('a second spelling of the same signature is refused', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const sealed = sign(keys, 'flash', 'text')
  const last = alphabet.indexOf(sealed.at(-1)!)
  for (const twin of [1, 2, 3]) {
    const other = sealed.slice(0, -1) + alphabet[last ^ twin]
    const bytes = (text: string) => Buffer.from(text.split('.')[2]!, 'base64url').toString('hex')
    assert.equal(bytes(other), bytes(sealed))
    assert.equal(openSigned(keys, 'flash', other, NOW), undefined)
  }
})

test('the standard base64 alphabet, padding and white space are refused', () => {
  // ff ef be: "_---" in base64url would be "/+++" in base64. Random payloads until the signature holds such a character.
  let sealed = ''
  for (let i = 0; !/[-_]/.test(sealed.split('.')[2] ?? ''); i++) sealed = sign(keys, 'flash', `text ${i}`)
  assert.notEqual(openSigned(keys, 'flash', sealed, NOW), undefined)
  for (const other of [
    sealed.replaceAll('-', '+').replaceAll('_', '/'),
    `${sealed}=`,
    ` ${sealed}`,
    `${sealed}\n`,
    `"${sealed}"`,
  ]) {
    assert.equal(openSigned(keys, 'flash', other, NOW), undefined, other)
  }
})

test('it opens until the millisecond before its expiry', () => {
  const sealed = sign(keys, 'flash', 'text', NOW)
  assert.equal(openSigned(keys, 'flash', sealed, NOW - 1), 'text')
  assert.equal(openSigned(keys, 'flash', sealed, NOW), undefined)
  assert.equal(openSigned(keys, 'flash', sealed, NOW + 1), undefined)
  assert.equal(openSigned(keys, 'flash', sealed, Number.NaN), undefined)
  assert.equal(openSigned(keys, 'flash', sign(keys, 'flash', 'text', 0), 0), undefined)
  assert.equal(openSigned(keys, 'flash', sign(keys, 'flash', 'text', Number.MAX_SAFE_INTEGER), NOW), 'text')
  assert.equal(openSigned(keys, 'flash', sign(keys, 'flash', 'text'), Number.MAX_SAFE_INTEGER), 'text')
})

test('an expiry can be neither lengthened nor taken away', () => {
  const [body, , signature] = sign(keys, 'flash', 'text', NOW).split('.')
  assert.equal(openSigned(keys, 'flash', `${body}..${signature}`, NOW - 1), undefined)
  assert.equal(
    openSigned(keys, 'flash', `${body}.${(NOW + 1000).toString(36)}.${signature}`, NOW - 1),
    undefined,
  )
  assert.equal(openSigned(keys, 'flash', `${body}.0${NOW.toString(36)}.${signature}`, NOW - 1), undefined)
})

test('an expiry that is no whole number of milliseconds is refused at once', () => {
  for (const expiry of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    assert.throws(() => sign(keys, 'flash', 'text', expiry), RangeError)
  }
})

test('what is signed for one purpose opens for no other', () => {
  const sealed = sign(keys, 'flash', 'text')
  for (const purpose of ['csrf', 'flas', 'flash2', 'Flash', 'flash\n']) {
    assert.equal(openSigned(keys, purpose, sealed, NOW), undefined)
  }
})

test('the purpose is part of what is signed, even under one and the same key', () => {
  const sameKeyForAll = { purpose: () => [Buffer.alloc(32, 7)] }
  assert.equal(openSigned(sameKeyForAll, 'csrf', sign(sameKeyForAll, 'flash', 'text'), NOW), undefined)
})

test('the newest key signs and every key opens', () => {
  const rotated = keyRing([NEW, OLD])
  const before = sign(keys, 'flash', 'old')
  const after = sign(rotated, 'flash', 'new')
  assert.equal(openSigned(rotated, 'flash', before, NOW), 'old')
  assert.equal(openSigned(rotated, 'flash', after, NOW), 'new')
  assert.equal(openSigned(keyRing([NEW]), 'flash', after, NOW), 'new')
  assert.equal(openSigned(keyRing([NEW]), 'flash', before, NOW), undefined)
  assert.equal(openSigned(keys, 'flash', after, NOW), undefined)
})

test('foreign text of any kind is answered with undefined', () => {
  const mac = 'A'.repeat(43)
  for (const text of [
    '',
    '.',
    '..',
    `..${mac}`,
    `.${'z'.repeat(11)}.${mac}`,
    `.${'z'.repeat(12)}.${mac}`,
    '\ud800',
    '\u0000',
    'é'.repeat(50),
    'A'.repeat(1_000_000),
  ]) {
    assert.equal(openSigned(keys, 'flash', text, NOW), undefined)
  }
})
