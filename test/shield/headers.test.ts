// Every answer carries the safe headers, whatever its status, type or origin.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { html } from '../../src/html/html.ts'
import { fixedHeaders, tellTaleHeaders } from '../../src/shield/policy.ts'
import { Refusal } from '../../src/shield/refusal.ts'
import type { Sent, Visitor } from '../visitor.ts'
import { type Host, HTTPS, openHost } from './host.ts'

function routes(app: Host['app']): void {
  app.get('/json', async () => ({ secret: 'mine' }))
  app.get('/broken', async () => {
    throw new Error('the database password is hunter2')
  })
  app.get('/forbidden', async () => {
    throw new Refusal('forbidden')
  })
  app.get('/limited', { config: { shield: { limit: '1 per day' } } }, async () => html`<p>once</p>`)
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** One request for each way an answer can come about. */
async function answers(host: Host): Promise<[name: string, status: number, visitor: Visitor][]> {
  const asset = /\/_portcullis\/[\w./-]+\.css/.exec((await host.visitor().open('/')).body)![0]
  const { headers } = await host.visitor().send({ url: asset })
  const one = async (name: string, status: number, sent: Sent) =>
    [name, status, await host.visitor().send(sent)] as [string, number, Visitor]
  const signUp = await host.visitor().post('/register', { username: 'a', email: 'b', password: 'c' })
  await one('limited once', 200, { url: '/limited' })
  return [
    await one('page', 200, { url: '/' }),
    await one('page, HEAD', 200, { method: 'HEAD', url: '/login' }),
    await one('JSON', 200, { url: '/json' }),
    await one('asset', 200, { url: asset }),
    await one('asset again', 304, { url: asset, headers: { 'if-none-match': String(headers['etag']) } }),
    await one('probe', 200, { url: '/healthz' }),
    await one('redirect', 303, { url: '/dashboard' }),
    await one('no token', 400, { method: 'POST', url: '/login', form: { username: 'x' } }),
    await one('sign-in wanted', 401, { url: '/dashboard', headers: { accept: 'application/json' } }),
    await one('cross-site', 403, {
      method: 'POST',
      url: '/login',
      headers: { 'sec-fetch-site': 'cross-site' },
    }),
    await one('forbidden', 403, { url: '/forbidden' }),
    await one('unknown', 404, { url: '/nothing' }),
    await one('two slashes', 404, { url: '//' }),
    await one('wrong method', 405, { method: 'DELETE', url: '/login' }),
    await one('too large', 413, {
      method: 'POST',
      url: '/login',
      payload: `a=${'b'.repeat(70_000)}`,
      headers: FORM,
    }),
    await one('wrong type', 415, {
      method: 'POST',
      url: '/login',
      payload: '<a/>',
      headers: { 'content-type': 'text/xml' },
    }),
    ['invalid', 422, signUp],
    await one('limited', 429, { url: '/limited' }),
    await one('broken', 500, { url: '/broken' }),
    await one('broken, JSON', 500, { url: '/broken', headers: { accept: 'application/json' } }),
  ]
}

describe('an https site', () => {
  let all: [string, number, Visitor][]
  before(async () => {
    all = await answers(await openHost(routes, { origin: HTTPS }))
  })
  const each = (check: (headers: Visitor['headers'], visitor: Visitor) => void) => {
    for (const [name, , visitor] of all) {
      try {
        check(visitor.headers, visitor)
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
      }
    }
  }

  test('answers with the status that was meant', () => {
    for (const [name, status, visitor] of all) assert.equal(visitor.status, status, name)
  })

  test('V3.4.1 has HSTS of a year or more, subdomains included, on every answer', () => {
    each((headers) => {
      const [, age] =
        /^max-age=(\d+); includeSubDomains$/.exec(String(headers['strict-transport-security'])) ?? []
      assert.ok(Number(age) >= 31_536_000)
    })
  })

  test('V3.4.4 says nosniff on every answer', () => {
    each((headers) => assert.equal(headers['x-content-type-options'], 'nosniff'))
  })

  test('V3.4.5 keeps the address of every page from other sites', () => {
    each((headers) => assert.equal(headers['referrer-policy'], 'same-origin'))
  })

  test('V3.4.6 lets no answer be framed', () => {
    each((headers) => {
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
      assert.equal(headers['x-frame-options'], 'DENY')
    })
  })

  test('V3.4.7 names where violations are reported, and the two names agree', () => {
    each((headers) => {
      assert.match(
        String(headers['content-security-policy']),
        /report-to portcullis; report-uri \/_portcullis\/reports$/,
      )
      assert.equal(headers['reporting-endpoints'], `portcullis="${HTTPS}/_portcullis/reports"`)
    })
  })

  test('V3.4.8 isolates every document from the windows of other origins', () => {
    each((headers) => assert.equal(headers['cross-origin-opener-policy'], 'same-origin'))
  })

  test('V3.5.8 lets no other origin embed any answer', () => {
    each((headers) => assert.equal(headers['cross-origin-resource-policy'], 'same-origin'))
  })

  test('V3.2.1 lets JSON and error bodies run nothing in whatever context they are opened', () => {
    for (const [name, , { headers }] of all) {
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; /, name)
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, name)
    }
  })

  test('carries every fixed header; only an asset chooses its caching', () => {
    each((headers) => {
      for (const [name, value] of Object.entries(fixedHeaders)) {
        if (name !== 'cache-control') assert.equal(headers[name], value, name)
      }
      const cached = String(headers['cache-control'])
      assert.equal(cached, headers['etag'] === undefined ? 'no-store' : 'public, max-age=31536000, immutable')
    })
  })

  test('V4.1.1 says of every body what it is, with its characters where it is text', () => {
    each(({ 'content-type': type }, { body }) => {
      if (body === '') return
      if (body.startsWith('<!doctype')) assert.equal(type, 'text/html; charset=utf-8')
      else if (body.startsWith('{'))
        assert.match(String(type), /^application\/(?:json; charset=utf-8|problem\+json)$/)
      else assert.match(String(type), /^text\/(?:html|css|plain); charset=utf-8$/)
    })
  })

  test('V13.4.6 gives nothing away about the server', () => {
    each((headers, { body }) => {
      for (const name of tellTaleHeaders) assert.equal(headers[name], undefined, name)
      assert.doesNotMatch(body, /hunter2|fastify|node_modules|\bat .+:\d+:\d+/i)
    })
  })

  test('V3.4.2 never answers to another origin, asked with or without preflight', async () => {
    const { app, visitor } = await openHost(routes, { origin: HTTPS })
    const urls = ['/', '/login', '/dashboard', '/json', '/nothing', '/_portcullis/reports']
    for (const origin of ['https://evil.test', 'null', `${HTTPS}.evil.test`, 'http://site.test']) {
      for (const url of urls) {
        for (const method of ['GET', 'OPTIONS'] as const) {
          const headers = {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'x',
          }
          const asked = await visitor().send({ method, url, headers })
          const given = Object.keys(asked.headers).filter((name) => name.startsWith('access-control-'))
          assert.deepEqual(given, [], `${method} ${url} ${origin}`)
        }
      }
    }
    assert.ok(app)
  })
})

test('a plain-http development site has no HSTS and all the rest', async () => {
  const { visitor } = await openHost()
  const { headers } = await visitor().open('/')
  assert.equal(headers['strict-transport-security'], undefined)
  assert.equal(headers['reporting-endpoints'], 'portcullis="http://localhost:3000/_portcullis/reports"')
  for (const name of Object.keys(fixedHeaders)) assert.ok(headers[name], name)
})
