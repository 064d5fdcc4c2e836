// Access tokens: what stands in one, verified by an independent peer, and everything that is nearly one refused.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac, createPublicKey } from 'node:crypto'
import { describe, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, importPKCS8, SignJWT } from 'jose'
import { setSuspended } from '../../src/accounts/account.ts'
import { LEEWAY, verifyAccessToken } from '../../src/api/access-token.ts'
import { keyRows, openPrivateKey } from '../../src/api/key-rows.ts'
import { publicKeys } from '../../src/api/keys.ts'
import { endApiSession, startApiSession } from '../../src/api/sessions.ts'
import { isStillGood } from '../../src/api/still-good.ts'
import { OWNER, type TestBackend } from '../accounts/backend.ts'
import { eachDatabase } from '../store/databases.ts'
import { addPerson, ORIGIN, withAlice } from './people.ts'

const MINUTE = 60_000

/** The private key that signs, as whoever had stolen it would have it. */
async function stolenKey(backend: TestBackend): Promise<{ kid: string; alg: string; pem: string }> {
  const row = (await keyRows(backend.store.db)).at(-1)!
  return { kid: row.id, alg: row.algorithm, pem: openPrivateKey(backend.keys, row)! }
}

/** Signs what it is given, right or wrong, as the site would sign it. */
async function forger(backend: TestBackend, genuine: string) {
  const { kid, alg, pem } = await stolenKey(backend)
  const key = await importPKCS8(pem, alg)
  const right = decodeJwt(genuine)
  return (claims: object = {}, header: object = {}) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...right, ...claims })))
      .setProtectedHeader(JSON.parse(JSON.stringify({ alg, kid, typ: 'at+jwt', ...header })))
      .sign(key)
}

