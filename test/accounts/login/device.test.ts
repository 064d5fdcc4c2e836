// The token of a known device: whose it is, for how long, and that nothing else opens as one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DEVICE_LIFETIME,
  deviceToken,
  isKnownDevice,
  readDeviceToken,
} from '../../../src/accounts/login/device.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import { sign } from '../../../src/crypto/sealed.ts'

const keys = keyRing(['an only secret of these tests, 40 bytes long'])
const NOW = Date.UTC(2026, 0, 1)

test('it names its account until 400 days are over', () => {
  const token = deviceToken(keys, 'id-of-alice', NOW)
  const end = NOW + DEVICE_LIFETIME * 1000
  const device = { userId: 'id-of-alice', since: NOW }
  assert.deepEqual(readDeviceToken(keys, token, NOW), device)
  assert.deepEqual(readDeviceToken(keys, token, end - 1), device)
  assert.equal(readDeviceToken(keys, token, end), null)
})

test('V1.5.2 no cookie, a changed one, one of another purpose or secret: an unknown device', () => {
  const token = deviceToken(keys, 'id-of-alice', NOW)
  const others = [
    undefined,
    '',
    'x',
    token.slice(0, -1),
    `${token}A`,
    token.replace('aWQ', 'aWR'),
    sign(keys, 'flash', 'id-of-alice', NOW + 1000),
    deviceToken(keyRing(['another secret, which is just as long as that']), 'id-of-alice', NOW),
  ]
  for (const other of others) assert.equal(readDeviceToken(keys, other, NOW), null, other)
})

test('an old secret still opens what it signed', () => {
  const token = deviceToken(keys, 'id-of-alice', NOW)
  const newer = keyRing([
    'another secret, which is just as long as that',
    'an only secret of these tests, 40 bytes long',
  ])
  assert.deepEqual(readDeviceToken(newer, token, NOW), { userId: 'id-of-alice', since: NOW })
})

test('V6.3.5 it is known while the password is the one it was known with, and to its own account alone', () => {
  const device = { userId: 'a', since: NOW }
  assert.equal(isKnownDevice({ id: 'a', devicesSince: 0 }, device), true)
  assert.equal(isKnownDevice({ id: 'a', devicesSince: NOW }, device), true)
  assert.equal(isKnownDevice({ id: 'a', devicesSince: NOW + 1 }, device), false)
  assert.equal(isKnownDevice({ id: 'b', devicesSince: 0 }, device), false)
  assert.equal(isKnownDevice({ id: 'a', devicesSince: 0 }, null), false)
  assert.equal(isKnownDevice(undefined, device), false)
})
