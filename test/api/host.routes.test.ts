// Guards on a host's own routes: who gets in, what everybody else is told, and the limits by token and by account.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Fastify from 'fastify'
import { portcullis } from '../../src/portcullis.ts'
import { currentUser, requireUser } from '../../src/shield/guards.ts'
import { principalOf, requireToken, tokenHolder } from '../../src/shield/token-guard.ts'
import { codeOf, setUpApp } from '../accounts/two-factor/factors.ts'
import { PASSWORD } from '../house.ts'
import { onDisk, openHost, signUpAndIn } from '../shield/host.ts'
import { Caller, told } from './caller.ts'

const shield = { withoutCookies: true } as const
const open = (options = {}) =>
  openHost((app) => {
    app.get('/who', { onRequest: requireToken(), config: { shield } }, async (request) =>
      tokenHolder(request),
    )
    app.get('/late', { preHandler: requireToken({ scope: 'read' }), config: { shield } }, async () => 'in')
    app.post(
      '/write',
      { onRequest: requireToken({ scope: 'write' }), config: { shield } },
      async ({ body }) => body,
    )
    app.get(
      '/proof',
      { onRequest: requireToken({ recentProof: true }), config: { shield } },
      async () => 'in',
    )
    app.get('/two', { onRequest: requireToken({ twoFactors: true }), config: { shield } }, async () => 'in')
    const both = { onRequest: requireToken(), preHandler: requireUser, config: { shield } }
    app.get('/both', both, async () => 'in')
    app.get('/anybody', { config: { shield } }, async (request) => ({
      principal: principalOf(request),
      session: currentUser(request),
      cookie: request.headers.cookie,
    }))
    app.get('/forgotten', { config: { shield } }, async (request) => tokenHolder(request))
  }, options)

describe('a host’s route', async () => {
  const host = await open({ limits: { default: '1000 per minute' } })
  const alice = await signUpAndIn(host.visitor(), 'alice')
  const phone = new Caller(host)
  const { accessToken } = await phone.signIn()

  test('knows who calls, by an access token and by a personal one', async () => {
    const who = (await phone.get('/who', accessToken)).json()
    assert.deepEqual([who.kind, who.user.username, who.assurance], ['access', 'alice', ['password']])
    assert.deepEqual(who.scopes, ['read', 'write', 'account'])
    const body = { name: 'x', scopes: ['read'], expiresIn: 60 }
    const { token } = (await phone.post('/api/tokens', body, accessToken)).json()
    const what = (await phone.get('/who', token)).json()
    assert.deepEqual([what.kind, what.user, what.scopes], ['personal', who.user, ['read']])
    assert.equal((await phone.post('/write', {}, token)).statusCode, 403)
    assert.equal((await phone.get('/late', token)).statusCode, 200)
    for (const url of ['/proof', '/two']) assert.equal((await phone.get(url, token)).statusCode, 401)
  })

  test('takes a post without a CSRF token, and without a browser’s headers', async () => {
    const answer = await phone.post('/write', { note: 1 }, accessToken)
    assert.deepEqual([answer.statusCode, answer.json()], [200, { note: 1 }])
  })

  test('is not opened by a cookie, and a cookie’s guard not by a token', async () => {
    const answer = await phone.get('/both', accessToken, { cookie: alice.cookieHeader })
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'sign-in-needed'])
    assert.equal((await phone.get('/who', undefined, { cookie: alice.cookieHeader })).statusCode, 401)
    const anybody = await phone.get('/anybody', accessToken, { cookie: alice.cookieHeader })
    assert.deepEqual(anybody.json(), { principal: null, session: null }, 'nor does a handler see it')
    assert.equal((await phone.get('/forgotten', accessToken)).statusCode, 401)
  })

  test('V9.1.1 V9.2.1 tells everybody with a bad token the same, to the byte', async () => {
    const [header, payload, signature] = accessToken.split('.') as [string, string, string]
    const bad = [
      'x',
      '..',
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${accessToken}.`,
      `${accessToken}=`,
      `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      `pcl_${'a'.repeat(22)}.${'b'.repeat(43)}_000000`,
      `pcr_${'a'.repeat(43)}`,
      'a'.repeat(4096),
      'a'.repeat(5000),
      '!',
      'ä',
      `${accessToken} ${accessToken}`,
      `${accessToken}, Bearer ${accessToken}`,
      `"${accessToken}"`,
      '',
    ]
    const expected = told(await phone.get('/who', 'nonsense'))
    assert.equal(expected.status, 401)
    assert.equal(expected.challenge, 'Bearer error="invalid_token"')
    for (const token of bad) assert.deepEqual(told(await phone.get('/who', token)), expected, token)
    for (const authorization of [
      'Basic YTpi',
      'Bearer',
      accessToken,
      `Token ${accessToken}`,
      'Bearer\t',
      '',
    ]) {
      const answer = told(await phone.get('/who', undefined, { authorization }))
      assert.deepEqual({ ...answer, challenge: expected.challenge }, expected, authorization)
    }
    host.clock.forward(-600)
    assert.deepEqual(told(await phone.get('/who', accessToken)), expected, 'not yet good')
    host.clock.forward(600)
  })

  test('takes the scheme in any case, and one blank after it', async () => {
    for (const scheme of ['bearer', 'BEARER'])
      assert.equal(
        (await phone.get('/who', undefined, { authorization: `${scheme} ${accessToken}` })).statusCode,
        200,
      )
    const two = await phone.get('/who', undefined, { authorization: `Bearer  ${accessToken}` })
    assert.equal(two.statusCode, 401)
  })

  test('V16.2.5 tokens stand in no log line; whose they are does', async () => {
    await phone.get('/who', accessToken)
    const text = host.log.join('')
    assert.ok(!text.includes(accessToken.split('.')[2]!))
    const { id } = (await phone.get('/api/me', accessToken)).json().user
    const line = host.log.map((one) => JSON.parse(one)).findLast(({ route }) => route === '/who')
    assert.equal(line.user, id)
  })

  test('V7.5.1 asks for a sign-in once more by RFC 9470', async () => {
    assert.equal((await phone.get('/proof', accessToken)).statusCode, 200)
    const two = await phone.get('/two', accessToken)
    assert.deepEqual([two.statusCode, two.json().code], [401, 'proof-needed'])
    assert.equal(
      two.headers['www-authenticate'],
      'Bearer error="insufficient_user_authentication", acr_values="two-factor"',
    )
  })
})

