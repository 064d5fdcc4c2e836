// The two doors kept apart: cookies open nothing below /api, tokens open no page, and other sites get in at neither.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { API } from '../../src/api/api.routes.ts'
import { operations } from '../../src/api/operations.ts'
import { PASSWORD } from '../house.ts'
import { openHost, signUpAndIn } from '../shield/host.ts'
import { isUnsafe, routesOf } from '../shield/routes.ts'
import { Caller } from './caller.ts'

const host = await openHost(undefined, {
  limits: { default: '100000 per minute', confirm: '100000 per minute' },
})
const alice = await signUpAndIn(host.visitor(), 'alice')
const phone = new Caller(host)
const { accessToken } = await phone.signIn()
const ofTheApi = routesOf(host.app).filter(({ url }) => url.startsWith(API))

test('every call of the table is a route, and every route below /api is a call or a paper', () => {
  const known = new Set<string>(['GET /api/docs', 'GET /api/openapi.json'])
  for (const { method, path } of Object.values(operations))
    known.add(`${method} ${path.replace('{id}', '1')}`)
  const found = ofTheApi
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`)
  assert.deepEqual(found.sort(), [...known].sort())
})

describe('V3.5.1 a cookie', () => {
  test('opens no call, with a CSRF token or without', async () => {
    const csrf = await alice.token('/sessions')
    for (const { method, path, needs } of Object.values(operations)) {
      if (needs === null) continue
      for (const more of [{}, { 'x-csrftoken': csrf }]) {
        const headers = { cookie: alice.cookieHeader, 'sec-fetch-site': 'same-origin', ...more }
        const answer = await phone.send(method, path.replace('{id}', '1'), undefined, headers)
        assert.deepEqual([answer.statusCode, answer.json().code], [401, 'token-invalid'], path)
        assert.equal(answer.headers['www-authenticate'], 'Bearer realm="api"')
      }
    }
    await alice.open('/dashboard')
    assert.equal(alice.path, '/dashboard', 'and nothing has happened to the session')
  })

  test('changes nothing beside a token, and no answer below /api sets one', async () => {
    const headers = { cookie: `${alice.cookieHeader}; session=x; flash=y` }
    const both = await phone.get('/api/me', accessToken, headers)
    assert.deepEqual(both.json(), (await phone.get('/api/me', accessToken)).json())
    const urls = [...ofTheApi.map(({ url }) => url), '/api/nothing', '/api/', '/api//me']
    for (const url of urls) {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        for (const body of [undefined, {}, 'x']) {
          const answer = await phone.send(method, url, body, { ...headers, accept: 'text/html' })
          assert.equal(answer.headers['set-cookie'], undefined, `${method} ${url}`)
          assert.ok(answer.statusCode < 500, `${method} ${url}: ${answer.statusCode}`)
        }
      }
    }
  })

  test('is not shown to a page of the API either: nobody is signed in there', async () => {
    await alice.open('/api/docs')
    assert.equal(alice.status, 200)
    assert.doesNotMatch(alice.body, /alice|action="\/logout"/)
  })
})

describe('a token', () => {
  test('opens no page', async () => {
    const authorization = `Bearer ${accessToken}`
    for (const url of ['/dashboard', '/sessions', '/profile', '/tokens', '/password/change']) {
      const answer = await host.app.inject({ url, headers: { authorization, accept: 'application/json' } })
      assert.ok([401, 404].includes(answer.statusCode), `${url}: ${answer.statusCode}`)
    }
  })

  test('stands in the header alone', async () => {
    const attempts = [
      phone.get(`/api/me?access_token=${accessToken}`),
      phone.get(`/api/me?token=${accessToken}`),
      phone.get('/api/me', undefined, { cookie: `access_token=${accessToken}` }),
      phone.get('/api/me', undefined, { 'x-authorization': `Bearer ${accessToken}` }),
      phone.post('/api/sign-out-everywhere', { access_token: accessToken }),
    ]
    for (const answer of await Promise.all(attempts)) assert.equal(answer.statusCode, 401)
  })
})

describe('V3.5.1 V3.5.8 another site', () => {
  const foreign = [
    {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      origin: 'https://evil.test',
    },
    {
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      origin: 'https://x.localhost',
    },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ]

  test('calls nothing, not even with a token or a password', async () => {
    for (const { method, url } of ofTheApi) {
      for (const headers of foreign) {
        const answer = await phone.send(method as 'GET', url, isUnsafe({ method }) ? {} : undefined, {
          ...headers,
          authorization: `Bearer ${accessToken}`,
        })
        assert.equal(answer.statusCode, 403, `${method} ${url}`)
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
      }
    }
    const body = { username: 'alice', password: PASSWORD }
    for (const origin of ['https://evil.test', 'null']) {
      const answer = await phone.post('/api/sign-in', body, undefined, { origin })
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'cross-site'])
    }
  })

  test('gets no preflight answered', async () => {
    for (const { url } of ofTheApi) {
      const answer = await phone.send('OPTIONS', url, undefined, {
        origin: 'https://evil.test',
        'access-control-request-method': 'POST',
      })
      assert.equal(answer.statusCode, 405, url)
      assert.deepEqual(
        Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
        [],
      )
    }
  })
})

test('what is not there is told as a problem, whatever Accept says', async () => {
  for (const [url, method, status, code] of [
    ['/api/nothing', 'GET', 404, 'not-found'],
    ['/api/sign-in', 'GET', 405, 'method-not-allowed'],
    ['/api/me', 'POST', 405, 'method-not-allowed'],
  ] as const) {
    const answer = await phone.send(method, url, undefined, {
      accept: 'text/html',
      cookie: alice.cookieHeader,
    })
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
    assert.equal(answer.headers['vary'], undefined)
  }
})

test('api.enabled: false leaves nothing of it, and no link', async () => {
  const plain = await openHost(undefined, { api: { enabled: false } })
  const anna = await signUpAndIn(plain.visitor(), 'anna')
  for (const url of ['/api/me', '/api/docs', '/api/openapi.json', '/.well-known/jwks.json', '/tokens'])
    assert.equal((await anna.send({ url })).status, 404, url)
  await anna.open('/dashboard')
  assert.doesNotMatch(anna.body, /\/tokens/)
})
