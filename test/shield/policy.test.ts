// The Content-Security-Policy: one nonce a response, and a route that widens one directive widens no other.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Fastify from 'fastify'
import { html } from '../../src/html/html.ts'
import {
  contentSecurityPolicy,
  NONCE,
  strictTransportSecurity,
  widenPolicy,
} from '../../src/shield/policy.ts'
import type { RouteShield } from '../../src/shield/route.ts'
import { shield } from '../../src/shield/shield.ts'
import { openHost } from './host.ts'

function directivesOf(header: unknown): Map<string, string[]> {
  return new Map(
    String(header)
      .split('; ')
      .map((directive) => directive.split(' '))
      .map(([name = '', ...sources]) => [name, sources]),
  )
}

test('V3.4.3 100 responses have 100 nonces of 128 bits, and the page bears its own', async () => {
  const { visitor } = await openHost()
  const nonces = new Set<string>()
  for (let i = 0; i < 100; i++) {
    const { headers, body } = await visitor().open('/login')
    const [source = ''] = directivesOf(headers['content-security-policy']).get('script-src') ?? []
    const nonce = /^'nonce-([\w+/]{22}==)'$/.exec(source)?.[1] ?? ''
    assert.equal(Buffer.from(nonce, 'base64').length, 16, source)
    assert.ok(body.includes(`nonce="${nonce}"`))
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 100)
})

test('V3.4.3 scripts run by nonce alone, objects and base addresses not at all, and nothing is unsafe', async () => {
  const { visitor } = await openHost()
  for (const path of ['/', '/login', '/register', '/nothing']) {
    const header = (await visitor().open(path)).headers['content-security-policy']
    const policy = directivesOf(header)
    assert.deepEqual(policy.get('default-src'), ["'none'"])
    assert.deepEqual(policy.get('object-src'), ["'none'"])
    assert.deepEqual(policy.get('base-uri'), ["'none'"])
    assert.deepEqual(policy.get('form-action'), ["'self'"])
    assert.deepEqual(policy.get('trusted-types'), ["'none'"])
    assert.deepEqual(policy.get('require-trusted-types-for'), ["'script'"])
    assert.equal(policy.get('script-src')?.length, 1)
    assert.doesNotMatch(String(header), /unsafe|\*|https?:|data:/)
  }
})

test('a route widens one directive; its others, and other routes, stay as they were', async () => {
  const { visitor } = await openHost((app) => {
    const shielded: RouteShield = { csp: { 'img-src': ['https://tiles.test'], 'frame-src': ["'self'"] } }
    app.get('/map', { config: { shield: shielded } }, async () => html`<p>Map</p>`)
    app.get('/plain', async () => html`<p>Plain</p>`)
  })
  const strip = (policy: Map<string, string[]>) =>
    new Map([...policy].filter(([name]) => name !== 'script-src'))
  const plain = strip(directivesOf((await visitor().open('/plain')).headers['content-security-policy']))
  const wide = strip(directivesOf((await visitor().open('/map')).headers['content-security-policy']))
  assert.deepEqual(wide.get('img-src'), ["'self'", 'https://tiles.test'])
  assert.deepEqual(wide.get('frame-src'), ["'self'"])
  wide.set('img-src', ["'self'"]).delete('frame-src')
  assert.deepEqual(wide, plain)
  assert.equal(plain.has('frame-src'), false)
})

test("a widened `'none'` gives way, a source given twice stands once, and the table itself is untouched", () => {
  const before = structuredClone(contentSecurityPolicy)
  const wide = widenPolicy(contentSecurityPolicy, {
    'object-src': ["'self'"],
    'script-src': ['https://cdn.test', NONCE, 'https://cdn.test'],
  })
  assert.deepEqual(wide['object-src'], ["'self'"])
  assert.deepEqual(wide['script-src'], [NONCE, 'https://cdn.test'])
  assert.deepEqual(contentSecurityPolicy, before)
})

describe('a wrong shield option stops the start', () => {
  const wrong: [name: string, option: object, words: RegExp][] = [
    [
      'a misspelt name',
      { limt: '5 per minute' },
      /unknown shield option `limt`; did you mean `limit`\? There are limit, csp/,
    ],
    ['a name of something else', { burst: 5 }, /unknown shield option `burst`; there are limit, csp/],
    ['a limit nobody can read', { limit: 'five a minute' }, /five a minute/],
    ['a directive that CSP lacks', { csp: { 'image-src': ["'self'"] } }, /`image-src` is no directive/],
    ['a directive in a source', { csp: { 'img-src': ['x; script-src *'] } }, /is no source/],
    ['a second policy in a source', { csp: { 'img-src': ['x,script-src'] } }, /is no source/],
    ['an empty source', { csp: { 'img-src': [''] } }, /is no source/],
  ]
  for (const [name, option, words] of wrong) {
    test(name, async () => {
      const app = Fastify()
      await app.register(shield, { database: 'sqlite::memory:' })
      assert.throws(
        () => app.get('/x', { config: { shield: option as RouteShield } }, async () => 'x'),
        words,
      )
      await app.close()
    })
  }
})

test('HSTS says what the settings say', () => {
  assert.equal(strictTransportSecurity({ maxAge: 1, includeSubDomains: false, preload: false }), 'max-age=1')
  assert.equal(
    strictTransportSecurity({ maxAge: 63_072_000, includeSubDomains: true, preload: true }),
    'max-age=63072000; includeSubDomains; preload',
  )
})

test('V3.7.4 preload stands in HSTS only where a setting asks for it', async () => {
  const asked = await openHost(undefined, { origin: 'https://site.test', hsts: { preload: true } })
  const not = await openHost(undefined, { origin: 'https://site.test' })
  const { headers } = await asked.visitor().open('/')
  assert.equal(headers['strict-transport-security'], 'max-age=63072000; includeSubDomains; preload')
  assert.doesNotMatch(String((await not.visitor().open('/')).headers['strict-transport-security']), /preload/)
})
