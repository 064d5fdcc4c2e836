// Which addresses are counted together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKey, UNKNOWN_ADDRESS } from '../../src/limits/address.ts'

for (const [address, key, why] of [
  ['203.0.113.9', '203.0.113.9', 'IPv4 by itself'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', 'IPv6 by its /64'],
  ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64', 'IPv6 by its /64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64', 'other spellings are the same'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64', 'the neighbour is another'],
  ['2001:db8::1', '2001:db8:0:0::/64', 'a gap across the border'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64', 'a gap at the end'],
  ['::2:3:4:5:6:7:8', '0:2:3:4::/64', 'a gap at the start'],
  ['::', '0:0:0:0::/64', 'nothing but a gap'],
  ['::1', '0:0:0:0::/64', 'the loopback'],
  ['::ffff:203.0.113.9', '203.0.113.9', 'IPv4 mapped'],
  ['::FFFF:203.0.113.9', '203.0.113.9', 'IPv4 mapped, in capitals'],
  ['::ffff:cb00:7109', '203.0.113.9', 'IPv4 mapped, in hexadecimal'],
  ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9', 'IPv4 mapped, at length'],
  ['::ffff:203.0.113.9%eth0', '203.0.113.9', 'IPv4 mapped, with a zone'],
  ['64:ff9b::203.0.113.9', '203.0.113.9', 'IPv4 translated'],
  ['64:ff9b:1::203.0.113.9', '64:ff9b:1:0::/64', 'not the well-known prefix'],
  ['::fffe:203.0.113.9', '0:0:0:0::/64', 'not mapped'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'a zone is dropped'],
  ['fe80::1%25eth0', 'fe80:0:0:0::/64', 'whatever it holds'],
] as const) {
  test(`${address} counts as ${key}: ${why}`, () => assert.equal(addressKey(address), key))
}

for (const garbage of [
  '',
  ' ',
  'unknown',
  'localhost',
  '203.0.113',
  '203.0.113.256',
  '203.0.113.09',
  '203.0.113.9:443',
  '203.0.113.9, 10.0.0.1',
  ' 203.0.113.9',
  '[2001:db8::1]',
  '2001:db8::1::2',
  '2001:db8:12345::',
  '1:2:3:4:5:6:7:8:9',
  '::ffff:203.0.113.999',
  '/run/portcullis.sock',
  '2001:db8::1\n',
  '\u0661.2.3.4',
  'x'.repeat(100_000),
  undefined as never,
  null as never,
  4 as never,
]) {
  test(`${JSON.stringify(garbage)?.slice(0, 40)} counts as garbage, all together`, () => {
    assert.equal(addressKey(garbage), UNKNOWN_ADDRESS)
  })
}