eachDatabase('access tokens', (open) => {
  for (const algorithm of ['Ed25519', 'ES256'] as const) {
    test(`V9.2.4 RFC 9068: what stands in one, ${algorithm}`, async () => {
      const { backend, account, signIn } = await withAlice(await open(), { api: { algorithm } })
      const { accessToken, sessionId, expiresIn } = await signIn(['password', 'authenticator-code'])
      const alice = await account()
      const { keys } = await publicKeys(backend)
      assert.deepEqual(decodeProtectedHeader(accessToken), {
        alg: algorithm === 'Ed25519' ? 'EdDSA' : 'ES256',
        kid: keys[0]!.kid,
        typ: 'at+jwt',
      })
      const { jti, ...claims } = decodeJwt(accessToken)
      const at = backend.clock / 1000
      assert.match(jti!, /^[\w-]{22}$/)
      assert.deepEqual(claims, {
        iss: ORIGIN,
        aud: `${ORIGIN}/api`,
        sub: alice.id,
        sid: sessionId,
        iat: at,
        nbf: at,
        exp: at + 600,
        auth_time: at,
        acr: 'two-factor',
        amr: ['pwd', 'otp', 'mfa'],
        scope: 'read write account',
        roles: [],
        preferred_username: 'alice',
      })
      assert.equal(expiresIn, 600)
      assert.deepEqual(await verifyAccessToken(backend, accessToken), {
        kind: 'access',
        user: { id: alice.id, username: 'alice', roles: [] },
        id: sessionId,
        scopes: ['read', 'write', 'account'],
        assurance: ['password', 'authenticator-code'],
        provenAt: backend.clock,
      })
    })
  }

  test('V9.2.1 the last second in which it is good, and the first in which it is not', async () => {
    const { backend, signIn } = await withAlice(await open(), { api: { accessLifetime: 300 } })
    const { accessToken } = await signIn()
    backend.clock += 300_000 - 1
    assert.ok(await verifyAccessToken(backend, accessToken))
    backend.clock += 1
    assert.equal(await verifyAccessToken(backend, accessToken), undefined)
  })

  test('another process’s clock may be a little ahead, and no more', async () => {
    const { backend, signIn } = await withAlice(await open())
    const forge = await forger(backend, (await signIn()).accessToken)
    const at = backend.clock / 1000
    for (const claim of ['iat', 'nbf']) {
      assert.ok(await verifyAccessToken(backend, await forge({ [claim]: at + LEEWAY })), claim)
      assert.equal(
        await verifyAccessToken(backend, await forge({ [claim]: at + LEEWAY + 1 })),
        undefined,
        claim,
      )
    }
    assert.equal(await verifyAccessToken(backend, await forge({ exp: at })), undefined)
    assert.ok(await verifyAccessToken(backend, await forge({ exp: at + 86_400 })))
    assert.equal(
      await verifyAccessToken(backend, await forge({ exp: at + 86_401 })),
      undefined,
      'far too long',
    )
    assert.equal(
      await verifyAccessToken(backend, await forge({ iat: at - LEEWAY - 1 })),
      undefined,
      'before its key',
    )
  })

  test('V9.2.2 V9.2.3 V9.2.4 right signatures under wrong claims', async () => {
    const { backend, signIn } = await withAlice(await open())
    const forge = await forger(backend, (await signIn()).accessToken)
    assert.ok(await verifyAccessToken(backend, await forge()), 'the forger can do it right')
    const wrong: [string, object, object?][] = [
      ['another issuer', { iss: 'https://other.example' }],
      ['an issuer with a slash', { iss: `${ORIGIN}/` }],
      ['an issuer in capitals', { iss: ORIGIN.toUpperCase() }],
      ['no issuer', { iss: undefined }],
      ['several issuers', { iss: [ORIGIN] }],
      ['another audience', { aud: ORIGIN }],
      ['an audience below ours', { aud: `${ORIGIN}/api/` }],
      ['one of several audiences', { aud: [`${ORIGIN}/api`, 'https://other.example'] }],
      ['a list of our audience alone', { aud: [`${ORIGIN}/api`] }],
      ['no audience', { aud: undefined }],
      ['no subject', { sub: undefined }],
      ['an empty subject', { sub: '' }],
      ['a subject that is no text', { sub: 7 }],
      ['no session', { sid: undefined }],
      ['no id', { jti: undefined }],
      ['no end', { exp: undefined }],
      ['an end that is a text', { exp: '9999999999' }],
      ['an end that is no number', { exp: null }],
      ['an end with a fraction', { exp: backend.clock / 1000 + 60.5 }],
      ['an end in milliseconds', { exp: backend.clock + MINUTE }],
      ['a beginning before 1970', { nbf: -1 }],
      ['no beginning', { nbf: undefined }],
      ['no time of issue', { iat: undefined }],
      ['no roles', { roles: undefined }],
      ['roles that are a text', { roles: 'admin' }],
      ['no scope', { scope: undefined }],
      ['a list of scopes', { scope: ['read'] }],
      ['no proof', { amr: undefined }],
      ['no time of the proof', { auth_time: undefined }],
      ['an identity token', {}, { typ: 'JWT' }],
      ['the type of requests', {}, { typ: 'dpop+jwt' }],
      ['the type in capitals', {}, { typ: 'AT+JWT' }],
      ['the type as a media type', {}, { typ: 'application/at+jwt' }],
      ['no type', {}, { typ: undefined }],
      ['no key', {}, { kid: undefined }],
      ['another key', {}, { kid: 'A'.repeat(43) }],
      ['a key by path', {}, { kid: '../../../../dev/null' }],
      ['a key by SQL', {}, { kid: "' or 1=1 --" }],
      ['a type of content', {}, { cty: 'JWT' }],
      ['where a key is', {}, { jku: `${ORIGIN}/.well-known/jwks.json` }],
      ['where a certificate is', {}, { x5u: `${ORIGIN}/cert` }],
      ['a certificate', {}, { x5c: ['MIIB'] }],
    ]
    for (const [what, claims, header] of wrong)
      assert.equal(await verifyAccessToken(backend, await forge(claims, header)), undefined, what)
  })

  test('V9.1.1 V9.1.2 the header chooses nothing: none, the public key as a secret, a key it brings along', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { accessToken } = await signIn()
    const [header = '', payload = '', signature = ''] = accessToken.split('.')
    const right = decodeProtectedHeader(accessToken)
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const [jwk] = (await publicKeys(backend)).keys
    const secrets = [
      JSON.stringify(jwk),
      createPublicKey({ key: jwk!, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
      Buffer.from(jwk!.x, 'base64url'),
      '',
    ]
    const others = [
      ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
        `${encode({ ...right, alg })}.${payload}.`,
        `${encode({ ...right, alg })}.${payload}.${signature}`,
      ]),
      ...secrets.flatMap((secret) =>
        ['HS256', 'HS384', 'HS512'].map((alg) => {
          const input = `${encode({ ...right, alg })}.${payload}`
          return `${input}.${createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url')}`
        }),
      ),
      ...['ES256', 'Ed25519', 'Ed448', 'eddsa', 'RS256'].map(
        (alg) => `${encode({ ...right, alg })}.${payload}.${signature}`,
      ),
      `${encode({ ...right, jwk })}.${payload}.${signature}`,
      `${encode({ ...right, crit: ['exp'] })}.${payload}.${signature}`,
      `${header}.${payload}.${'A'.repeat(86)}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${accessToken}.`,
      `.${accessToken}`,
      `${accessToken}=`,
      `${accessToken} `,
      `Bearer ${accessToken}`,
      accessToken.repeat(6),
      '',
      '..',
    ]
    for (const token of others) assert.equal(await verifyAccessToken(backend, token), undefined, token)
    assert.ok(await verifyAccessToken(backend, accessToken))
  })

  test('a claim twice is refused, although it is signed', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { accessToken } = await signIn()
    const { pem, alg } = await stolenKey(backend)
    const key = await importPKCS8(pem, alg)
    const claims = JSON.stringify(decodeJwt(accessToken))
    const signed = async (text: string) => {
      const input = `${accessToken.split('.')[0]}.${Buffer.from(text).toString('base64url')}`
      const signature = await crypto.subtle.sign('Ed25519', key, Buffer.from(input))
      return `${input}.${Buffer.from(signature).toString('base64url')}`
    }
    assert.ok(await verifyAccessToken(backend, await signed(claims)))
    const twice = [
      claims.replace('{', '{"sub":"somebody else",'),
      claims.replace('{', '{"\\u0073ub":"somebody else",'),
      claims.replace('}', ',"roles":["admin"]}'),
    ]
    for (const text of twice)
      assert.equal(await verifyAccessToken(backend, await signed(text)), undefined, text)
    assert.equal(await verifyAccessToken(backend, await signed('{}')), undefined)
    assert.equal(await verifyAccessToken(backend, await signed('[]')), undefined)
    assert.equal(await verifyAccessToken(backend, await signed('null')), undefined)
    assert.equal(await verifyAccessToken(backend, await signed(`\ufeff${claims}`)), undefined)
  })

  test('V7.4.1 fresh: ended, suspended, signed out and of other roles, it is good no more where that is asked', async () => {
    const { backend, account, signIn } = await withAlice(await open())
    const alice = await account()
    const { db } = backend.store
    const fresh = async () => {
      const { accessToken, sessionId } = await signIn()
      const principal = (await verifyAccessToken(backend, accessToken))!
      assert.equal(await isStillGood(backend, principal), true)
      return { principal, sessionId, accessToken }
    }
    const ended = await fresh()
    await endApiSession(backend, { userId: alice.id, id: ended.sessionId, by: OWNER })
    assert.equal(await isStillGood(backend, ended.principal), false)
    // By itself it is good until it expires: that is what a signature can say.
    assert.ok(await verifyAccessToken(backend, ended.accessToken))

    const grown = await fresh()
    await db.updateTable('users').set({ roles: '["admin"]' }).execute()
    assert.equal(await isStillGood(backend, grown.principal), false)
    await db.updateTable('users').set({ roles: '[]' }).execute()
    assert.equal(await isStillGood(backend, grown.principal), true)

    const other = await addPerson(backend, 'mallory')
    const asOther = { ...grown.principal, user: { ...grown.principal.user, id: other.id } }
    assert.equal(await isStillGood(backend, asOther), false, 'a session of somebody else')

    await setSuspended(db, alice.id, true, backend.clock)
    assert.equal(await isStillGood(backend, grown.principal), false)
    await setSuspended(db, alice.id, false, backend.clock)
    assert.equal(await isStillGood(backend, grown.principal), false)

    const leaving = await fresh()
    await db
      .updateTable('users')
      .set({ deletes_at: backend.clock + 1 })
      .where('id', '=', alice.id)
      .execute()
    assert.equal(await isStillGood(backend, leaving.principal), false)
  })

  test('an own audience, and an account of odd letters', async () => {
    const { backend } = await withAlice(await open(), { api: { audience: 'urn:example:orders' } })
    const account = await addPerson(backend, 'zoë')
    const started = await startApiSession(backend, { account, proven: ['passkey'], by: OWNER })
    assert.ok(started.kind === 'started')
    assert.equal(decodeJwt(started.accessToken).aud, 'urn:example:orders')
    assert.deepEqual(decodeJwt(started.accessToken)['amr'], ['pop', 'mfa'])
    assert.equal((await verifyAccessToken(backend, started.accessToken))?.user.username, 'zoë')
  })
})

