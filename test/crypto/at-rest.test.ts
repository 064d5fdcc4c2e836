// What is sealed at rest opens in its own place alone, with any secret still set, and not when a bit was changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSealedWithOlder, openAtRest, sealAtRest } from '../../src/crypto/at-rest.ts'
import { keyRing } from '../../src/crypto/keys.ts'

const PLACE = { table: 'authenticators', column: 'secret', row: 'u active' }
const plain = Buffer.from('twenty bytes of a key')
const old = keyRing(['the first secret, long enough to be one'])
const both = keyRing(['the second secret, long enough as well', 'the first secret, long enough to be one'])
const next = keyRing(['the second secret, long enough as well'])

test('V11.3.3 it opens as it was sealed, and no two sealings of one value are alike', () => {
  const sealed = sealAtRest(old, PLACE, plain)
  assert.deepEqual(openAtRest(old, PLACE, sealed), plain)
  assert.notEqual(sealAtRest(old, PLACE, plain), sealed)
  assert.ok(!Buffer.from(sealed.split('.')[2]!, 'base64url').includes(plain))
  assert.deepEqual(openAtRest(old, PLACE, sealAtRest(old, PLACE, Buffer.alloc(0))), Buffer.alloc(0))
})

test('in another table, column or row it does not open', () => {
  const sealed = sealAtRest(old, PLACE, plain)
  const elsewhere = [
    { ...PLACE, table: 'passkeys' },
    { ...PLACE, column: 'state' },
    { ...PLACE, row: 'v active' },
    { table: 'authenticators', column: 'secretu active', row: '' },
  ]
  for (const place of elsewhere) assert.equal(openAtRest(old, place, sealed), undefined)
})

test('V11.3.3 any changed bit, any cut, and what was never sealed, is refused without a throw', () => {
  const sealed = sealAtRest(old, PLACE, plain)
  const [version, key, text] = sealed.split('.') as [string, string, string]
  const bytes = Buffer.from(text, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    assert.equal(openAtRest(old, PLACE, [version, key, changed.toString('base64url')].join('.')), undefined)
    const cut = bytes.subarray(0, at).toString('base64url')
    assert.equal(openAtRest(old, PLACE, [version, key, cut].join('.')), undefined)
  }
  for (const odd of ['', '..', 'v1..', `v2.${key}.${text}`, `v1.x.${text}`, 'v1', '\0', sealed.slice(0, 20)])
    assert.equal(openAtRest(old, PLACE, odd), undefined, odd)
})

test('V11.2.2 secrets rotate: older ones still open, and what they sealed is told apart', () => {
  const sealed = sealAtRest(old, PLACE, plain)
  assert.equal(isSealedWithOlder(old, sealed), false)
  assert.deepEqual(openAtRest(both, PLACE, sealed), plain)
  assert.equal(isSealedWithOlder(both, sealed), true)
  const again = sealAtRest(both, PLACE, openAtRest(both, PLACE, sealed)!)
  assert.equal(isSealedWithOlder(both, again), false)
  assert.deepEqual(openAtRest(next, PLACE, again), plain)
  assert.equal(openAtRest(next, PLACE, sealed), undefined)
})
