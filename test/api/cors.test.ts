// Pages of other origins: exactly those of `api.corsOrigins`, on exactly the routes that read no cookie.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { requireToken } from '../../src/shield/token-guard.ts'
import { PASSWORD } from '../house.ts'
import { openHost, signUpAndIn } from '../shield/host.ts'
import { Caller } from './caller.ts'

const FRIEND = 'https://app.friend.test'
const shield = { withoutCookies: true } as const
const host = await openHost(
  (app) => {
    app.get('/host', { onRequest: requireToken({ scope: 'read' }), config: { shield } }, async () => ({
      mine: 1,
    }))
    app.post('/host', { onRequest: requireToken({ scope: 'write' }), config: { shield } }, async () => ({
      mine: 2,
    }))
    app.post('/form', async () => 'done')
  },
  { api: { corsOrigins: [FRIEND] }, limits: { default: '1000 per minute' } },
)
await signUpAndIn(host.visitor(), 'alice')
const phone = new Caller(host)
const browser = (origin: string) => ({
  origin,
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
})
const preflight = (url: string, origin: string, method = 'POST') =>
  phone.send('OPTIONS', url, undefined, {
    ...browser(origin),
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type',
  })

describe('the origin of the setting', () => {
  test('signs in, calls and reads the answers, without credentials', async () => {
    const body = { username: 'alice', password: PASSWORD }
    const answer = await phone.post('/api/sign-in', body, undefined, browser(FRIEND))
    assert.equal(answer.statusCode, 200, answer.body)
    for (const [url, token] of [
      ['/api/me', answer.json().accessToken],
      ['/host', answer.json().accessToken],
      ['/api/me', 'wrong'],
    ]) {
      const { headers } = await phone.get(url, token, browser(FRIEND))
      assert.equal(headers['access-control-allow-origin'], FRIEND)
      assert.equal(headers['access-control-allow-credentials'], undefined)
      assert.equal(headers['vary'], 'origin')
      assert.match(String(headers['access-control-expose-headers']), /www-authenticate/)
    }
  })

  test('gets preflights answered with what each route has', async () => {
    for (const [url, methods] of [
      ['/api/sign-in', 'POST'],
      ['/api/me', 'GET, HEAD'],
      ['/host', 'GET, HEAD, POST'],
    ] as const) {
      const answer = await preflight(url, FRIEND)
      assert.equal(answer.statusCode, 204, url)
      assert.equal(answer.headers['access-control-allow-origin'], FRIEND)
      const allowed = String(answer.headers['access-control-allow-methods']).split(', ').sort().join(', ')
      assert.equal(allowed, methods)
      assert.equal(answer.headers['access-control-allow-headers'], 'authorization, content-type')
      assert.match(String(answer.headers['vary']), /origin/)
    }
  })

  test('reads refusals of limits, too', async () => {
    const small = await openHost(undefined, {
      api: { corsOrigins: [FRIEND] },
      limits: { default: '1 per minute' },
    })
    const caller = new Caller(small)
    await caller.get('/api/me', undefined, browser(FRIEND))
    const { statusCode, headers } = await caller.get('/api/me', undefined, browser(FRIEND))
    assert.deepEqual([statusCode, headers['access-control-allow-origin']], [429, FRIEND])
  })

  test('reaches no other route', async () => {
    for (const url of ['/form', '/login', '/dashboard', '/tokens', '/api/nothing']) {
      const get = await phone.get(url, undefined, browser(FRIEND))
      const post = await phone.post(url, {}, undefined, browser(FRIEND))
      for (const { statusCode, headers } of [get, post, await preflight(url, FRIEND)]) {
        assert.ok([403, 405].includes(statusCode), `${url}: ${statusCode}`)
        assert.equal(headers['access-control-allow-origin'], undefined, url)
      }
    }
  })
})

describe('every other origin', () => {
  const others = [
    'https://evil.test',
    'http://app.friend.test',
    'https://app.friend.test:8443',
    'https://app.friend.test.evil.test',
    'https://friend.test',
    'HTTPS://APP.FRIEND.TEST',
    'https://app.friend.test/',
    'null',
    '',
  ]
  for (const origin of others) {
    test(`${origin || 'an empty one'}: 403, nothing to read, no preflight`, async () => {
      const body = { username: 'alice', password: PASSWORD }
      for (const answer of [
        await phone.post('/api/sign-in', body, undefined, browser(origin)),
        await phone.get('/api/me', undefined, browser(origin)),
        await preflight('/api/sign-in', origin),
      ]) {
        assert.equal(answer.statusCode, 403)
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
        assert.match(String(answer.headers['vary']), /origin/)
      }
    })
  }

  test('a program without an origin, and a page of our own, call as ever', async () => {
    const own = { origin: host.settings.origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }
    for (const headers of [{}, own]) {
      const answer = await phone.get('/api/me', undefined, headers)
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.headers['access-control-allow-origin'], undefined)
    }
  })
})
