// Where a visitor may be sent on to: paths of our own, whatever the target is dressed up as.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath } from '../../src/shield/redirect.ts'
import { PASSWORD } from '../house.ts'
import { HTTPS, openHost, signUpAndIn } from './host.ts'

/** Each leads elsewhere in some browser or behind some proxy, or is no path at all. */
const HOSTILE = [
  '',
  ' ',
  'evil.test',
  '@evil.test',
  'https://evil.test',
  'https:evil.test',
  'https:/evil.test',
  'http:/\\/\\evil.test',
  'HTTPS://evil.test',
  'javascript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,x',
  '//evil.test',
  '///evil.test',
  '////evil.test',
  '/\\evil.test',
  '\\/evil.test',
  '\\\\evil.test',
  '/\\/evil.test',
  '//\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/\r\n/evil.test',
  '\t//evil.test',
  ' //evil.test',
  '/ /evil.test',
  '/\u0000/evil.test',
  '/\u007f/evil.test',
  '/\u2028/evil.test',
  '/\uff0f/evil.test',
  '/\u3002evil.test',
  '/%5cevil.test',
  '/%5Cevil.test',
  '/%2fevil.test',
  '/%2Fevil.test',
  '/%2f%2fevil.test',
  '/x/%2f..%2f..//evil.test',
  '/%09/evil.test',
  '/%0a/evil.test',
  '/%0d%0aLocation:%20https://evil.test',
  '/%00/evil.test',
  '/%7f/evil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/x/..//evil.test',
  '/x/../..//evil.test',
  '/%2e//evil.test',
  '/%2e%2e//evil.test',
  '/.%2E//evil.test',
  '/x/%2e%2e//evil.test',
  '/./\\evil.test',
  '/dashboard\r\nSet-Cookie: a=b',
  '/dashboard\u0000',
  '?next=//evil.test',
  '#//evil.test',
  './/evil.test',
  '../evil.test',
  `/${'a'.repeat(2048)}`,
]

test('V3.7.2 V1.5.3 hostile targets are refused, by their text and as browsers read them', () => {
  for (const target of HOSTILE) assert.equal(ownPath(target), undefined, JSON.stringify(target))
  for (const target of [undefined, null, 3, {}, ['/x'], { toString: () => '/x' }]) {
    assert.equal(ownPath(target), undefined)
  }
})

test('paths of our own pass, as the address bar would show them', () => {
  const own = [
    '/',
    '/dashboard',
    '/notes?page=2&q=a%2Fb',
    '/a/b#part',
    '/a//b',
    '/caf%C3%A9',
    '/x?next=//evil.test',
  ]
  for (const path of own) assert.equal(ownPath(path), path)
  assert.equal(ownPath('/a/../b'), '/b')
  assert.equal(ownPath('/./a'), '/a')
})

test('V1.5.3 what passes names our own origin to the parser that browsers use, alone and encoded once more', () => {
  for (const target of [...HOSTILE, '/', '/a//b', '/a/../b', '/x?y=//z', '/:80', '/@x', '/;x', '/x:y@z']) {
    const path = ownPath(target)
    if (path === undefined) continue
    assert.equal(new URL(path, HTTPS).origin, HTTPS, target)
    assert.equal(new URL(decodeURI(path), HTTPS).origin, HTTPS, target)
  }
})

test('V3.7.2 no sign-in leads off the site, by next, Host or X-Forwarded-Host', async () => {
  const { visitor } = await openHost(undefined, { origin: HTTPS })
  await signUpAndIn(visitor(), 'alice')
  for (const next of HOSTILE.slice(0, -1)) {
    const alice = visitor({ headers: { host: 'evil.test', 'x-forwarded-host': 'evil.test' } })
    await alice.post('/login', { username: 'alice', password: PASSWORD, next })
    // A control character in any field is refused as such.
    const unreadable = alice.status === 422
    assert.equal(alice.headers['location'], unreadable ? undefined : '/dashboard', JSON.stringify(next))
    if (unreadable) await alice.post('/login', { username: 'alice', password: PASSWORD })
    assert.equal(alice.status, 303)
    await alice.send({ url: `/login?next=${encodeURIComponent(next)}` })
    assert.equal(alice.headers['location'], '/dashboard', JSON.stringify(next))
  }
})

test('a sign-in leads back to where one was going', async () => {
  const { visitor } = await openHost(undefined, { origin: HTTPS })
  const alice = await signUpAndIn(visitor(), 'alice')
  await alice.post('/logout', {}, '/dashboard')
  await alice.post('/login', { username: 'alice', password: PASSWORD, next: '/dashboard?tab=2' })
  assert.equal(alice.headers['location'], '/dashboard?tab=2')
})
