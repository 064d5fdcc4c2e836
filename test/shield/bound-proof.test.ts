// Proofs of a device's key: what is taken, and everything that is not.
import assert from 'node:assert/strict'
import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import { type DeviceKey, readProof, readRegistration } from '../../src/shield/bound-proof.ts'
import { type Device, jwt, newDevice, proof, registration } from './device.ts'

const device = newDevice()
const rsa = newDevice('RS256')
const other = newDevice()
const key = device.jwk as DeviceKey
const TYPE = 'dbsc+jwt'

for (const one of [device, rsa, newDevice('RS256', 4096)]) {
  const { jwk, alg } = one
  test(`a registration by ${alg} brings its key, public members alone (${String(jwk['n'] ?? '').length})`, async () => {
    const padded = { ...one, jwk: { ...jwk, kid: 'x', alg, use: 'sig', x5u: 'https://evil.test/' } }
    const read = await readRegistration(registration(padded, 'a-challenge'))
    assert.deepEqual(read, {
      key: jwk,
      proof: { challenge: 'a-challenge', audience: undefined, session: undefined },
    })
  })

  test(`a proof by ${alg} is read with the key that is known (${String(jwk['n'] ?? '').length})`, async () => {
    assert.equal((await readProof(proof(one, 'again'), jwk as DeviceKey))?.challenge, 'again')
  })
}

test('the header may be a string of structured fields, as the draft has it, and name address and session', async () => {
  const sent = jwt(
    { alg: 'ES256', typ: TYPE },
    { jti: 'c', aud: 'https://site.test/x', sub: 'name', iat: '17' },
    device,
  )
  const expected = { challenge: 'c', audience: 'https://site.test/x', session: 'name' }
  assert.deepEqual(await readProof(`"${sent}"`, key), expected)
  assert.equal(await readProof(`"${sent}`, key), undefined)
})

function hmacSigned(header: object, secret: string): string {
  const text = jwt(header, { jti: 'c' }).replace(/\.$/, '')
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

function pssSigned(by: Device): string {
  const text = jwt({ alg: 'PS256', jwk: by.jwk, typ: TYPE }, { jti: 'c' }).replace(/\.$/, '')
  const pss = { key: by.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return `${text}.${sign('sha256', Buffer.from(text), pss).toString('base64url')}`
}

const es384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const p384: Device = {
  alg: 'ES256',
  privateKey: es384.privateKey,
  jwk: es384.publicKey.export({ format: 'jwk' }) as Record<string, unknown>,
}
const small = newDevice('RS256', 1024)
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
const cubic: Device = {
  alg: 'RS256',
  privateKey: exponent3.privateKey,
  jwk: exponent3.publicKey.export({ format: 'jwk' }) as Record<string, unknown>,
}
const secretAsText = JSON.stringify(device.jwk)
const { jwk } = device

const NO_PROOF: Record<string, unknown> = {
  nothing: undefined,
  'an empty text': '',
  'two headers': [registration(device, 'c'), registration(device, 'c')],
  'no JWT': 'a.b',
  'a JWT of five parts': `${registration(device, 'c')}.e30.e30`,
  'no JSON': `${Buffer.from('{').toString('base64url')}.e30.AAAA`,
  'no signature': jwt({ alg: 'none', jwk, typ: TYPE }, { jti: 'c' }),
  'alg none with something for a signature': `${jwt({ alg: 'none', jwk, typ: TYPE }, { jti: 'c' })}AAAA`,
  'HS256 with the public key for a secret': hmacSigned({ alg: 'HS256', jwk, typ: TYPE }, secretAsText),
  'HS256 with a key of its own': hmacSigned(
    { alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' }, typ: TYPE },
    'secret',
  ),
  'ES384 in name': jwt({ alg: 'ES384', jwk, typ: TYPE }, { jti: 'c' }, device),
  'PS256 by an RSA key': pssSigned(rsa),
  'RS256 with an EC key': jwt({ alg: 'RS256', jwk, typ: TYPE }, { jti: 'c' }, device),
  'ES256 with an RSA key': jwt({ alg: 'ES256', jwk: rsa.jwk, typ: TYPE }, { jti: 'c' }, rsa),
  'another curve': registration(p384, 'c'),
  'another curve under a false name': registration({ ...p384, jwk: { ...p384.jwk, crv: 'P-256' } }, 'c'),
  'a point off the curve': registration({ ...device, jwk: { ...jwk, y: jwk['x'] } }, 'c'),
  'a weak RSA key': registration(small, 'c'),
  'an RSA key with exponent 3': registration(cubic, 'c'),
  'the private half as well': registration(
    { ...device, jwk: device.privateKey.export({ format: 'jwk' }) as never },
    'c',
  ),
  'no key': proof(device, 'c'),
  'a key in the payload alone': jwt({ alg: 'ES256', typ: TYPE }, { jti: 'c', key: jwk }, device),
  "somebody else's key": registration({ ...device, jwk: other.jwk }, 'c'),
  'another type': jwt({ alg: 'ES256', jwk, typ: 'jwt' }, { jti: 'c' }, device),
  'no type': jwt({ alg: 'ES256', jwk }, { jti: 'c' }, device),
  'an extension that must be understood': jwt(
    { alg: 'ES256', jwk, typ: TYPE, crit: ['x'], x: 1 },
    { jti: 'c' },
    device,
  ),
  'no challenge': jwt({ alg: 'ES256', jwk, typ: TYPE }, {}, device),
  'a challenge that is no text': jwt({ alg: 'ES256', jwk, typ: TYPE }, { jti: ['c'] }, device),
  'several audiences': jwt({ alg: 'ES256', jwk, typ: TYPE }, { jti: 'c', aud: ['a', 'b'] }, device),
  'a payload that is a list': jwt({ alg: 'ES256', jwk, typ: TYPE }, ['c'], device),
  'an enormous one': registration(device, 'c'.repeat(4096)),
  'a megabyte of dots': '.'.repeat(1_000_000),
}

describe('V9.1.1 V9.1.2 V9.2.2 no registration is', () => {
  for (const [what, field] of Object.entries(NO_PROOF)) {
    test(what, async () => assert.equal(await readRegistration(field), undefined))
  }
})

describe('V9.1.1 V9.1.2 V9.1.3 no proof of a known key is', () => {
  const { 'no key': _, 'a key in the payload alone': __, ...others } = NO_PROOF
  const signedWell = new Set(["somebody else's key", 'a point off the curve', 'the private half as well'])
  for (const [what, field] of Object.entries(others)) {
    // What stands under `jwk` is not looked at: these are proofs by the known key, whatever else they say.
    if (!signedWell.has(what)) test(what, async () => assert.equal(await readProof(field, key), undefined))
  }

  test('one by another key, which it brings along', async () => {
    assert.equal(await readProof(registration(other, 'c'), key), undefined)
    assert.equal(await readProof(proof(other, 'c'), key), undefined)
    assert.equal(await readProof(proof(rsa, 'c'), key), undefined)
  })
})

test('V9.1.1 no character of a proof can be another', async () => {
  const sent = registration(device, 'c')
  for (let at = 0; at < sent.length; at++) {
    if (sent[at] === '.') continue
    const changed = sent.slice(0, at) + (sent[at] === 'A' ? 'B' : 'A') + sent.slice(at + 1)
    // The last character of 64 bytes has four bits that mean nothing; decoders may take any.
    if (at === sent.length - 1) continue
    assert.equal(await readRegistration(changed), undefined, `at ${at}`)
  }
})