const PEER = ['python3', '/usr/bin/python3'].find((python) => {
  try {
    execFileSync(python, ['-c', 'import jwt, jwt.algorithms as a; assert a.has_crypto'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})
const NO_PEER =
  PEER === undefined && 'python3-jwt is not installed (Debian): the comparison with it was left out'

/** Runs a piece of Python that reads JSON from standard input and prints JSON. */
function peer(program: string, input: object): unknown {
  return JSON.parse(
    execFileSync(PEER!, ['-c', `import json, sys, jwt\ngiven = json.load(sys.stdin)\n${program}`], {
      input: JSON.stringify(input),
      stdio: 'pipe',
    }).toString(),
  )
}

/** As a service would: finds the key of the token in the JWKS, and asks for issuer, audience and claims. */
const VERIFY = `
kid = jwt.get_unverified_header(given['token'])['kid']
key = next(k for k in jwt.PyJWKSet.from_dict(given['jwks']).keys if k.key_id == kid)
options = {'require': ['exp', 'iat', 'nbf', 'iss', 'aud', 'sub', 'jti'], 'verify_exp': False, 'verify_nbf': False, 'verify_iat': False}
claims = jwt.decode(given['token'], key.key, algorithms=[given['alg']], audience=given['aud'], issuer=given['iss'], options=options)
print(json.dumps(claims))
`

/** Each with one thing changed; the last ones with keys of its own. */
const FORGE = `
import copy
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
alg, kid, pem, claims = given['alg'], given['kid'], given['pem'], given['claims']
def token(change={}, drop=(), header={}, key=pem, alg=alg):
    body = {**claims, **change}
    for name in drop: del body[name]
    return jwt.encode(body, key, algorithm=alg, headers={'kid': kid, 'typ': 'at+jwt', **header})
made = {
    'right': token(),
    'iss': token({'iss': 'https://other.example'}),
    'aud': token({'aud': 'https://other.example/api'}),
    'aud list': token({'aud': [claims['aud'], 'https://other.example']}),
    'exp': token({'exp': claims['iat']}),
    'exp far': token({'exp': claims['iat'] + 10 ** 9}),
    'nbf': token({'nbf': claims['iat'] + 3600}),
    'iat': token({'iat': claims['iat'] + 3600}),
    'typ': token(header={'typ': 'JWT'}),
    'kid': token(header={'kid': 'another'}),
    'jku': token(header={'jku': 'https://attacker.example/jwks'}),
    'crit': token(header={'crit': ['x'], 'x': 1}),
    'none': token(key=None, alg='none'),
    'hs256': token(key='a secret of thirty-two bytes or so', alg='HS256'),
    'other ed25519 key': token(key=ed25519.Ed25519PrivateKey.generate(), alg='EdDSA'),
    'other p-256 key': token(key=ec.generate_private_key(ec.SECP256R1()), alg='ES256'),
    'p-384': token(key=ec.generate_private_key(ec.SECP384R1()), alg='ES384'),
    **{'without ' + name: token(drop=[name]) for name in claims},
}
print(json.dumps(made))
`

describe('python3-jwt, an independent peer', { skip: NO_PEER }, () => {
  eachDatabase('with the JWKS alone', (open) => {
    for (const algorithm of ['Ed25519', 'ES256'] as const) {
      test(`verifies ours, ${algorithm}`, async () => {
        const { backend, signIn } = await withAlice(await open(), { api: { algorithm } })
        const { accessToken: token } = await signIn()
        const alg = algorithm === 'Ed25519' ? 'EdDSA' : 'ES256'
        const given = { token, jwks: await publicKeys(backend), alg, aud: `${ORIGIN}/api`, iss: ORIGIN }
        assert.deepEqual(peer(VERIFY, given), decodeJwt(token))
        const changed = `${token.slice(0, -6)}${token.at(-6) === 'A' ? 'B' : 'A'}${token.slice(-5)}`
        assert.throws(() => peer(VERIFY, { ...given, token: changed }), /InvalidSignatureError/)
        assert.throws(() => peer(VERIFY, { ...given, aud: 'https://other.example' }), /InvalidAudienceError/)
      })

      test(`what it makes with our key is refused unless everything is right, ${algorithm}`, async () => {
        const { backend, signIn } = await withAlice(await open(), { api: { algorithm } })
        const claims = decodeJwt((await signIn()).accessToken)
        const { kid, alg, pem } = await stolenKey(backend)
        const made = peer(FORGE, { kid, alg, pem, claims }) as Record<string, string>
        for (const [what, token] of Object.entries(made)) {
          const principal = await verifyAccessToken(backend, token)
          assert.equal(principal !== undefined, what === 'right', what)
        }
        assert.ok(Object.keys(made).length > 25)
      })
    }
  })
})