test('V8.4.2 twoFactors lets in who has signed in with two', async () => {
  const host = await open({ ...onDisk(), limits: { default: '1000 per minute', confirm: '1000 per minute' } })
  const alice = await signUpAndIn(host.visitor(), 'alice')
  const house = { ...host, member: async () => alice }
  const { key } = await setUpApp(house, alice)
  host.clock.forward(30)
  const phone = new Caller(host)
  const { challenge } = (await phone.post('/api/sign-in', { username: 'alice', password: PASSWORD })).json()
  const code = codeOf(key, host.clock.now)
  const { accessToken } = (await phone.post('/api/sign-in/second-step', { challenge, code })).json()
  assert.equal((await phone.get('/two', accessToken)).statusCode, 200)
})

describe('V2.4.1 limits.api', () => {
  test('holds for one token, from wherever it comes', async () => {
    const host = await open({ limits: { api: '3 per minute', default: '1000 per minute' } })
    await signUpAndIn(host.visitor(), 'alice')
    const phone = new Caller(host)
    const { accessToken } = await phone.signIn()
    for (let count = 1; count <= 4; count++) {
      phone.address = `203.0.113.${count}`
      const answer = await phone.get('/who', accessToken)
      assert.equal(answer.statusCode, count <= 3 ? 200 : 429)
    }
  })

  test('holds for all tokens of an account together, and for nobody else’s', async () => {
    const host = await open({ limits: { api: '3 per minute', default: '1000 per minute' } })
    await signUpAndIn(host.visitor(), 'alice')
    await signUpAndIn(host.visitor(), 'bob')
    const phone = new Caller(host)
    const [one, two, bobs] = [await phone.signIn(), await phone.signIn(), await phone.signIn('bob')]
    for (const { accessToken } of [one, two, one])
      assert.equal((await phone.get('/who', accessToken)).statusCode, 200)
    const over = await phone.get('/who', two.accessToken)
    assert.deepEqual([over.statusCode, over.json().code], [429, 'too-many-requests'])
    assert.ok(Number(over.headers['retry-after']) > 0)
    assert.equal((await phone.get('/who', bobs.accessToken)).statusCode, 200)
  })

  test('is not used up by bad tokens', async () => {
    const host = await open({ limits: { api: '1 per minute', default: '1000 per minute' } })
    await signUpAndIn(host.visitor(), 'alice')
    const phone = new Caller(host)
    const { accessToken } = await phone.signIn()
    for (let count = 0; count < 5; count++) await phone.get('/who', `${accessToken}x`)
    assert.equal((await phone.get('/who', accessToken)).statusCode, 200)
  })
})

describe('a route with requireToken that reads cookies', () => {
  test('stops the start', async () => {
    for (const hooks of [{ onRequest: requireToken() }, { preHandler: [requireUser, requireToken()] }]) {
      const wrong = openHost((app) => void app.get('/wrong', hooks, async () => 'in'))
      await assert.rejects(wrong, /route \/wrong: .*withoutCookies/)
    }
  })

  test('opens to nobody where a plugin hooks the guard on', async () => {
    const host = await openHost(async (app) => {
      await app.register(async (child) => {
        child.addHook('onRequest', requireToken())
        child.get('/hooked', async () => 'in')
      })
    })
    await signUpAndIn(host.visitor(), 'alice')
    const phone = new Caller(host)
    const { accessToken } = await phone.signIn()
    assert.equal((await phone.get('/hooked', accessToken)).statusCode, 500)
  })
})

test('a route withoutCookies can’t begin a session or leave a message', async () => {
  const { flash } = await import('../../src/shield/flash.ts')
  const host = await openHost((app) => {
    app.get('/flash', { config: { shield } }, async (request) => {
      flash(request, 'info', 'x')
      return 'done'
    })
  })
  const answer = await new Caller(host).get('/flash')
  assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [500, undefined])
})

test('without the API no token opens a host’s route', async () => {
  const app = Fastify()
  await app.register(portcullis, {
    database: 'sqlite::memory:',
    api: { enabled: false },
    log: { level: 'silent' },
  })
  app.get('/who', { onRequest: requireToken(), config: { shield } }, async () => 'in')
  const { statusCode } = await app.inject({ url: '/who', headers: { authorization: 'Bearer x' } })
  assert.equal(statusCode, 401)
  await app.close()
})
